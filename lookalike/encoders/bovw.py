"""A bag of visual words in a bundle: local descriptors, counted by words that were learned."""

from collections.abc import Sequence

import cv2
import numpy as np

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.vectors import Rows
from lookalike.encoders.arrays import arrays_of
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.bundle import Bundle
from lookalike.encoders.square import squared
from lookalike.encoders.vocabulary import VOCABULARY, made_from
from lookalike.encoders.word_blocks import Sees

FAINT = 1e-6


class BovwEncoder(Encoder):
    """Blocks of words and of gradients, each reduced and at the length of its weight, side by side.

    Images are encoded one by one on the thread that asks, as `classic` does.
    """

    runtime = "opencv numpy float32"

    def __init__(self, bundle: Bundle) -> None:
        """Take a bundle of kind `bovw`; EncoderUnavailable where card and file do not fit together."""
        cv2.setNumThreads(1)  # as `classic`: they would only fight those of the pipeline
        self._card = card = bundle.card
        self.id, self.dims, self.summary = card.id, card.dims, card.summary
        self._sees = card.seen_as(Sees)
        arrays = arrays_of(bundle, VOCABULARY)
        try:
            self._made = made_from(arrays, self._sees, card.dims)
        except ValueError as error:
            raise EncoderUnavailable(encoder=self.id, reason=str(error)) from error

    @property
    def fingerprint(self) -> str:
        """Hex digest of the card: kind, dims, preprocessing and the vocabulary's bytes."""
        return self._card.fingerprint

    def encode_images(self, images: Sequence[Image]) -> Rows:
        """Return rows (n, dims) float32, one by one: an image knows nothing of its neighbours."""
        rows = np.empty((len(images), self.dims), np.float32)
        for row, image in zip(rows, images, strict=True):
            square = squared(image, self._sees.side, "stretch")
            row[:] = np.concatenate([each.row(square) for each in self._made])
        rows[np.linalg.norm(rows, axis=1) < FAINT] = self.dims**-0.5
        return rows
