"""Small fruit."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.fruit import GREEN, STALK, TABLES, gloss
from lookalike.sources.drawn.palette import RGB, Rng, darker, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import band, ellipse, leaf, mirrored, smooth
from lookalike.sources.drawn.subjects import thing


@thing(
    "cherry",
    "fruit",
    "cherry",
    "cherries",
    colours=("red", "red", "black", "yellow"),
    places=TABLES,
    lean=18,
    base=0.9,
)
def cherry(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a pair on their stalks."""
    for x, y, bend in ((-0.42, 0.52, -0.2), (0.4, 0.38, 0.2)):
        stalk = smooth([(x, y - 0.3), (x * 0.7 + bend * 0.3, -0.2), (0.06, -0.86)], closed=False)
        pen.fill(band(stalk, 0.026), GREEN, "flat")
    pen.fill(leaf(0.05, -0.84, 0.74, 0.2, 24), GREEN, "flat")
    for x, y in ((0.4, 0.38), (-0.42, 0.52)):
        pen.fill(ellipse(x, y, 0.38, 0.37), colours[0])
        pen.mark(ellipse(x, y - 0.31, 0.12, 0.035), darker(colours[0], 0.4))
        gloss(pen.at(x, y), colours[0], 0.16, -0.12, 0.06)


@thing(
    "grapes",
    "fruit",
    "bunch of grapes",
    "bunches of grapes",
    colours=("purple", "green", "navy"),
    places=TABLES,
    lean=16,
    base=0.95,
    most=3,
)
def grapes(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a bunch of grapes."""
    pen.fill(band(smooth("0 -.5, .02 -.75, .14 -.95", closed=False), 0.035), STALK, "flat")
    pen.fill(
        smooth(".05 -.7, .3 -.98, .5 -.82, .78 -.8, .62 -.58, .6 -.36, .36 -.44, .16 -.42"),
        GREEN,
        "flat",
    )
    for row, count in enumerate((4, 5, 4, 3, 2, 1)):
        for place in range(count):
            x = (place - (count - 1) / 2) * 0.31 + rng.uniform(-0.03, 0.03)
            tone = mix(colours[0], (255, 240, 230), float(rng.uniform(0, 0.16)))
            at = pen.at(x, -0.46 + row * 0.255 + rng.uniform(-0.02, 0.02))
            at.fill(ellipse(0, 0, 0.185), tone)
            gloss(at, tone, 0.07, -0.06, 0.03)


@thing(
    "strawberry",
    "fruit",
    "strawberry",
    "strawberries",
    colours=("red", "red", "pink"),
    places=TABLES,
    lean=24,
    base=0.9,
)
def strawberry(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a strawberry with its seeds."""
    body = "0 -.48, .36 -.56, .7 -.3, .66 .14, .38 .62, .12 .88, 0 .92"
    pen.fill(mirrored(body), colours[0])
    for row, y in enumerate(np.arange(-0.3, 0.75, 0.19)):
        half = 0.58 - max(0.0, y) * 0.55
        for x in np.arange(-half, half + 0.01, 0.23) + 0.11 * (row % 2):
            if abs(x) < half:
                pen.mark(ellipse(x, y, 0.022, 0.038), (250, 220, 130))
    for angle in (200, 165, 130, 90, 50, 15, -20):
        pen.fill(leaf(0, -0.52, 0.42, 0.1, angle), GREEN, "flat")
    pen.fill(band(smooth("0 -.52, .04 -.72, .12 -.86", closed=False), 0.03), GREEN, "flat")
    gloss(pen, colours[0], 0.36, -0.1, 0.07)
