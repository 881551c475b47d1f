"""The geometry of plots: curves, steps and cells as SVG paths, and the ends of their axes.

A plot is WIDTH x HEIGHT units, its origin at the top left; a matrix has one unit for each cell.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple

from lookalike.evaluation.report_model import Confusion, Distances

WIDTH, HEIGHT = 320, 200

AXES = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""Ends of axes of shares: round, and the last stands for all that is less."""

ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Ends of other axes, each by a power of ten."""

NARROW = 0.1
"""Shares below are hard to tell apart on an axis up to 1."""

LEVELS = 10
"""Shades of a matrix."""


class Bin(NamedTuple):
    """Hits at a distance from `start` to `end`: shares of all relevant ones and of all others."""

    start: float
    end: float
    relevant: float
    other: float


def end_of_axis(value: float) -> float:
    """Return the end of an axis of shares that shows `value`: the least round one not below it."""
    return min(each for each in AXES if each >= min(value, 1.0))


def rounded_up(value: float) -> float:
    """Return the least round number not below `value`, which is above 0: the end of any axis."""
    power = 10.0 ** floor(log10(value))
    return min(each * power for each in ROUND if each * power >= value * (1 - 1e-9))


def along(value: float, start: float, end: float, length: float) -> float:
    """Return where `value` lies on an axis from `start` to `end`, at its ends where it is beyond."""
    return round(min(max((value - start) / (end - start), 0.0), 1.0) * length, 1)


def bins_of(distances: Distances) -> list[Bin]:
    """Return shares in place of counts: relevant hits may be few, and are seen beside the others."""
    relevant, other = sum(distances.relevant) or 1.0, sum(distances.other) or 1.0
    return [
        Bin(start, end, ours / relevant, theirs / other)
        for (start, end), ours, theirs in zip(
            pairwise(distances.edges), distances.relevant, distances.other, strict=True
        )
    ]


def curve(points: Sequence[tuple[float, float]], end: float) -> str:
    """Return the path of a curve of (recall, precision), up to the recall `end`."""
    shown = [(x, y) for x, y in points if x <= end]
    line = " ".join(f"{x / end * WIDTH:.1f} {(1 - y) * HEIGHT:.1f}" for x, y in shown)
    return f"M{line}" if line else ""


def steps(bins: Sequence[Bin], *, relevant: bool, most: float) -> str:
    """Return the path of a histogram of shares up to `most`, closed along the axis."""
    first, last = bins[0].start, bins[-1].end
    scale = WIDTH / ((last - first) or 1.0)
    path = []
    for each in bins:
        share = each.relevant if relevant else each.other
        right = (each.end - first) * scale
        top = HEIGHT - share / most * HEIGHT
        path.append(f"V{top:.1f}H{right:.1f}" if share else f"V{HEIGHT}M{right:.1f} {HEIGHT}")
    return f"M0 {HEIGHT}{''.join(path)}V{HEIGHT}"


def shades(confusion: Confusion) -> list[tuple[float, str]]:
    """Return opacity and path of the cells of each shade; the darkest is the largest share."""
    most = max((max(row, default=0.0) for row in confusion.shares), default=0.0) or 1.0
    paths = defaultdict(list)
    for y, shares in enumerate(confusion.shares):
        for x, share in enumerate(shares):
            if level := round(share / most * LEVELS):
                paths[level].append(f"M{x} {y}h1v1h-1z")
    return [(level / LEVELS, "".join(cells)) for level, cells in sorted(paths.items())]
