"""What the subcommands share: options, the engine for the time of a command, JSON out."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from lookalike.core.errors import EngineUnavailable, ImageRefused
from lookalike.core.settings import Settings, settings
from lookalike.core.texts import _
from lookalike.search import collections
from lookalike.search.engine import Engine
from lookalike.search.engines import open_engine

collection_option = click.option(
    "-c",
    "--collection",
    metavar="NAME",
    help="The collection; else LOOKALIKE_COLLECTION, else the only one.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON on stdout.")


@contextmanager
def engine_open() -> Iterator[tuple[Engine, Settings]]:
    """Yield the engine of the settings, and the settings; close it after."""
    current = settings()
    engine = open_engine(current)
    try:
        yield engine, current
    finally:
        engine.close()


@contextmanager
def saying_how_to_go_on(sentence: str) -> Iterator[None]:
    """Say on stderr how to go on with what is ended by Ctrl-C or an engine that is away."""
    try:
        yield
    except (KeyboardInterrupt, EngineUnavailable):
        click.echo(sentence, err=True)
        raise


def chosen(engine: Engine, current: Settings, given: str | None) -> str:
    """Return the collection that -c, the setting, or its being the only one names."""
    return collections.choose(engine, given or current.collection)


def print_json(value: Any) -> None:
    """Print `value` as JSON on stdout, in ASCII where stdout does not take UTF-8."""
    is_utf8 = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    click.echo(json.dumps(value, ensure_ascii=not is_utf8, indent=2))


def read_file(path: str, limit: int) -> bytes:
    """Return the bytes of a file; ImageRefused with the reason where that fails."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ImageRefused(file=path, reason=error.strerror or str(error)) from error
    if len(data) > limit:
        reason = _("it is larger than {limit} bytes (LOOKALIKE_MAX_FILE_BYTES)").format(limit=limit)
        raise ImageRefused(file=path, reason=reason)
    return data


def example(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add an example to a command's help, kept on a line of its own."""

    def with_example(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__doc__ = (
            f"{(function.__doc__ or '').rstrip()}\n\n    \b\n    Example:\n      {text}\n"
        )
        return function

    return with_example
