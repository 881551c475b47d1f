"""The looks of pictures: along which directions the rows of `classic` differ, and how strongly."""

import numpy as np

from lookalike.core.vectors import Rows, unit_rows
from lookalike.training.mini.recipe import LooksRecipe
from lookalike.training.mini.tokens import principal


def learned_looks(rows: Rows, recipe: LooksRecipe) -> tuple[Rows, Rows]:
    """Return mean (width,) and directions (dims, width) of raw rows (n, width).

    Each direction is divided by a power of how much pictures differ along it: 0 leaves it as it is,
    0.5 makes all alike (whitening).
    """
    unit = unit_rows(rows)
    mean, directions = principal(unit, recipe.dims)
    differs = ((unit - mean) @ directions.T).var(0)
    return mean, np.asarray(directions / (differs[:, None] ** recipe.whitening), np.float32)
