"""Many images, one array: a row for each, in their order; and a query that leans to one part of it."""

from collections.abc import Iterable

import numpy as np

from lookalike.core.chunks import batched
from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder, Image


def encode_all(encoder: Encoder, pictures: Iterable[Image | None], batch: int = 32) -> Rows:
    """Return raw rows (n, dims) float32 in the order of `pictures`; None gives a row of NaN.

    `pictures` is read `batch` at a time, so memory holds the rows and one batch of images.
    """
    chunks = [_encode_batch(encoder, read) for read in batched(pictures, batch)]
    return np.concatenate([np.empty((0, encoder.dims), np.float32), *chunks])


def leaning(row: Rows, meaning: int, same: float) -> Rows:
    """Return a query row (dims,) that weighs its first `meaning` numbers by 1 - `same`, others by `same`.

    At 0.5 both count as the encoder has them; 0 asks for the same kind of thing alone, 1 for the same
    looks. Words, which have no looks, stay as they are.
    """
    shares = np.where(np.arange(len(row)) < meaning, 1 - same, same).astype(np.float32)
    return 2 * shares * row if row[meaning:].any() else row


def _encode_batch(encoder: Encoder, pictures: list[Image | None]) -> Rows:
    rows = np.full((len(pictures), encoder.dims), np.nan, np.float32)
    there = [i for i, picture in enumerate(pictures) if picture is not None]
    if there:
        rows[there] = encoder.encode_images([p for p in pictures if p is not None])
    return rows
