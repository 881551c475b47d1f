"""Encoders, and encoding: images or words in, vectors out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from werkzeug.datastructures import FileStorage

from lookalike.core.errors import NotFound
from lookalike.core.vectors import prepare_row
from lookalike.encoders import base
from lookalike.encoders.registry import encoder_ids, load_encoder
from lookalike.imaging import Limits, decode
from webapp.api.blueprints import ENCODERS, reading
from webapp.api.bodies import is_form, read_form, read_json, takes
from webapp.api.models.base import OneEncoder
from webapp.api.models.encoders import EncodeImages, Encoder, Encoders, EncodeWords, Rows
from webapp.site import current_site
from webapp.taking import shown_name


@reading.get("/encoders", tags=[ENCODERS], responses={200: Encoders})
def encoders() -> dict[str, Any]:
    """List all encoders, and whether each can be used here."""
    return Encoders(encoders=[Encoder.of(each) for each in encoder_ids()]).model_dump()


@reading.get("/encoders/<path:encoder>", tags=[ENCODERS], responses={200: Encoder})
def encoder(path: OneEncoder) -> dict[str, Any]:
    """Show one encoder: what it reads, and its vectors."""
    if path.encoder not in encoder_ids():
        raise NotFound(kind="encoder", name=path.encoder)
    return Encoder.of(path.encoder).model_dump()


@reading.post("/encode", tags=[ENCODERS], responses={200: Rows}, **takes(EncodeWords, EncodeImages))
def encode() -> dict[str, Any]:
    """Encode words (JSON) or images (a form): a vector for each, in their order.

    The vectors are as a collection stores them. Where one fails, all do.
    """
    asked = read_form(EncodeImages) if is_form() else read_json(EncodeWords)
    site = current_site()
    encoder = load_encoder(asked.encoder or site.settings.encoder)
    with site.slots.one():
        if isinstance(asked, EncodeWords):
            rows = encoder.encode_words(asked.words)
        else:
            rows = encoder.encode_images(_decoded(asked.image, encoder))
    stored = [prepare_row(row, encoder.field, encoder.dims, encoder.metric) for row in rows]
    return Rows(
        encoder=encoder.id,
        fingerprint=encoder.fingerprint,
        dims=encoder.dims,
        metric=encoder.metric,
        rows="unit" if encoder.metric == "cosine" else "raw",
        vectors=np.stack(stored).astype(float).tolist(),
    ).model_dump()


def _decoded(files: Sequence[FileStorage], encoder: base.Encoder) -> list[base.Image]:
    """Return the working images of uploaded files, through the one door."""
    limits = Limits.from_settings(current_site().settings)
    return [
        decode(
            each.stream.read(), shown_name(each.filename), limits, full=encoder.needs_full_size
        ).image
        for each in files
    ]
