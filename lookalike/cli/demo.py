"""`lookalike demo`: something to search at once, drawn here or from a folder of yours."""

import socket
import threading
from collections.abc import Callable
from functools import partial

import click

from ingest.report import Progress, Report
from ingest.run import ingest
from lookalike.cli.context import engine_open, example
from lookalike.cli.ingest import bar, encoders_of
from lookalike.core.errors import LookalikeError
from lookalike.core.settings import Settings, load_settings
from lookalike.core.texts import _
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import is_candidate
from lookalike.sources.base import Source
from lookalike.sources.drawn import COLLECTION, TITLE, DrawnSource
from lookalike.sources.folder import FolderSource

OWN = "demo"
ENOUGH = 100
PORTS = 20

Index = Callable[..., Report]


@click.command()
@click.option("--images", metavar="DIR", help="A folder of yours instead of the drawn sample.")
@click.option(
    "--port", type=int, help="Port of the site; else LOOKALIKE_PORT or the next free one."
)
@click.option("--no-serve", is_flag=True, help="Only index.")
@example("lookalike demo --images ~/Pictures")
def demo(*, images: str | None, port: int | None, no_serve: bool) -> int:
    """Index the drawn sample collection, or a folder of yours, and serve it.

    The site starts as soon as a hundred images can be found; the rest follows while you search.
    """
    source = FolderSource(images, is_candidate=is_candidate) if images else DrawnSource()
    name = OWN if images else COLLECTION
    with engine_open() as (engine, current):
        encoders = [load_encoder(each) for each in encoders_of(engine, current, name, ())]
        title = "" if images else _(TITLE)
        index = partial(ingest, engine, current, name, encoders=encoders, title=title)
        if no_serve:
            return _index(index, source)
        from webapp.serve import serve

        behind = _Behind(index, source)
        behind.wait_for_enough()
        serve(_on_free_port(current, port), engine)
    return 0


class _Behind:
    """Indexing in a thread of its own; a run that is cut off is gone on with by the next one."""

    def __init__(self, index: Index, source: Source) -> None:
        self._enough = threading.Event()
        work = partial(self._run, index, source)
        threading.Thread(target=work, name="demo-index", daemon=True).start()

    def wait_for_enough(self) -> None:
        """Return when a hundred images are there to be found, or the run is over."""
        self._enough.wait()

    def _run(self, index: Index, source: Source) -> None:
        try:
            _index(index, source, self._look)
        except LookalikeError as error:
            click.echo(str(error), err=True)
        finally:
            self._enough.set()

    def _look(self, reached: Progress) -> None:
        if reached.written >= ENOUGH:
            self._enough.set()


def _index(index: Index, source: Source, look: Callable[[Progress], None] | None = None) -> int:
    """Index with a bar, print the report on stderr, and return the exit status."""
    with bar() as show:

        def progress(reached: Progress) -> None:
            show(reached)
            if look:
                look(reached)

        report = index(source=source, progress=progress)
    click.echo(report.as_text(), err=True)
    return report.status


def _on_free_port(current: Settings, given: int | None) -> Settings:
    """Return the settings with the port given, else the first free one from LOOKALIKE_PORT on."""
    port = given or next(
        (
            each
            for each in range(current.port, current.port + PORTS)
            if _is_free(current.host, each)
        ),
        current.port,
    )
    return load_settings(**{**current.model_dump(), "port": port})


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
