"""Small animals. All face right, or are seen from above."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.pets import DARK
from lookalike.sources.drawn.shapes import ellipse, mirrored, smooth
from lookalike.sources.drawn.subjects import thing


@thing(
    "butterfly",
    "animals",
    "butterfly",
    "butterflies",
    colours=("orange", "blue", "yellow", "purple", "red", "white", "turquoise"),
    second=("navy", "black", "cream", "pink", "yellow"),
    places=("paper", "sky", "disc", "paper", "rays"),
    base=0.8,
    lean=40,
)
def butterfly(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a butterfly from above."""
    wing, mark = colours[0], colours[1]
    shape = rng.uniform(-0.08, 0.08, 4)
    for side in (False, True):
        half = pen.at(0, 0, 1, 0, mirror=side)
        half.fill(
            smooth(
                [
                    (0.04, 0.05),
                    (0.4, 0.04),
                    (0.72, 0.3 + shape[0]),
                    (0.5, 0.74 + shape[1]),
                    (0.22, 0.6),
                    (0.06, 0.26),
                ]
            ),
            darker(wing, 0.1),
            "flat",
        )
        half.fill(
            smooth(
                [
                    (0.04, 0.04),
                    (0.2, -0.5),
                    (0.66, -0.8 + shape[2]),
                    (0.95, -0.62),
                    (0.8, -0.1 + shape[3]),
                    (0.4, 0.12),
                ]
            ),
            wing,
            "flat",
        )
        half.mark(ellipse(0.66, -0.48, 0.13), mark)
        half.mark(ellipse(0.4, -0.22, 0.08), mark)
        half.mark(ellipse(0.42, 0.42, 0.1), mark)
        half.line(smooth(".02 -.32, .1 -.56, .2 -.66", closed=False), DARK, 0.02)
    pen.fill(mirrored("0 -.36, .07 -.26, .06 .1, .04 .5, 0 .56"), (66, 52, 54))


@thing(
    "ladybird",
    "animals",
    "ladybird",
    "ladybirds",
    colours=("red", "red", "orange", "yellow"),
    places=("paper", "meadow", "disc", "studio"),
    base=0.5,
    size=0.8,
    lean=25,
)
def ladybird(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a ladybird from the side."""
    for x in (-0.4, 0.0, 0.4):
        pen.line(smooth([(x, 0.3), (x + 0.1, 0.42), (x + 0.06, 0.5)], closed=False), DARK, 0.045)
    pen.fill(ellipse(0.66, 0.08, 0.26, 0.27), DARK)
    for bend in (0.1, 0.24):
        pen.line(
            smooth([(0.76, -0.1), (0.82 + bend / 2, -0.26), (0.86 + bend, -0.3)], closed=False),
            DARK,
            0.03,
        )
    pen.mark(ellipse(0.76, 0.0, 0.07), (255, 255, 255))
    pen.fill(smooth("-.85 .34, -.72 -.2, -.2 -.5, .3 -.4, .6 0, .64 .34"), colours[0])
    for x, y, size in (
        (-0.5, 0.04, 0.1),
        (-0.2, -0.24, 0.09),
        (0.1, 0.06, 0.11),
        (0.32, -0.2, 0.08),
        (-0.22, 0.22, 0.07),
        (0.42, 0.2, 0.06),
    ):
        pen.mark(ellipse(x, y, size), DARK)


@thing(
    "snail",
    "animals",
    "snail",
    "snails",
    colours=("brown", "orange", "yellow", "pink", "purple", "teal"),
    second=("beige", "cream", "grey"),
    places=("meadow", "studio", "paper", "disc"),
    base=0.66,
    size=0.9,
    most=3,
)
def snail(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a snail with its spiral."""
    body = mix(colours[1], (190, 160, 120), 0.3)
    for x, top in ((0.66, -0.42), (0.8, -0.36)):
        pen.line(smooth([(0.66, 0.1), (x, -0.14), (x + 0.04, top)], closed=False), body, 0.04)
        pen.mark(ellipse(x + 0.04, top, 0.045), DARK)
    pen.fill(smooth("-.95 .66, -.5 .44, .2 .4, .5 .06, .72 -.06, .86 .1, .78 .4, .6 .66"), body)
    pen.fill(ellipse(-0.1, 0.02, 0.58, 0.54), colours[0])
    t = np.linspace(0, 1, 60)
    angles, radii = t * 5 * np.pi, 0.46 * (1 - t)
    spiral = np.stack([-0.1 + radii * np.cos(angles), 0.04 + radii * np.sin(angles)], 1)
    pen.line(spiral, darker(colours[0], 0.4), 0.04)
