"""What sails and flies. All face right."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

from lookalike.sources.drawn.buildings import LIT, PANE
from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import box, ellipse, points, smooth
from lookalike.sources.drawn.subjects import thing


@thing(
    "boat",
    "vehicles",
    "boat",
    "boats",
    colours=("red", "blue", "white", "green", "navy", "yellow", "brown"),
    second=("white", "cream", "orange", "red", "light blue"),
    manners=("sailing", "sailing", "rowing", "steam"),
    places=("water", "water", "water", "water", "paper", "disc"),
    base=0.78,
    verb="sailing",
    most=4,
)
def boat(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a sailing boat, a rowing boat or a small steamer."""
    hull, sail = colours[0], colours[1]
    wood = (112, 82, 58)
    if manner == "sailing":
        pen.line(points([(0, -0.95), (0, 0.4)]), wood, 0.04)
        pen.fill(smooth(".05 -.86, .4 -.3, .76 .3, .05 .3")[:-6], sail, "flat")
        pen.fill(points("-.05 -.7, -.05 .3, -.56 .3"), darker(sail, 0.08), "flat")
        pen.fill(points("0 -.95, .2 -.89, 0 -.83"), hull, "none")
    elif manner == "steam":
        pen.fill(points("-.06 0, .2 0, .18 -.5, -.04 -.5"), sail, "flat")
        pen.fill(box(0.07, -0.46, 0.12, 0.05), (52, 50, 56), "none")
        for x, y, size in ((0.0, -0.66, 0.1), (-0.2, -0.8, 0.14), (-0.46, -0.86, 0.17)):
            pen.fill(ellipse(x, y, size), (226, 226, 228), edge=False)
        pen.fill(box(-0.02, 0.2, 0.5, 0.22), (250, 246, 238), "flat")
        for x in (-0.36, -0.14, 0.1, 0.34):
            pen.shine(ellipse(x, 0.16, 0.06), LIT, PANE, 0.14)
    else:
        for x, bend in ((-0.16, -0.5), (0.3, 0.3)):
            pen.line(points([(x, 0.3), (x + bend * 0.5, 0.86)]), wood, 0.04)
        pen.fill(box(0.02, 0.3, 0.4, 0.05), wood, "none")
    foot = 0.78
    pen.fill(
        smooth(
            [
                (-0.9, 0.34),
                (0, 0.42),
                (0.95, 0.28),
                (0.74, 0.66),
                (0.5, foot),
                (-0.5, foot),
                (-0.78, 0.62),
            ]
        ),
        hull,
        "flat",
    )
    pen.line(smooth("-.84 .44, 0 .52, .88 .4", closed=False), lighter(hull, 0.6), 0.03)


@thing(
    "hot-air balloon",
    "vehicles",
    "hot-air balloon",
    "hot-air balloons",
    colours=("red", "yellow", "blue", "orange", "purple", "teal", "pink"),
    second=("white", "yellow", "cream", "light blue", "orange"),
    manners=("striped", "plain", "striped"),
    places=("sky", "sky", "sky", "disc", "paper"),
    base=0.95,
    size=0.95,
    most=5,
)
def balloon(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a balloon with its basket."""
    for x in (-0.2, 0.2):
        pen.line(points([(x, 0.36), (x * 0.55, 0.74)]), (104, 84, 66), 0.016)
    outline = [
        (0, -0.95),
        (0.42, -0.86),
        (0.7, -0.5),
        (0.68, -0.1),
        (0.42, 0.24),
        (0.2, 0.42),
        (0, 0.44),
    ]
    sides = [1.0] if manner == "plain" else [1.0, 0.74, 0.42, 0.12]
    for number, share in enumerate(sides):
        half = [(x * share, y) for x, y in outline]
        left = [(-x, y) for x, y in reversed(half) if x > 1e-9]
        pen.fill(smooth([*half, *left]), colours[number % 2], "round", edge=number == 0)
    if manner == "plain":
        pen.mark(smooth("-.7 -.4, 0 -.3, .7 -.4, .7 -.16, 0 -.06, -.7 -.16"), colours[1])
    pen.shine(ellipse(0, 0.42, 0.1, 0.04), LIT, darker(colours[0], 0.5), 0.5)
    pen.fill(box(0, 0.84, 0.14, 0.11, 0.03), (158, 110, 66), "flat")
    for y in (0.8, 0.88):
        pen.line(points([(-0.13, y), (0.13, y)]), (118, 80, 50), 0.014)
