"""An encoder whose vectors a test can foresee."""

import hashlib
from collections.abc import Sequence

import numpy as np

from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder, Image

COLOURS = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "orange": (255, 128, 0),
}


def swatch(colour: str, size: int = 8) -> Image:
    """Return a square of one of COLOURS."""
    return np.full((size, size, 3), COLOURS[colour], np.uint8)


class FakeEncoder(Encoder):
    """Mean colours: four quarters and the whole (5 x 3 numbers, 0..1), then 0.25, so none is zero.

    A name of COLOURS is the row of such a swatch; any other words are a row made of their hash.
    """

    id = "fake"
    dims = 16
    reads_words = True
    summary = "mean colours; for tests"

    @property
    def fingerprint(self) -> str:
        """Constant."""
        return hashlib.sha256(b"fake 1").hexdigest()

    def encode_images(self, images: Sequence[Image]) -> Rows:
        """Return rows (n, 16)."""
        return np.array([self._row(image) for image in images], np.float32).reshape(-1, self.dims)

    def encode_words(self, words: Sequence[str]) -> Rows:
        """Return rows (n, 16)."""
        rows = [self._words_row(text.strip().casefold()) for text in words]
        return np.array(rows, np.float32).reshape(-1, self.dims)

    def _row(self, image: Image) -> list[float]:
        tall, wide = (max(1, side // 2) for side in image.shape[:2])
        parts = [
            image[:tall, :wide],
            image[:tall, -wide:],
            image[-tall:, :wide],
            image[-tall:, -wide:],
            image,
        ]
        return [*np.concatenate([part.mean(axis=(0, 1)) for part in parts]) / 255, 0.25]

    def _words_row(self, text: str) -> list[float]:
        if text in COLOURS:
            return self._row(swatch(text))
        digest = hashlib.sha256(text.encode()).digest()
        return list(np.frombuffer(digest, "<u2") / 65535 - 0.5)
