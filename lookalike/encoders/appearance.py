"""What a picture looks like, whatever it shows: the rows of `classic`, in fewer numbers."""

from collections.abc import Sequence

import numpy as np

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, unit_rows
from lookalike.encoders.arrays import arrays_of
from lookalike.encoders.base import Image
from lookalike.encoders.bundle import Bundle
from lookalike.encoders.classic import ClassicEncoder

MAP = "appearance.npz"

_WRONG_MAP = N_("{file} holds no mean and directions of rows with {dims} numbers")


class Appearance:
    """Unit rows of `classic`, less their mean, along the directions in which pictures differ most."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the map of a bundle; EncoderUnavailable where it is none."""
        self._classic = ClassicEncoder()
        found = arrays_of(bundle, MAP, "mean", "directions")
        mean, directions = (found[name].astype(np.float32) for name in ("mean", "directions"))
        if mean.shape != (ClassicEncoder.dims,) or directions.shape[1:] != mean.shape:
            reason = _(_WRONG_MAP).format(file=MAP, dims=ClassicEncoder.dims)
            raise EncoderUnavailable(encoder=bundle.card.id, reason=reason)
        self._mean, self._directions = mean, directions

    @property
    def dims(self) -> int:
        """Numbers in a row."""
        return len(self._directions)

    def encode(self, images: Sequence[Image]) -> Rows:
        """Return unit rows (n, dims) float32."""
        return mapped(self._classic.encode_images(images), self._mean, self._directions)


def mapped(rows: Rows, mean: Rows, directions: Rows) -> Rows:
    """Return unit rows (n, dims) of raw rows (n, 999) of `classic`."""
    return unit_rows((unit_rows(rows) - mean) @ directions.T)
