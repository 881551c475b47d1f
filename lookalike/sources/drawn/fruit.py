"""Fruit of trees."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import arc, band, ellipse, leaf, mirrored, smooth, star
from lookalike.sources.drawn.subjects import thing

TABLES = ("table", "cloth", "studio", "paper", "disc", "rays")
GREEN = (84, 140, 74)
STALK = (104, 74, 50)


def gloss(pen: Pen, colour: RGB, x: float, y: float, size: float = 0.13) -> None:
    side = pen.canvas.side if pen.matrix[0, 0] > 0 else -pen.canvas.side
    spot = ellipse(abs(x) * side, y, size, size * 1.5, 28 * side)
    pen.mark(spot, lighter(colour, 0.55))


@thing(
    "apple",
    "fruit",
    "apple",
    "apples",
    colours=("red", "green", "yellow", "red"),
    places=TABLES,
    lean=14,
    base=0.8,
)
def apple(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw an apple with stalk and leaf."""
    body = "0 -.56, .3 -.68, .68 -.56, .86 -.12, .74 .42, .42 .78, .14 .82, 0 .77"
    pen.fill(mirrored(body), colours[0])
    blush = smooth(".1 -.4, .55 -.42, .68 0, .5 .5, .3 .2")
    pen.mark(blush, mix(colours[0], (206, 60, 52), 0.3))
    pen.mark(ellipse(0, -0.56, 0.26, 0.08), darker(colours[0], 0.4))
    stalk = smooth("0 -.54, .03 -.76, .1 -.92", closed=False)
    pen.fill(band(stalk, 0.035), STALK, "flat")
    pen.fill(leaf(0.04, -0.74, 0.5, 0.13, -28 + float(rng.uniform(-12, 12))), GREEN, "flat")
    gloss(pen, colours[0], 0.42, -0.26)


@thing(
    "pear",
    "fruit",
    "pear",
    "pears",
    colours=("green", "yellow", "olive", "mustard"),
    places=TABLES,
    lean=16,
    base=0.92,
)
def pear(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a pear."""
    body = "0 -.7, .22 -.64, .32 -.36, .46 -.04, .68 .36, .56 .78, .24 .94, 0 .92"
    pen.fill(mirrored(body), colours[0])
    for _speck in range(14):
        x, y = rng.uniform(-0.4, 0.4), rng.uniform(0.1, 0.8)
        pen.mark(ellipse(x, y, 0.014), darker(colours[0], 0.3))
    pen.fill(band(smooth("0 -.68, .02 -.84, .12 -.98", closed=False), 0.034), STALK, "flat")
    pen.fill(leaf(0.03, -0.8, 0.46, 0.12, float(rng.uniform(0, 30))), GREEN, "flat")
    gloss(pen, colours[0], 0.3, 0.26, 0.11)


@thing(
    "orange",
    "fruit",
    "orange",
    "oranges",
    colours=("orange",),
    places=TABLES,
    manners=("", "", "cut in half"),
    lean=30,
    base=0.78,
)
def orange(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw an orange, whole or as a cut half."""
    pen.fill(ellipse(0, 0, 0.8), colours[0])
    if manner:
        pen.mark(ellipse(0, 0, 0.74), (252, 236, 205))
        for angle in np.arange(0, 360, 36.0):
            wedge = np.concatenate([arc(0.0, 0, 0.66, 0.66, -14, 14), [(0.1, 0)]])
            pen.at(0, 0, 1, angle).fill(wedge, lighter(colours[0], 0.14), "flat", edge=False)
        return
    for _pore in range(40):
        radius, angle = 0.72 * rng.uniform(0, 1) ** 0.5, rng.uniform(0, 2 * np.pi)
        spot = ellipse(radius * np.cos(angle), radius * np.sin(angle), 0.014)
        pen.mark(spot, darker(colours[0], 0.16))
    pen.fill(star(0, -0.66, 0.1, 0.05, 5), GREEN, "none")
    pen.fill(leaf(0.02, -0.68, 0.52, 0.15, -18), GREEN, "flat")
    gloss(pen, colours[0], 0.4, -0.3)


@thing(
    "lemon",
    "fruit",
    "lemon",
    "lemons",
    colours=("yellow", "yellow", "green"),
    places=TABLES,
    lean=30,
    base=0.56,
)
def lemon(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a lemon on its side."""
    body = smooth(
        "-.94 0, -.76 -.2, -.3 -.55, .3 -.55, .74 -.22, .96 -.02, .76 .2, .3 .55, -.3 .55, -.76 .18"
    )
    pen.fill(body, colours[0])
    for _pore in range(26):
        spot = ellipse(rng.uniform(-0.6, 0.6), rng.uniform(-0.36, 0.4), 0.013)
        pen.mark(spot, darker(colours[0], 0.14))
    pen.fill(leaf(-0.86, -0.06, 0.56, 0.15, -62), GREEN, "flat")
    gloss(pen, colours[0], 0.3, -0.24, 0.09)


@thing(
    "banana",
    "fruit",
    "banana",
    "bananas",
    colours=("yellow", "yellow", "green"),
    places=TABLES,
    lean=24,
    base=0.5,
)
def banana(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a bent banana, tips up."""
    outer = [(-0.95, -0.42), (-0.72, 0.08), (-0.25, 0.42), (0.3, 0.44), (0.74, 0.12), (0.95, -0.4)]
    inner = [
        (0.86, -0.46),
        (0.56, -0.1),
        (0.16, 0.06),
        (-0.22, 0.04),
        (-0.56, -0.14),
        (-0.84, -0.48),
    ]
    pen.fill(smooth([*outer, *inner]), colours[0])
    ridge = smooth("-.86 -.34, -.5 .1, 0 .24, .5 .12, .88 -.34", closed=False)
    pen.line(ridge, darker(colours[0], 0.2), 0.03)
    pen.fill(smooth("-.97 -.44, -.9 -.62, -.82 -.6, -.84 -.44"), (122, 100, 52), "flat")
    pen.fill(smooth(".97 -.4, .96 -.48, .86 -.5, .86 -.4"), (84, 64, 44), "flat")
