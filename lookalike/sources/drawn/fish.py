"""What swims. All face right."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.pets import DARK, eye
from lookalike.sources.drawn.shapes import band, ellipse, smooth
from lookalike.sources.drawn.subjects import thing

_STRIPES = (
    "-.37 -.66, -.23 -.66, -.19 0, -.23 .66, -.37 .66, -.32 0",
    "-.05 -.88, .09 -.88, .13 0, .09 .88, -.05 .88, 0 0",
    ".27 -.84, .41 -.84, .45 0, .41 .84, .27 .84, .32 0",
)


@thing(
    "fish",
    "animals",
    "fish",
    "fish",
    colours=("orange", "blue", "yellow", "red", "turquoise", "purple", "grey"),
    second=("white", "navy", "yellow", "pink"),
    manners=("plain", "striped", "spotted"),
    places=("under water", "under water", "under water", "paper", "disc"),
    base=0.5,
    lean=12,
    verb="swimming",
)
def fish(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a fish with fins, plain, striped or spotted."""
    coat, mark = colours[0], colours[1]
    deep = float(rng.uniform(0.36, 0.6))
    thin = np.array((1, deep))
    fin = darker(coat, 0.2) if manner == "plain" else mix(coat, mark, 0.5)
    pen.fill(smooth("-.5 0, -.95 -.42, -.86 0, -.95 .42"), fin, "flat")
    pen.fill(smooth("-.3 -.8, 0 -1.5, .4 -.9, .2 -.5") * thin, fin, "flat")
    pen.fill(smooth("-.1 .8, -.16 1.35, .26 .8") * thin, fin, "flat")
    body = "-.66 0, -.3 -.82, .2 -1, .66 -.6, .92 .05, .66 .62, .2 1, -.3 .8"
    pen.fill(smooth(body) * thin, coat)
    if manner == "striped":
        for stripe in _STRIPES:
            pen.mark(smooth(stripe) * thin, mark)
    elif manner == "spotted":
        for _spot in range(9):
            x, y = rng.uniform(-0.36, 0.42), rng.uniform(-0.6, 0.6) * deep
            pen.mark(ellipse(float(x), float(y), float(rng.uniform(0.03, 0.07))), mark)
    gill = smooth(".5 -.6, .42 0, .5 .6", closed=False) * thin
    pen.line(gill, darker(coat, 0.3), 0.022)
    pen.fill(smooth(".2 .06, -.1 0, -.16 .22, .1 .24"), fin, "flat")
    pen.mark(ellipse(0.66, -0.1, 0.09), (252, 252, 248))
    eye(pen, 0.68, -0.1, 0.055)


@thing(
    "whale",
    "animals",
    "whale",
    "whales",
    colours=("blue", "grey", "navy", "teal"),
    places=("under water", "under water", "paper", "disc"),
    base=0.6,
    lean=10,
    verb="swimming",
    most=2,
)
def whale(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a whale."""
    coat = colours[0]
    pen.fill(smooth("-.7 0, -.98 -.5, -.78 -.44, -.62 -.54, -.5 -.02"), darker(coat, 0.12), "flat")
    pen.fill(
        smooth("-.78 -.1, -.4 .06, 0 -.32, .5 -.4, .88 -.16, .95 .12, .7 .4, .2 .5, -.4 .32"), coat
    )
    pen.mark(
        smooth(".94 .14, .7 .4, .2 .5, -.36 .33, .1 .3, .5 .18"), mix(coat, (245, 245, 240), 0.75)
    )
    for lift in (0.0, 0.07, 0.14):
        pen.line(
            smooth(
                [(0.8 - lift, 0.26 + lift * 0.7), (0.4, 0.3 + lift), (0.0, 0.32 + lift)],
                closed=False,
            ),
            mix(coat, (245, 245, 240), 0.4),
            0.014,
        )
    pen.fill(smooth(".24 .28, .06 .62, -.06 .6, .04 .26"), darker(coat, 0.16), "flat")
    eye(pen, 0.6, 0.04, 0.04)
    if rng.random() < 0.5:
        for bend in (-0.24, 0.24):
            jet = smooth(
                [(0.36, -0.42), (0.36 + bend * 0.3, -0.7), (0.36 + bend, -0.66)], closed=False
            )
            pen.mark(band(jet, 0.03), (226, 240, 244))
    pen.line(smooth(".94 .1, .8 .16, .68 .13", closed=False), mix(coat, DARK, 0.5), 0.018)
