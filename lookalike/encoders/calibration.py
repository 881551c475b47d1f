"""What a distance means: an estimate of how likely a hit is what was looked for."""

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, FiniteFloat


class Curve(BaseModel):
    """A logistic curve over distances; `slope` is below zero where near is right."""

    model_config = ConfigDict(frozen=True)

    slope: FiniteFloat
    offset: FiniteFloat

    def likely(self, distances: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the probabilities (n,) that hits at distances (n,) are right."""
        steep = np.clip(self.slope * np.asarray(distances, np.float64) + self.offset, -60, 60)
        return np.asarray(1 / (1 + np.exp(-steep)))


class Calibration(BaseModel):
    """The curves of an encoder: for queries that are pictures, and for words."""

    model_config = ConfigDict(frozen=True)

    images: Curve
    words: Curve
