"""An uploaded image on its way in: through the door, encoded, kept for a day under a token."""

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray
from werkzeug.datastructures import FileStorage

from lookalike.core.errors import EncoderMismatch, EncoderUnavailable, UnknownChoice
from lookalike.core.files import plain_name
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import Limits, decode, derive
from lookalike.search.collections import check_encoder
from lookalike.search.engine import Collection
from webapp.site import Site

_NAMELESS = N_("The image")


def take(site: Site, collection: Collection, file: FileStorage) -> str:
    """Keep an uploaded image for searches in `collection` and return its token.

    It gets a row of every encoder of the collection that can be used here. Raises ImageRefused for
    what the door does not pass; EncoderUnavailable, EncoderMismatch or UnknownChoice where no
    encoder can be used. Its own name never becomes a file's.
    """
    name, data = shown_name(file.filename), file.stream.read()
    limits = Limits.from_settings(site.settings)

    @cache
    def image(full: bool) -> NDArray[np.uint8]:
        return decode(data, name, limits, full=full).image

    thumbnail = derive(image(full=False)).thumbnail
    vectors: dict[str, Rows] = {}
    failed: list[Exception] = []
    for field in collection.encoders.values():
        try:
            encoder = load_encoder(field.encoder)
            check_encoder(collection, encoder)
        except (EncoderUnavailable, EncoderMismatch, UnknownChoice) as error:
            failed.append(error)
            continue
        vectors[field.name] = encoder.encode_images([image(full=encoder.needs_full_size)])[0]
    if failed and not vectors:
        raise failed[0]
    return site.uploads.keep(vectors, thumbnail, hashlib.sha256(data).hexdigest(), name)


def shown_name(given: str | None) -> str:
    """Return a file's name as it may be shown: no folders, no control characters, bounded."""
    return plain_name(given or "") or _(_NAMELESS)
