"""A document's picture in large, made from its original where that can still be read."""

import hashlib
from pathlib import Path
from threading import BoundedSemaphore

import numpy as np
from numpy.typing import NDArray

from lookalike.core.document import Document
from lookalike.core.errors import BadInput, NotFound
from lookalike.core.files import write_atomically
from lookalike.core.settings import Settings
from lookalike.core.texts import N_
from lookalike.imaging import Limits, as_jpeg, decode, preview
from lookalike.search.engine import Collection
from lookalike.search.media import LARGE, added_folder, media_path
from lookalike.sources.archive import opened
from lookalike.sources.named import OpenArchive, is_there, read_uri

AT_ONCE = 2
"""Originals decoded at one time: each can take some hundred megabytes."""

_ORIGINAL = N_("readable original of")
_turns = BoundedSemaphore(AT_ONCE)


def original(
    settings: Settings,
    collection: Collection,
    document: Document,
    *,
    open_archive: OpenArchive = opened,
) -> bytes:
    """Return the bytes of the first of its files that still has them; NotFound where none has.

    `open_archive`: one that remembers, where many are read.
    """
    root = added_folder(settings.data, collection.uid)
    for file in document.files:
        try:
            data = read_uri(file.uri, root, settings.max_file_bytes, open_archive=open_archive)
        except BadInput:
            continue
        if hashlib.sha256(data).hexdigest() == document.id:
            return data
    name = next(iter(document.filenames), document.id)
    raise NotFound(kind=_ORIGINAL, name=name)


def is_readable(settings: Settings, collection: Collection, document: Document) -> bool:
    """Say whether an original seems to be there still, without reading it: with as many bytes."""
    root = added_folder(settings.data, collection.uid)
    return any(is_there(file, root) for file in document.files)


def picture(settings: Settings, collection: Collection, document: Document) -> Path:
    """Return the path of its WebP with 1280 pixels on the longest side, made at the first call.

    Raises NotFound where that needs an original that cannot be read, ImageRefused.
    """
    path = media_path(settings.data, collection.uid, document.id, LARGE)
    if not path.exists():
        with _turns:
            image = _decoded(settings, collection, document)
            write_atomically(path, preview(image, LARGE))
    return path


def full(settings: Settings, collection: Collection, document: Document) -> bytes:
    """Return it as JPEG in full resolution, upright, sRGB, without metadata; raises as `picture`."""
    with _turns:
        return as_jpeg(_decoded(settings, collection, document))


def _decoded(settings: Settings, collection: Collection, document: Document) -> NDArray[np.uint8]:
    data = original(settings, collection, document)
    name = next(iter(document.filenames), document.id)
    return decode(data, name, Limits.from_settings(settings), full=True).image
