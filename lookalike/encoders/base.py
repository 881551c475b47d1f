"""The contract of every encoder."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Metric, Rows, vector_field
from lookalike.encoders.calibration import Calibration

Image = NDArray[np.uint8]
"""A working image: (height, width, 3) uint8, sRGB, upright, on white."""

_NO_WORDS = N_("it does not read words")


class Encoder(ABC):
    """Turns images, and words where it can, into vectors. `encode_images` is the one method to write.

    Attributes, of the class or of an instance, say what it is: `id` as people type it, `dims`,
    `metric`, `reads_words`, `needs_full_size` (the working image has a short side of 448 px or a
    little more; an encoder with a larger input asks for the full decode). `meaning`: so many numbers
    at the front of a row say what is shown, the others what it looks like; 0 where it is all one.
    `runtime` says what computes it and how precisely: recorded beside the fingerprint, it may differ
    as long as the rows keep a cosine of 0.99. `calibration`: what its distances mean, if it is known.
    """

    id: str
    dims: int
    metric: Metric = "cosine"
    reads_words: bool = False
    needs_full_size: bool = False
    meaning: int = 0
    summary: str = ""
    runtime: str = "numpy float32"
    calibration: Calibration | None = None

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Hex digest of architecture, weights and preprocessing: equal means equal vectors."""

    @abstractmethod
    def encode_images(self, images: Sequence[Image]) -> Rows:
        """Return raw rows (n, dims) float32, each finite, not zero, and the same alone or in a batch."""

    def encode_words(self, words: Sequence[str]) -> Rows:
        """Return raw rows (n, dims) float32; EncoderUnavailable where it does not read words."""
        del words
        raise EncoderUnavailable(encoder=self.id, reason=_(_NO_WORDS))

    @property
    def field(self) -> str:
        """Name of the vector field that holds its rows."""
        return vector_field(self.id, self.fingerprint)
