"""What drives. All face right."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.buildings import LIT, PANE
from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import box, ellipse, points, smooth
from lookalike.sources.drawn.subjects import thing

_TYRE = (46, 44, 50)


def _wheel(pen: Pen, x: float, y: float, radius: float) -> None:
    pen.fill(ellipse(x, y, radius), _TYRE)
    pen.fill(ellipse(x, y, radius * 0.58), (206, 206, 206))
    pen.mark(ellipse(x, y, radius * 0.18), (110, 110, 116))


@thing(
    "car",
    "vehicles",
    "car",
    "cars",
    colours=("red", "blue", "yellow", "green", "white", "turquoise", "orange", "black"),
    manners=("small", "long", "van"),
    places=("street", "street", "street", "studio", "beach", "snow", "disc"),
    base=0.5,
    verb="driving",
    most=3,
)
def car(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a car or a small van from the side."""
    colour = colours[0]
    if manner == "van":
        pen.fill(
            smooth("-.92 .34, -.92 -.5, -.84 -.6, .5 -.6, .66 -.5, .86 -.04, .95 .06, .95 .34"),
            colour,
            "flat",
        )
        panes = [
            [(-0.8, -0.46), (-0.46, -0.46), (-0.46, -0.1), (-0.8, -0.1)],
            [(-0.36, -0.46), (-0.02, -0.46), (-0.02, -0.1), (-0.36, -0.1)],
            [(0.1, -0.46), (0.5, -0.46), (0.72, -0.08), (0.1, -0.08)],
        ]
    else:
        back = -0.62 if manner == "small" else -0.7
        pen.fill(
            smooth([(back, 0.0), (-0.4, -0.46), (0.22, -0.48), (0.52, -0.06)]),
            lighter(colour, 0.1),
            "flat",
        )
        pen.fill(
            smooth("-.95 .3, -.94 -0, -.7 -.1, .5 -.1, .88 0, .97 .14, .96 .34, .4 .36, -.4 .36"),
            colour,
        )
        panes = [
            [(-0.5, -0.08), (-0.34, -0.38), (-0.1, -0.39), (-0.1, -0.08)],
            [(0.0, -0.39), (0.18, -0.38), (0.42, -0.08), (0.0, -0.08)],
        ]
    for pane in panes:
        pen.shine(points(pane), LIT, PANE, 0.1)
    pen.line(points([(-0.04, -0.04), (-0.04, 0.26)]), darker(colour, 0.3), 0.014)
    pen.mark(box(0.06, 0.02, 0.07, 0.014), darker(colour, 0.4))
    pen.shine(ellipse(0.89, 0.1, 0.055, 0.06), (255, 244, 190), (252, 238, 190), 0.4)
    pen.mark(box(-0.91, 0.1, 0.03, 0.06), (196, 50, 44))
    pen.mark(box(0, 0.34, 0.95, 0.035, 0.03), (92, 92, 98))
    for x in (-0.54, 0.54):
        _wheel(pen, x, 0.3, 0.2)


@thing(
    "bicycle",
    "vehicles",
    "bicycle",
    "bicycles",
    colours=("red", "blue", "mint", "yellow", "black", "white", "turquoise"),
    places=("street", "street", "meadow", "studio", "studio", "disc", "paper"),
    base=0.72,
    verb="",
    most=2,
)
def bicycle(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a bicycle with its chain and basket."""
    frame = colours[0]
    for x in (-0.56, 0.56):
        for angle in np.arange(0, 180, 22.5):
            spoke = ellipse(x, 0.32, 0.38)[[round(angle / 9.23), round((angle + 180) / 9.23)]]
            pen.line(spoke, (168, 168, 172), 0.008)
        pen.line(ellipse(x, 0.32, 0.39), _TYRE, 0.055, closed=True)
        pen.mark(ellipse(x, 0.32, 0.05), (120, 120, 126))
    crank, seat, head = (-0.08, 0.34), (-0.22, -0.28), (0.36, -0.3)
    for start, end in (
        ((-0.56, 0.32), crank),
        ((-0.56, 0.32), seat),
        (crank, seat),
        (crank, head),
        ((-0.2, -0.22), head),
        (head, (0.56, 0.32)),
        (head, (0.32, -0.5)),
        (seat, (-0.25, -0.4)),
    ):
        pen.line(points([start, end]), frame, 0.055)
    pen.fill(smooth("-.44 -.46, -.2 -.47, -.06 -.42, -.26 -.38"), (84, 60, 48), "flat")
    pen.line(smooth(".32 -.5, .44 -.58, .34 -.66, .2 -.62", closed=False), (84, 60, 48), 0.05)
    pen.fill(ellipse(*crank, 0.1), (70, 70, 76), "flat")
    pen.line(points([crank, (0.04, 0.54)]), (70, 70, 76), 0.035)
    if rng.random() < 0.5:
        pen.fill(points(".42 -.44, .86 -.44, .78 -.14, .5 -.14"), (190, 146, 96), "flat")
        for y in (-0.36, -0.28, -0.2):
            pen.line(points([(0.46, y), (0.82, y)]), (150, 108, 68), 0.014)
