"""What grows near the ground."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.fruit import GREEN, TABLES, gloss
from lookalike.sources.drawn.palette import RGB, Rng, darker
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import arc, ellipse, leaf, mirrored, points, smooth
from lookalike.sources.drawn.subjects import thing


@thing(
    "watermelon",
    "fruit",
    "slice of watermelon",
    "slices of watermelon",
    colours=("red", "red", "pink", "yellow"),
    places=TABLES,
    lean=18,
    base=0.62,
)
def watermelon(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a half-round slice."""
    for radius, colour in ((0.98, (44, 106, 64)), (0.91, (222, 236, 200)), (0.84, colours[0])):
        pen.fill(arc(0, -0.36, radius, radius, 0, 180), colour, "flat", edge=radius > 0.9)
    for ring, count in ((0.38, 4), (0.64, 7)):
        for angle in np.linspace(22, 158, count):
            seed = ellipse(
                ring * np.cos(np.radians(angle)),
                -0.36 + ring * np.sin(np.radians(angle)),
                0.028,
                0.048,
                angle + 90,
            )
            pen.mark(seed, (46, 34, 34))


@thing(
    "pumpkin",
    "fruit",
    "pumpkin",
    "pumpkins",
    colours=("orange", "orange", "white", "dark green"),
    places=(*TABLES, "meadow"),
    lean=8,
    base=0.8,
)
def pumpkin(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a ribbed pumpkin."""
    pen.fill(smooth("-.06 -.5, -.1 -.74, .08 -.86, .18 -.8, .1 -.5"), (106, 122, 66), "flat")
    for x, half, tone in (
        (-0.6, 0.36, 0.2),
        (0.6, 0.36, 0.2),
        (-0.33, 0.38, 0.1),
        (0.33, 0.38, 0.1),
        (0, 0.36, 0),
    ):
        pen.fill(ellipse(x, 0.12, half, 0.66), darker(colours[0], tone))
    pen.mark(points("-.12 -.5, .14 -.5, .08 -.62, -.07 -.62"), (106, 122, 66))
    gloss(pen, colours[0], 0.2, -0.2, 0.08)


@thing(
    "mushroom",
    "fruit",
    "mushroom",
    "mushrooms",
    colours=("red", "brown", "beige", "orange"),
    places=("meadow", "meadow", "studio", "paper", "disc", "table"),
    lean=10,
    base=0.9,
)
def mushroom(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a mushroom; a red one has its white spots."""
    stem = "0 0, .17 .02, .18 .4, .27 .76, .18 .9, 0 .92"
    pen.fill(mirrored(stem), (240, 230, 210))
    pen.fill(ellipse(0, 0.05, 0.7, 0.16), (222, 204, 178), "flat")
    cap = "0 -.78, .42 -.66, .76 -.3, .86 .02, .7 .1, .3 .02, 0 0"
    pen.fill(mirrored(cap), colours[0])
    if colours[0][0] > 170 and colours[0][1] < 90:
        for x, y, size in (
            (0, -0.5, 0.12),
            (-0.4, -0.32, 0.1),
            (0.42, -0.3, 0.11),
            (0.14, -0.16, 0.08),
            (-0.62, -0.06, 0.06),
            (-0.2, -0.1, 0.05),
            (0.66, -0.04, 0.06),
        ):
            pen.mark(ellipse(x, y, size, size * 0.85), (252, 248, 240))
    for x in (-0.3, -0.15, 0.12, 0.3):
        pen.mark(leaf(x, 0.92, 0.22, 0.03, -90 + x * 60), GREEN)
