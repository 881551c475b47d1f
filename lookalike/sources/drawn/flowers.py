"""Flowers, and a cactus."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import band, box, ellipse, leaf, mirrored, points, smooth
from lookalike.sources.drawn.subjects import thing

STEM = (86, 138, 78)
_FLAT = ("paper", "disc", "studio", "rays", "meadow", "meadow")


@thing(
    "tulip",
    "plants",
    "tulip",
    "tulips",
    colours=("red", "yellow", "pink", "purple", "orange", "white"),
    places=_FLAT,
    lean=8,
    base=0.98,
)
def tulip(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a tulip on its stem."""
    pen.fill(band(smooth("0 -.3, .03 .3, 0 .98", closed=False), 0.035), STEM, "flat")
    pen.fill(leaf(0, 0.96, 1.0, 0.14, -70 + float(rng.uniform(-8, 8))), STEM, "flat")
    pen.fill(
        leaf(0, 0.96, 0.86, 0.13, -112 + float(rng.uniform(-8, 8))), darker(STEM, 0.15), "flat"
    )
    for side in (-1, 1):
        outer = [
            (0, -0.2),
            (side * 0.34, -0.28),
            (side * 0.42, -0.6),
            (side * 0.32, -0.95),
            (side * 0.1, -0.66),
        ]
        pen.fill(smooth(outer), darker(colours[0], 0.14))
    pen.fill(mirrored("0 -.98, .16 -.78, .25 -.5, .16 -.26, 0 -.2"), colours[0])


@thing(
    "daisy",
    "plants",
    "flower",
    "flowers",
    colours=("white", "yellow", "pink", "light blue", "lilac", "orange"),
    places=_FLAT,
    lean=14,
    base=0.98,
)
def daisy(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw an open flower with many petals."""
    pen.fill(band(smooth("0 -.3, -.05 .3, .02 .98", closed=False), 0.03), STEM, "flat")
    pen.fill(leaf(-0.02, 0.62, 0.55, 0.12, -35), STEM, "flat")
    pen.fill(leaf(-0.03, 0.78, 0.5, 0.12, -140), STEM, "flat")
    count = int(rng.integers(9, 15))
    for number, angle in enumerate(np.arange(count) * 360 / count):
        tone = darker(colours[0], 0.06 * (number % 2))
        pen.at(0, -0.42, 1, angle).fill(ellipse(0.33, 0, 0.24, 0.66 / count + 0.045), tone)
    pen.fill(ellipse(0, -0.42, 0.17), (236, 178, 52) if colours[0][2] > 120 else (112, 70, 44))


@thing(
    "cactus",
    "plants",
    "cactus",
    "cacti",
    colours=("green", "dark green", "olive", "teal"),
    second=("orange", "pink", "white", "yellow", "blue"),
    places=("studio", "paper", "disc", "table", "rays"),
    base=0.95,
    most=4,
)
def cactus(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a cactus in a pot."""
    green = colours[0]
    for side, y, up in ((-1, 0.06, -0.4), (1, -0.12, -0.56)):
        if rng.random() < 0.85:
            arm = smooth(
                [(0, y), (side * 0.36, y - 0.02), (side * 0.48, y - 0.14), (side * 0.48, up)],
                closed=False,
            )
            pen.fill(np.concatenate([band(arm[:-1], 0.13)]), darker(green, 0.08))
            pen.fill(ellipse(side * 0.48, up, 0.13, 0.14), darker(green, 0.08))
    pen.fill(mirrored("0 -.92, .2 -.82, .25 -.5, .25 .5, 0 .52"), green)
    for x in (-0.14, 0, 0.14):
        for y in np.arange(-0.72, 0.36, 0.15):
            pen.line(points([(x - 0.025, y), (x + 0.025, y - 0.03)]), lighter(green, 0.5), 0.012)
    if rng.random() < 0.6:
        for angle in range(0, 360, 60):
            pen.at(0, -0.92, 1, angle).fill(
                ellipse(0.09, 0, 0.08, 0.05), (238, 130, 150), edge=False
            )
    pen.fill(points("-.38 .44, .38 .44, .3 .95, -.3 .95"), colours[1], "flat")
    pen.fill(box(0, 0.42, 0.44, 0.08, 0.03), darker(colours[1], 0.12), "flat")
