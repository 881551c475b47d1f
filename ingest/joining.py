"""Encoders that join a living collection, and leave it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from ingest.thumbnailed import Thumbnailed
from lookalike.core.errors import BadRequest, Conflict
from lookalike.core.locks import file_lock
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Encoder
from lookalike.search.collections import check_encoder, field_named, field_of, seen
from lookalike.search.engine import Collection, Engine
from lookalike.search.media import collection_folder

_BUSY = N_(
    "the vectors of {encoder} in “{name}” are being filled in by another process; "
    "`lookalike collections show {name}` says how far it is"
)
_ONLY_ONE = N_("“{name}” has no other encoder; add another one first, or drop the collection")
_IS_DEFAULT = N_(
    "it is the default of “{name}”; choose another one first: "
    "lookalike collections set-default {name} {other}"
)


@contextmanager
def alone(data: Path, collection: Collection, encoder: str) -> Iterator[None]:
    """Hold a collection's field of one encoder against all that would fill or drop it: Conflict."""
    folder = collection_folder(data, collection.uid)
    folder.mkdir(parents=True, exist_ok=True)
    with file_lock(folder / f"filling-{quote(encoder, safe='')}.lock", wait=False) as is_held:
        if not is_held:
            raise Conflict(reason=_(_BUSY).format(encoder=encoder, name=collection.name))
        yield


def join(engine: Engine, name: str, encoder: Encoder) -> Collection:
    """Return the collection with a field for `encoder`, added where it has none, to be filled.

    Raises EncoderMismatch where it has one of another version.
    """
    collection = seen(engine, name)
    if encoder.id not in collection.encoders:
        engine.add_field(name, replace(field_of(encoder), state="filling"))
        collection = seen(engine, name)
    check_encoder(collection, encoder)
    return collection


def drop_encoder(engine: Engine, settings: Settings, name: str, encoder: str) -> None:
    """Forget an encoder's vectors in a collection; BadRequest for its only or its default one."""
    collection = seen(engine, name)
    field = field_named(collection, encoder)
    others = sorted(each for each in collection.encoders if each != encoder)
    if not others:
        raise BadRequest(field="encoder", reason=_(_ONLY_ONE).format(name=name))
    if encoder == collection.default_encoder:
        reason = _(_IS_DEFAULT).format(name=name, other=others[0])
        raise BadRequest(field="encoder", reason=reason)
    with alone(settings.data, collection, encoder):
        engine.drop_field(name, encoder)
        Thumbnailed(settings.data, collection.uid, field.name).forget()
