"""Swatches of things strewn: dots, confetti, terrazzo, scales, rings, flowers."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.grids import cells, steps
from lookalike.sources.drawn.palette import RGB, Rng, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import box, ellipse, leaf
from lookalike.sources.drawn.subjects import swatch

WHITE = (255, 255, 255)


@swatch("dots", "{manner} {b} dots on {a}", tones=(2, 2), manners=("small", "large", ""))
def dots(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw dots in a staggered grid."""
    pen = pen.at(0, 0, 1, float(rng.choice([0, 0, 15, 45])))
    pen.cover(colours[0])
    step = {"small": rng.uniform(0.14, 0.18), "large": rng.uniform(0.38, 0.5)}.get(manner, 0.25)
    radius = float(step * rng.uniform(0.26, 0.38))
    for _row, _column, x, y in cells(pen, step, step * 0.866, step / 2):
        pen.fill(ellipse(x, y, radius), colours[1])


@swatch("confetti", "{others} confetti on {a}", "{others} scraps of paper on {a}", tones=(3, 4))
def confetti(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Scatter small rectangles and discs."""
    pen.cover(colours[0])
    shapes = (box(0, 0, 1.2, 0.6), ellipse(0, 0, 0.8), box(0, 0, 1.8, 0.28, 0.28))
    for number, (_row, _column, x, y) in enumerate(cells(pen, 0.19, 0.19, 0.1)):
        if rng.random() < 0.2:
            continue
        aside, down = (float(each) for each in rng.uniform(-0.08, 0.08, 2))
        at = pen.at(
            x + aside, y + down, float(rng.uniform(0.035, 0.065)), float(rng.uniform(0, 180))
        )
        at.fill(
            shapes[rng.integers(3)], colours[1 + number % (len(colours) - 1)], "flat", edge=False
        )


@swatch("terrazzo", "{all} terrazzo", "terrazzo in {all}", tones=(3, 4), manners=("fine", "coarse"))
def terrazzo(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Set chips of stone into a plain ground."""
    pen.cover(colours[0])
    size = 0.085 if manner == "fine" else 0.15
    for _row, _column, x, y in cells(pen, size * 1.5, size * 1.5):
        if rng.random() < 0.2:
            continue
        sides = int(rng.integers(4, 7))
        angles = np.sort(rng.uniform(0, 2 * np.pi, sides))
        radii = rng.uniform(0.4, 1, sides) * size * rng.uniform(0.4, 1)
        centre = rng.uniform(-0.4, 0.4, 2) * size + np.array((x, y))
        chip = np.stack([radii * np.cos(angles), radii * np.sin(angles)], 1) + centre
        colour = colours[1 + int(rng.integers(len(colours) - 1))]
        pen.fill(chip, mix(colour, WHITE, float(rng.uniform(0, 0.15))), "flat", edge=False)


@swatch("scales", "{all} scales", "{all} fish scales", tones=(2, 4))
def scales(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Overlap round scales, each with a rim."""
    pen.cover(colours[0])
    step = float(rng.uniform(0.24, 0.4))
    is_rimmed = rng.random() < 0.6
    for row, column, x, y in reversed(list(cells(pen, step, step / 2, step / 2))):
        colour = colours[(row + (column if len(colours) > 2 else 0)) % len(colours)]
        pen.fill(ellipse(x, y, step / 2), colour)
        if is_rimmed:
            inner = colours[(row + 1) % len(colours)]
            pen.mark(ellipse(x, y + step * 0.04, step * 0.3), inner)


@swatch("rings", "{all} rings", "{all} circles in circles", tones=(2, 4), manners=("one", "many"))
def rings(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw circles around one middle, or many such targets."""
    pen.cover(colours[0])
    if manner == "one":
        x, y = (float(each) for each in rng.uniform(-0.4, 0.4, 2))
        width = float(rng.uniform(0.1, 0.2))
        for number in range(int((pen.reach + 0.5) / width), 0, -1):
            ring = ellipse(x, y, number * width)
            pen.fill(ring, colours[number % len(colours)], "flat", edge=False)
        return
    step = float(rng.uniform(0.36, 0.56))
    for _row, _column, x, y in cells(pen, step, step):
        for number in range(4):
            ring = ellipse(x, y, step * 0.48 * (1 - number / 4))
            pen.fill(ring, colours[(number + 1) % len(colours)], "flat", edge=False)


@swatch("petals", "{b} flowers on {a}", "a floral pattern of {b} flowers on {a}", tones=(3, 4))
def petals(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Strew flowers and leaves."""
    pen.cover(colours[0])
    step, count = float(rng.uniform(0.44, 0.6)), int(rng.integers(5, 8))
    green = ((84, 128, 84), (62, 104, 88), (120, 140, 70))[rng.integers(3)]
    for _row, _column, x, y in cells(pen, step, step * 0.85, step / 2):
        size = step * float(rng.uniform(0.3, 0.4))
        place = pen.at(x, y, size, float(rng.uniform(0, 360)))
        for side in (70, 200):
            place.fill(leaf(0, 0, 1.35, 0.22, side), green, "flat")
        for angle in np.arange(count) * 360 / count:
            place.at(0, 0, 1, float(angle)).fill(ellipse(0.55, 0, 0.42, 0.3), colours[1])
        place.fill(ellipse(0, 0, 0.28), colours[2])


@swatch("checks", "{manner} {all} checks", manners=("small", "large", "diagonal", ""))
def checks(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a chequered board, or gingham with half tones where bands cross."""
    pen = pen.at(0, 0, 1, 45 if manner == "diagonal" else 0)
    side = {"small": rng.uniform(0.12, 0.16), "large": rng.uniform(0.3, 0.42)}.get(manner, 0.2)
    pen.cover(colours[0])
    is_gingham = rng.random() < 0.5
    if is_gingham:
        half = mix(colours[0], colours[1], 0.5)
        for at in steps(pen, side)[::2]:
            pen.fill(box(at, 0, side / 2, pen.reach), half, "flat", edge=False)
            pen.fill(box(0, at, pen.reach, side / 2), half, "flat", edge=False)
    for row, column, x, y in cells(pen, side, side):
        if (row % 2 == column % 2) and not (is_gingham and row % 2):
            pen.fill(box(x, y, side / 2, side / 2), colours[1], "flat", edge=False)
