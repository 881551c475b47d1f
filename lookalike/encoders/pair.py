"""A pair in a bundle: pictures and words to one row, what is shown before what it looks like."""

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, unit_rows
from lookalike.encoders.appearance import Appearance
from lookalike.encoders.base import Image
from lookalike.encoders.bundle import Bundle
from lookalike.encoders.classic import RECIPE, ClassicEncoder
from lookalike.encoders.network import NetworkEncoder, Preprocessing
from lookalike.encoders.square import resized
from lookalike.encoders.token_table import TokenTable

_OTHER_CLASSIC = N_("it was made with another version of “classic” than this Lookalike has")
_WRONG_DIMS = N_("its card says {dims} numbers, and its parts give {meaning} and {appearance}")


class PairPreprocessing(Preprocessing):
    """Both parts of a row: how many numbers mean something, how long the others are beside them.

    `appearance`: the fingerprint of the `classic` whose rows those others are made of.
    """

    meaning: int = Field(ge=1, le=4096)
    weight: float = Field(ge=0, le=1000)
    appearance: str
    precision: str = Field(pattern="^(int8|float32)$")


class PairEncoder(NetworkEncoder):
    """Pictures: what a network sees in them at length one, then their looks at length `weight`.

    Words: what their tokens mean, then zeros, so that looks do not change the order they find.
    """

    reads_words = True

    def __init__(self, bundle: Bundle) -> None:
        """Take a bundle of kind `pair`; EncoderUnavailable where its files do not fit together."""
        sees = bundle.card.seen_as(PairPreprocessing)
        super().__init__(bundle, dims=sees.meaning)
        if sees.appearance != ClassicEncoder().fingerprint:
            raise EncoderUnavailable(encoder=self.id, reason=_(_OTHER_CLASSIC))
        self.runtime = f"onnxruntime {sees.precision}"
        self.calibration = bundle.card.calibration
        self._weight, self.meaning = sees.weight, sees.meaning
        self._words = TokenTable(bundle, sees.meaning)
        self._looks = Appearance(bundle)
        if self.dims != sees.meaning + self._looks.dims:
            reason = _(_WRONG_DIMS).format(
                dims=self.dims, meaning=sees.meaning, appearance=self._looks.dims
            )
            raise EncoderUnavailable(encoder=self.id, reason=reason)

    def encode_images(self, images: Sequence[Image]) -> Rows:
        """Return rows (n, dims) float32, all of one length."""
        if self._sees.fit == "stretch" and self._sees.side <= RECIPE.side:
            images = [_shrunk(each) for each in images]
        meaning = unit_rows(super().encode_images(images))
        return np.hstack([meaning, self._weight * self._looks.encode(images)])

    def encode_words(self, words: Sequence[str]) -> Rows:
        """Return unit rows (n, dims) float32 with zeros where a picture has its looks."""
        meaning = self._words.encode(words)
        return np.hstack([meaning, np.zeros((len(words), self._looks.dims), np.float32)])


def _shrunk(image: Image) -> Image:
    """Return a larger picture as `classic` sees it: it is shrunk once for both parts, which costs most."""
    return resized(image, RECIPE.side, RECIPE.side) if min(image.shape[:2]) > RECIPE.side else image
