"""Cells of patterns that repeat, as many as the canvas shows."""

import math
from collections.abc import Iterator

import numpy as np

from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import Points


def steps(pen: Pen, step: float) -> Points:
    """Return positions `step` apart that cover the canvas, in the middle of their cells."""
    count = math.ceil(pen.reach / step) + 1
    return np.asarray((np.arange(-count, count + 1) + 0.5) * step, np.float64)


def cells(
    pen: Pen, across: float, down: float, shift: float = 0.0
) -> Iterator[tuple[int, int, float, float]]:
    """Yield (row, column, x, y) of all cells on the canvas; every other row is shifted."""
    columns = steps(pen, across)
    for row, y in enumerate(steps(pen, down)):
        for column, x in enumerate(columns + shift * (row % 2)):
            if pen.sees(x, y, 0.75 * (across + down)):
                yield row, column, float(x), float(y)
