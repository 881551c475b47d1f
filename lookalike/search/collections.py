"""Collections by name: which one is meant, who sees it, and whether an encoder fits it."""

import re
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from lookalike.core.access import ANYONE, Principal, can_see
from lookalike.core.errors import (
    BadRequest,
    CollectionExists,
    EncoderMismatch,
    NotFound,
    StorageDamaged,
    UnknownChoice,
)
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Encoder
from lookalike.encoders.shipped import newest
from lookalike.search.engine import COLLECTION_NAME, Collection, Engine, VectorField, Written
from lookalike.search.media import added_folder, collection_folder, forget_copies, reports_folder
from lookalike.sources.added import forget_added

MAX_NAME = 63

_BAD_NAME = N_("“{name}” cannot be a name: use a-z, 0-9 and -, at most 63, the first no -")
_NONE_YET = N_("there is no collection yet: make one with `lookalike ingest FOLDER`")
_WHICH = N_("there are several collections, name one: {names}")
_MADE_AS = N_("{id} with {dims} dims, fingerprint {fingerprint}")


def check_name(name: str) -> str:
    """Return `name` where it can name a collection, else raise BadRequest."""
    if not re.fullmatch(COLLECTION_NAME, name):
        raise BadRequest(field="collection", reason=_(_BAD_NAME).format(name=name))
    return name


def visible(engine: Engine, principal: Principal = ANYONE) -> list[Collection]:
    """Return the collections that `principal` may see, sorted by name."""
    return [each for each in engine.collections() if can_see(principal, each.ownership)]


def seen(engine: Engine, name: str, principal: Principal = ANYONE) -> Collection:
    """Return one collection; NotFound where it is not there or not for `principal`."""
    collection = engine.collection(check_name(name))
    if not can_see(principal, collection.ownership):
        raise NotFound(kind="collection", name=name)
    return collection


def drop(engine: Engine, data: Path, name: str) -> None:
    """Delete a collection, and what the data folder holds of it: reports, files added on the site.

    Images that lie elsewhere stay. One whose files are damaged goes as well: dropping is the way
    out that its error names.
    """
    try:
        uid = engine.collection(check_name(name)).uid
    except StorageDamaged:
        uid = ""
    engine.drop(name)
    for folder in (collection_folder(data, uid), reports_folder(data, uid)) if uid else ():
        shutil.rmtree(folder, ignore_errors=True)


def forget(engine: Engine, data: Path, name: str, ids: Sequence[str]) -> list[Written]:
    """Delete documents with their copies and the files of them that were added on the site.

    Images that lie elsewhere stay, and come in again with the next ingest of their source.
    """
    uid = engine.collection(name).uid
    documents = engine.get(name, ids)
    written = engine.delete(name, ids, refresh="wait_for")
    gone = [each.id for each in written if each.outcome == "removed"]
    forget_copies(data, uid, gone)
    for document in (documents[each] for each in gone if each in documents):
        for file in document.files:
            forget_added(added_folder(data, uid), file.uri)
    return written


def choose(engine: Engine, given: str | None) -> str:
    """Return the name `given`, else of the only collection; BadRequest that names them otherwise."""
    if given:
        return check_name(given)
    names = [each.name for each in visible(engine)]
    if len(names) == 1:
        return names[0]
    reason = _(_WHICH).format(names=", ".join(names)) if names else _(_NONE_YET)
    raise BadRequest(field="collection", reason=reason)


def field_of(encoder: Encoder) -> VectorField:
    """Return the vector field that holds the rows of `encoder`."""
    return VectorField(
        name=encoder.field,
        encoder=encoder.id,
        dims=encoder.dims,
        metric=encoder.metric,
        fingerprint=encoder.fingerprint,
        runtime=encoder.runtime,
    )


def ensure(engine: Engine, name: str, encoders: Sequence[Encoder], title: str = "") -> Collection:
    """Return the collection `name`, made for `encoders` where it is not there.

    Raises EncoderMismatch where it is there with another version of one of them.
    """
    try:
        collection = engine.collection(check_name(name))
    except NotFound:
        try:
            return engine.create(name, [field_of(each) for each in encoders], title=title or name)
        except CollectionExists:  # somebody else made it in the same moment
            collection = engine.collection(name)
    for encoder in encoders:
        check_encoder(collection, encoder)
    return collection


def check_encoder(collection: Collection, encoder: Encoder) -> VectorField:
    """Return the collection's field for `encoder`; EncoderMismatch where it was made otherwise."""
    stored = field_named(collection, encoder.id)
    if (stored.fingerprint, stored.dims) != (encoder.fingerprint, encoder.dims):
        raise EncoderMismatch(
            collection=collection.name,
            encoder=encoder.id,
            stored=_described(stored),
            given=_described(field_of(encoder)),
        )
    return stored


def encoder_ids(engine: Engine, name: str, default: str) -> tuple[str, ...]:
    """Return the encoders that images of `name` need: all it has, `default` where it is not there."""
    try:
        return tuple(engine.collection(check_name(name)).encoders)
    except NotFound:
        return (default,)


def name_from(text: str) -> str:
    """Return a name for a collection that says as much of a title or folder as a name can."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MAX_NAME].strip("-") or "images"


def field_named(collection: Collection, encoder_id: str) -> VectorField:
    """Return the collection's field for the encoder `encoder_id`, or raise UnknownChoice.

    `mini` is the newest of that name in the collection.
    """
    field = collection.encoders.get(newest(encoder_id, collection.encoders))
    if field is None:
        choices = ", ".join(sorted(collection.encoders)) or "-"
        raise UnknownChoice(field="encoder", value=encoder_id, choices=choices)
    return field


def _described(field: VectorField) -> str:
    return _(_MADE_AS).format(id=field.encoder, dims=field.dims, fingerprint=field.fingerprint[:8])
