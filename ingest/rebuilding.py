"""A collection moves to the newest versions of its encoders, and serves meanwhile as it was."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from ingest.filled import Filled
from ingest.filling import fill
from ingest.joining import drop_encoder
from ingest.pipeline import Show
from lookalike.core.settings import Settings
from lookalike.encoders.base import Encoder
from lookalike.encoders.registry import load_encoder
from lookalike.encoders.shipped import family
from lookalike.search.collections import field_named, field_of, seen
from lookalike.search.engine import Engine, VectorField

Bar = Callable[[str], AbstractContextManager[Show]]


@dataclass(frozen=True, slots=True)
class Moved:
    """One encoder of a collection that has a successor, and what filling that came to."""

    before: str
    after: str
    filled: Filled


def rebuild(engine: Engine, settings: Settings, name: str, bar: Bar) -> Iterator[Moved]:
    """Move a collection, encoder by encoder; yields each as it is done, none where all are newest.

    The new version is filled beside the old one, which serves and stays the default until then.
    Killed and begun again it goes on where it was. `bar` gives what shows the progress of one.
    Raises as `fill` does.
    """
    for encoder_id in list(seen(engine, name).encoders):
        field = field_named(seen(engine, name), encoder_id)  # one may have been filled meanwhile
        encoder = load_encoder(family(field.encoder))
        is_newest = (encoder.id, encoder.fingerprint) == (field.encoder, field.fingerprint)
        if not is_newest or field.state != "ready":
            yield _move(engine, settings, name, field=field, encoder=encoder, bar=bar)


def _move(
    engine: Engine,
    settings: Settings,
    name: str,
    *,
    field: VectorField,
    encoder: Encoder,
    bar: Bar,
) -> Moved:
    is_same = encoder.id == field.encoder
    if is_same and encoder.fingerprint != field.fingerprint:  # what made the old one is not here
        engine.add_field(name, replace(field_of(encoder), state="filling"))
    with bar(encoder.id) as show:
        filled = fill(engine, settings, name, encoder, progress=show)
    if not is_same:
        if seen(engine, name).default_encoder == field.encoder:
            engine.set_default(name, encoder.id)
        drop_encoder(engine, settings, name, field.encoder)
    return Moved(field.encoder, encoder.id, filled)
