"""What stands in rooms."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import arc, band, box, ellipse, leaf, mirrored, points, smooth
from lookalike.sources.drawn.subjects import thing

_ROOM = ("table", "table", "cloth", "studio", "paper", "disc")


@thing(
    "cup",
    "things",
    "cup",
    "cups",
    colours=("white", "blue", "red", "mint", "yellow", "pink", "navy"),
    second=("white", "red", "navy", "mustard"),
    manners=("plain", "striped", "dotted"),
    places=_ROOM,
    base=0.72,
    most=4,
)
def cup(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a cup of coffee with its saucer."""
    colour, mark = colours[0], colours[1]
    pen.fill(ellipse(-0.06, 0.62, 0.86, 0.14), darker(colour, 0.08), "flat")
    pen.mark(ellipse(-0.06, 0.59, 0.6, 0.08), darker(colour, 0.16))
    pen.fill(band(arc(0.52, -0.04, 0.28, 0.26, -100, 110), 0.065), colour, "flat")
    side = "-.64 -.4, -.58 .1, -.4 .46, -.2 .6, .1 .6, .3 .46, .48 .1, .54 -.4"
    pen.fill(np.concatenate([smooth(side, closed=False)]), colour)
    if manner == "striped":
        for y, half in ((-0.12, 0.555), (0.04, 0.53)):
            pen.mark(box(-0.05, y, half, 0.035), mark)
    elif manner == "dotted":
        for x, y in (
            (-0.42, -0.1),
            (-0.16, -0.1),
            (0.1, -0.1),
            (0.34, -0.1),
            (-0.3, 0.14),
            (-0.04, 0.14),
            (0.22, 0.14),
        ):
            pen.mark(ellipse(x, y, 0.055), mark)
    pen.fill(ellipse(-0.05, -0.4, 0.59, 0.13), lighter(colour, 0.3), "flat")
    pen.mark(ellipse(-0.05, -0.37, 0.52, 0.09), (98, 62, 42))
    for x in (-0.24, 0.06):
        steam = smooth(
            [(x, -0.56), (x + 0.08, -0.68), (x - 0.02, -0.8), (x + 0.08, -0.94)], closed=False
        )
        pen.line(steam, (250, 248, 244), 0.03)


@thing(
    "vase",
    "things",
    "vase with flowers",
    "vases with flowers",
    colours=("blue", "white", "teal", "mustard", "pink", "navy", "black"),
    second=("red", "yellow", "white", "pink", "orange", "lilac"),
    places=("table", "cloth", "studio", "paper", "disc"),
    base=0.95,
    size=1.1,
    most=2,
)
def vase(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a bouquet in a vase."""
    heads = [
        (x + rng.uniform(-0.06, 0.06), y + rng.uniform(-0.08, 0.08))
        for x, y in ((-0.5, -0.4), (0.48, -0.44), (-0.24, -0.68), (0.22, -0.72), (0, -0.4))
    ]
    for x, y in heads:
        pen.line(smooth([(0, 0.1), (x * 0.5, -0.16), (x, y)], closed=False), (86, 138, 78), 0.03)
        pen.fill(
            leaf(x * 0.4, -0.1, 0.4, 0.09, -90 + 70 * x + float(rng.uniform(-25, 25))),
            (86, 138, 78),
            "flat",
        )
    for x, y in heads:
        for angle in range(0, 360, 60):
            pen.at(x, y, 1, angle + 9).fill(ellipse(0.13, 0, 0.12, 0.085), colours[1])
        pen.fill(
            ellipse(x, y, 0.075),
            (236, 182, 70) if colours[1][0] < 235 or colours[1][1] > 225 else (250, 240, 210),
        )
    body = "0 .02, .16 .02, .13 .16, .32 .4, .34 .66, .2 .94, 0 .95"
    pen.fill(mirrored(body), colours[0])
    pen.mark(ellipse(0, 0.03, 0.16, 0.035), darker(colours[0], 0.35))


@thing(
    "umbrella",
    "things",
    "umbrella",
    "umbrellas",
    colours=("red", "yellow", "blue", "purple", "turquoise", "black"),
    second=("white", "cream", "navy", "pink"),
    places=("studio", "paper", "beach", "disc", "street", "rays"),
    base=0.95,
    lean=14,
    both=True,
    most=3,
)
def umbrella(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw an open umbrella in two colours."""
    pen.line(points([(0, -0.9), (0, 0.74)]), (92, 74, 66), 0.045)
    pen.line(arc(0.11, 0.74, 0.11, 0.14, 0, 180), (92, 74, 66), 0.05)
    ribs = np.linspace(-0.95, 0.95, 6)
    for number, (left, right) in enumerate(pairwise(ribs)):
        top = smooth(
            [(left, 0.04), (left * 0.75, -0.46), (0, -0.8), (right * 0.75, -0.46), (right, 0.04)],
            closed=False,
        )
        foot = smooth([(right, 0.04), ((left + right) / 2, -0.06), (left, 0.04)], closed=False)
        pen.fill(np.concatenate([top, foot]), colours[number % 2], "flat")
    pen.fill(box(0, -0.84, 0.025, 0.06), (92, 74, 66), "none")
