"""Leaves and trees."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import ellipse, mirrored, points, smooth
from lookalike.sources.drawn.subjects import thing


@thing(
    "leaf",
    "plants",
    "leaf",
    "leaves",
    colours=("green", "orange", "red", "mustard", "dark green", "brown"),
    places=("paper", "paper", "disc", "studio", "cloth"),
    lean=180,
    base=0.9,
    most=5,
)
def leaf_alone(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw one leaf with its veins."""
    wide = float(rng.uniform(0.36, 0.62))
    side = [(0, -0.95), (wide * 0.6, -0.5), (wide, 0.05), (wide * 0.72, 0.45), (0, 0.62)]
    pen.fill(mirrored(side), colours[0], "flat")
    vein = mix(colours[0], (255, 246, 214), 0.4)
    pen.line(smooth("0 .98, .02 .4, 0 -.84", closed=False), vein, 0.035)
    for y in np.arange(-0.5, 0.5, 0.22):
        reach = wide * (0.75 - abs(y) * 0.55)
        for sign in (-1, 1):
            path = smooth(
                [(0, y + 0.1), (sign * reach * 0.5, y), (sign * reach, y - 0.16)], closed=False
            )
            pen.line(path, vein, 0.016)


@thing(
    "tree",
    "plants",
    "tree",
    "trees",
    colours=("green", "dark green", "orange", "olive", "pink", "yellow"),
    manners=("", "", "fir", "bare"),
    places=("meadow", "meadow", "meadow", "snow", "studio", "disc"),
    always=(("bare", "brown"),),
    base=0.97,
    size=1.15,
    most=5,
)
def tree(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a round tree, a fir, or one without leaves."""
    trunk = (112, 80, 58)
    if manner == "bare":
        _branch(pen.at(0, 0.97, 0.62), rng, 4, colours[0])
        return
    pen.fill(mirrored("0 -.1, .07 0, .08 .6, .16 .97, 0 .97"), trunk, "flat")
    if manner == "fir":
        for row in range(4):
            y, half = 0.62 - row * 0.36, 0.6 - row * 0.12
            skirt = [
                (0, y - 0.62),
                (half * 0.55, y - 0.14),
                (half, y),
                (half * 0.4, y + 0.07),
                (0, y + 0.04),
            ]
            pen.fill(mirrored(skirt), darker(colours[0], 0.24 - row * 0.06), "flat")
        return
    crown = [
        (-0.36, 0.02, 0.36),
        (0.4, 0.04, 0.34),
        (-0.52, -0.3, 0.32),
        (0.5, -0.3, 0.34),
        (-0.2, -0.6, 0.34),
        (0.24, -0.58, 0.34),
        (0, -0.22, 0.5),
    ]
    for number, (x, y, size) in enumerate(crown):
        jitter = rng.uniform(-0.05, 0.05, 2)
        tone = mix(darker(colours[0], 0.2), lighter(colours[0], 0.08), number / 6)
        pen.fill(ellipse(x + jitter[0], y + jitter[1], size, size * 0.9), tone)


def _branch(pen: Pen, rng: Rng, forks: int, colour: RGB) -> None:
    """Draw a branch one unit upwards, and the smaller ones at its end."""
    pen.line(points("0 0, 0 -1"), colour, 0.07 + 0.012 * forks)
    if forks:
        for side in (-1, 1):
            turn = side * float(rng.uniform(14, 38))
            _branch(pen.at(0, -1, float(rng.uniform(0.62, 0.8)), turn), rng, forks - 1, colour)
