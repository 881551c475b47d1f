"""Houses, towers, tents."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import arc, box, ellipse, points, smooth
from lookalike.sources.drawn.subjects import thing

LIT, PANE = (255, 214, 128), (122, 158, 184)
_OPEN = ("meadow", "meadow", "snow", "beach", "disc")


def _window(pen: Pen, x: float, y: float, half: float, tall: float) -> None:
    pen.fill(box(x, y, half + 0.03, tall + 0.03), (248, 244, 234), "none")
    pen.shine(box(x, y, half, tall), LIT, PANE, 0.22)
    pen.line(points([(x, y - tall), (x, y + tall)]), (248, 244, 234), 0.02)
    pen.line(points([(x - half, y), (x + half, y)]), (248, 244, 234), 0.02)


@thing(
    "house",
    "buildings",
    "house",
    "houses",
    colours=("white", "yellow", "red", "blue", "pink", "green", "beige"),
    second=("red", "brown", "grey", "navy", "teal"),
    places=_OPEN,
    base=0.92,
    size=1.1,
    most=4,
)
def house(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a house with a gable, door and windows."""
    wall, roof = colours[0], colours[1]
    if rng.random() < 0.7:
        pen.fill(box(0.4, -0.62, 0.08, 0.24), darker(roof, 0.25), "flat")
    pen.fill(box(0, 0.36, 0.72, 0.56), wall, "flat")
    if rng.random() < 0.5:
        pen.fill(points("-.72 -.2, 0 -.82, .72 -.2"), wall, "flat")
        pen.fill(points("-.9 -.08, 0 -.9, .9 -.08, .8 -.02, 0 -.72, -.8 -.02"), roof, "flat")
        _window(pen, 0, -0.3, 0.12, 0.12)
    else:
        pen.fill(points("-.9 -.14, -.6 -.72, .6 -.72, .9 -.14"), roof, "flat")
        for y in (-0.6, -0.46, -0.32):
            half = 0.6 + (y + 0.72) * 0.5
            pen.line(points([(-half, y), (half, y)]), darker(roof, 0.16), 0.012)
    pen.fill(box(0, 0.62, 0.15, 0.3, 0.02), darker(roof, 0.2), "flat")
    pen.mark(ellipse(0.09, 0.64, 0.022), (236, 196, 90))
    for x in (-0.44, 0.44):
        _window(pen, x, 0.34, 0.14, 0.17)


@thing(
    "lighthouse",
    "buildings",
    "lighthouse",
    "lighthouses",
    colours=("white",),
    second=("red", "red", "blue", "black", "teal"),
    places=("beach", "beach", "meadow", "disc"),
    base=0.96,
    size=1.2,
    most=1,
    both=True,
)
def lighthouse(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a striped tower with its lamp."""

    def half(y: float) -> float:
        return 0.15 + 0.15 * (y + 0.5) / 1.4

    for number, y in enumerate(np.linspace(-0.5, 0.9, 7)[:-1]):
        end = y + 1.4 / 6
        part = points([(-half(y), y), (half(y), y), (half(end), end), (-half(end), end)])
        pen.fill(part, colours[number % 2], "round")
    pen.fill(box(0, -0.52, 0.24, 0.03), darker(colours[1], 0.3), "flat")
    pen.shine(box(0, -0.66, 0.11, 0.12), (255, 238, 170), (244, 226, 150), 0.6)
    pen.fill(points("-.17 -.76, 0 -.95, .17 -.76"), colours[1], "flat")
    pen.fill(
        np.concatenate([arc(0, 0.78, 0.07, 0.1, 180, 360), [(0.07, 0.92), (-0.07, 0.92)]]),
        darker(colours[1], 0.3),
        "none",
    )
    for y in (-0.2, 0.22):
        pen.shine(box(0, y, 0.035, 0.06), LIT, PANE, 0.1)
    pen.fill(smooth("-.6 .98, -.4 .86, 0 .9, .36 .85, .62 .98"), (138, 132, 128), "flat")


@thing(
    "tent",
    "buildings",
    "tent",
    "tents",
    colours=("orange", "red", "blue", "green", "yellow", "turquoise"),
    places=("meadow", "meadow", "snow", "beach"),
    base=0.8,
    most=4,
)
def tent(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a ridge tent, its door open."""
    colour = colours[0]
    pen.fill(points("-.1 -.6, .55 -.7, .98 .7, .4 .8"), darker(colour, 0.24), "flat")
    pen.fill(points("-.9 .8, -.1 -.6, .45 .8"), colour, "flat")
    pen.shine(points("-.44 .8, -.14 -.2, .1 .8"), LIT, darker(colour, 0.65), 0.2)
    pen.fill(points(".1 .8, -.14 -.2, .26 .8"), lighter(colour, 0.2), "flat")
    for start, end in (((-0.1, -0.6), (-0.98, 0.7)), ((0.55, -0.7), (1.0, 0.3))):
        pen.line(points([start, end]), (236, 230, 214), 0.012)
