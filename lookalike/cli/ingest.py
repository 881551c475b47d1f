"""`lookalike ingest`: index folders and ZIPs; only what is new or changed is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskID, TextColumn
from rich.text import Text

from ingest.report import Progress as Reached
from ingest.report import Report
from ingest.run import ingest as ingest_source
from lookalike.cli.context import (
    chosen,
    collection_option,
    engine_open,
    example,
    json_option,
    print_json,
)
from lookalike.core.errors import BadRequest
from lookalike.core.settings import Settings
from lookalike.core.texts import _
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import is_candidate
from lookalike.search.collections import name_from, visible
from lookalike.search.engine import Engine
from lookalike.sources.base import CategoryFrom, Options
from lookalike.sources.named import source_at


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@collection_option
@click.option("--title", default="", help="Title of a new collection.")
@click.option("-e", "--encoder", "encoder_ids", multiple=True, metavar="ID", help="Repeatable.")
@click.option(
    "--category-from",
    type=click.Choice(["folder", "none"]),
    default="folder",
    show_default=True,
    help="Where the category of an image comes from.",
)
@click.option("--include", multiple=True, metavar="GLOB", help="Only files like this; repeatable.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="No files like this; repeatable.")
@click.option("--prune", is_flag=True, help="Remove what is no longer in the source.")
@click.option("--retry", is_flag=True, help="Read quarantined files again.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be done.")
@json_option
@example("lookalike ingest ~/Pictures -c photos --prune")
def ingest(
    *,
    sources: tuple[str, ...],
    collection: str | None,
    title: str,
    encoder_ids: tuple[str, ...],
    category_from: CategoryFrom,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    prune: bool,
    retry: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Index the images of folders, ZIPs or single files into a collection, made if it is not there.

    A ZIP is read where it lies; nothing is unpacked.
    """
    options = Options(include, exclude, category_from)
    found = [source_at(each, is_candidate=is_candidate, options=options) for each in sources]
    index = partial(ingest_source, title=title, prune=prune, retry=retry, dry_run=dry_run)
    reports = []
    with engine_open() as (engine, current):
        name = _collection(engine, current, collection, sources[0])
        encoders = [load_encoder(each) for each in encoders_of(engine, current, name, encoder_ids)]
        for source in found:
            with bar() as show:
                reports.append(index(engine, current, name, source, encoders, progress=show))
    _print(reports, as_json)
    return max(report.status for report in reports)


def _collection(engine: Engine, current: Settings, given: str | None, source: str) -> str:
    """Return the collection that is meant; on an empty installation it is called like the source."""
    if given or current.collection or visible(engine):
        return chosen(engine, current, given)
    path = Path(source).resolve()
    return name_from(path.stem if path.is_file() else path.name)


def encoders_of(
    engine: Engine, current: Settings, name: str, given: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the encoders to use: those given, else all of the collection, else the default."""
    there = next((each for each in visible(engine) if each.name == name), None)
    if there is None:
        return given or (current.encoder,)
    absent = [each for each in given if each not in there.encoders]
    if absent:
        reason = _(
            "“{name}” has no vectors of {absent}; to give it some: "
            "lookalike collections add-encoder {name} {first}"
        ).format(name=name, absent=", ".join(absent), first=absent[0])
        raise BadRequest(field="-e", reason=reason)
    return tuple(there.encoders)


def _print(reports: list[Report], as_json: bool) -> None:
    if as_json:
        print_json(_as_dict(reports))
        return
    for report in reports:
        click.echo(report.as_text())


def _as_dict(reports: list[Report]) -> dict[str, Any]:
    """Return the one report, or the sum of several with each of them under `sources`."""
    each = [report.as_dict() for report in reports]
    if len(each) == 1:
        return each[0]
    counts = ("added", "updated", "unchanged", "removed", "quarantined", "skipped")
    total = {key: sum(report[key] for report in each) for key in counts}
    return {"collection": each[0]["collection"], **total, "sources": each}


class _Figures(ProgressColumn):
    """Images, rate and time left, as far as they are known."""

    def render(self, task: Any) -> Text:
        reached: Reached | None = task.fields["reached"]
        if reached is None:
            return Text("")
        parts = [f"{reached.written:,}" + (f" / {reached.total:,}" if reached.total else "")]
        if reached.rate:
            parts.append(_("{rate:.0f} images/s").format(rate=reached.rate))
        if reached.eta is not None:
            parts.append(_("{left} left").format(left=_duration(reached.eta)))
        if reached.counts.quarantined:
            parts.append(_("{count} quarantined").format(count=reached.counts.quarantined))
        return Text("  ".join([*parts, reached.waiting]).strip())


@contextmanager
def bar(doing: str = "") -> Iterator[Any]:
    """Yield a function that shows how far a run is: a bar on a terminal, else nothing.

    `doing`: what the run does, in a word; else it indexes.
    """
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        _Figures(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task: TaskID = progress.add_task(doing or _("indexing"), total=None, reached=None)

        def show(reached: Reached) -> None:
            progress.update(task, total=reached.total, completed=reached.written, reached=reached)

        yield show


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
