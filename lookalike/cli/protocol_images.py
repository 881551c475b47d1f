"""The images of a protocol in a collection of their own, with vectors of every encoder asked for."""

from collections.abc import Sequence

import click

from ingest.filling import fill
from ingest.run import ingest
from lookalike.cli.ingest import bar
from lookalike.core.errors import Conflict, NotFound
from lookalike.core.figures import figure
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Encoder
from lookalike.encoders.registry import load_encoder
from lookalike.evaluation.protocols.protocol import Protocol
from lookalike.search.collections import check_name
from lookalike.search.engine import Collection, Engine
from lookalike.sources.base import Source

_OTHERS = N_(
    "the collection “{name}” was not made by this protocol; measure in another one: -c NAME"
)
_NOT_ALL = N_(
    "{title} has {all} images; here are {found}, so its figures differ from those of others."
)


def there_or_none(engine: Engine, protocol: Protocol, name: str) -> Collection | None:
    """Return the collection of a protocol, None where it is yet to be made; Conflict for another's."""
    try:
        collection = engine.collection(check_name(name))
    except NotFound:
        return None
    if collection.title != protocol.title:
        raise Conflict(reason=_(_OTHERS).format(name=name))
    return collection


def index(
    engine: Engine,
    current: Settings,
    protocol: Protocol,
    *,
    name: str,
    source: Source,
    encoders: Sequence[Encoder],
) -> None:
    """Take in what is missing, images or vectors, and say on stderr what was done.

    Raises as `ingest` and `fill` do.
    """
    there = there_or_none(engine, protocol, name)
    ready = [each for each in encoders if _is_ready(there, each)]
    if there and not ready:  # images that are new, or have moved, come in with what is there
        ready = [load_encoder(there.default_encoder or next(iter(there.encoders)))]
    with bar() as show:
        report = ingest(engine, current, name, source, ready, title=protocol.title, progress=show)
    click.echo(report.as_text(), err=True)
    for each in encoders:
        if each not in ready:
            with bar(_("filling in {encoder}").format(encoder=each.id)) as show:
                filled = fill(engine, current, name, each, progress=show)
            click.echo(filled.as_text(), err=True)
    found = report.counts.added + report.counts.updated + report.counts.unchanged
    if found < protocol.images:
        all_of_it = figure(protocol.images)
        told = _(_NOT_ALL).format(title=protocol.title, all=all_of_it, found=figure(found))
        click.echo(told, err=True)


def _is_ready(there: Collection | None, encoder: Encoder) -> bool:
    if there is None:
        return True
    field = there.encoders.get(encoder.id)
    return field is not None and field.state == "ready"
