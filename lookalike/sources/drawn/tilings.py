"""Swatches of tiles that leave no gap: hexagons, diamonds, triangles, quarter circles, patchwork."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.grids import cells
from lookalike.sources.drawn.palette import RGB, Rng, lighter, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import arc, box, ellipse, moved, points, star
from lookalike.sources.drawn.subjects import swatch

WHITE = (255, 255, 255)


@swatch("hexagons", "{all} hexagons", "a honeycomb in {all}", tones=(2, 4))
def hexagons(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Tile with hexagons."""
    pen.cover(colours[0])
    step = float(rng.uniform(0.24, 0.38))
    radius = step * 0.577 * float(rng.uniform(0.84, 0.93))
    for _row, _column, x, y in cells(pen, step, step * 0.866, step / 2):
        colour = colours[1 + int(rng.integers(len(colours) - 1))]
        tone = lighter(colour, float(rng.uniform(0, 0.18)))
        pen.fill(star(x, y, radius, radius, 3), tone, "flat", edge=False)


@swatch("diamonds", "{all} diamonds", "{all} argyle", tones=(2, 3))
def diamonds(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw lozenges in rows, crossed by thin lines or with small ones inside."""
    pen.cover(colours[0])
    wide = float(rng.uniform(0.18, 0.3))
    tall = wide * float(rng.uniform(1.2, 1.7))
    is_crossed = rng.random() < 0.5
    lozenge = points([(0, -tall), (wide, 0), (0, tall), (-wide, 0)])
    for row, _column, x, y in cells(pen, 2 * wide, tall, wide):
        if row % 2:
            pen.fill(moved(lozenge, x, y), colours[1], "flat", edge=False)
        if is_crossed:
            pen.line(moved(lozenge, x, y + tall * (1 - row % 2)), colours[-1], 0.012, closed=True)
        elif row % 2 and len(colours) > 2:
            pen.fill(moved(lozenge * 0.4, x, y), colours[2], "flat", edge=False)


@swatch("triangles", "{all} triangles", tones=(2, 4))
def triangles(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Tile with triangles, up and down."""
    pen.cover(colours[0])
    side = float(rng.uniform(0.26, 0.42))
    tall = side * 0.866
    up = points([(-side / 2, tall / 2), (0, -tall / 2), (side / 2, tall / 2)])
    for _row, _column, x, y in cells(pen, side, tall, side / 2):
        first, second = (int(each) for each in rng.integers(len(colours), size=2))
        if len(colours) == 2:
            first, second = 1, 0
        pen.fill(moved(up, x, y), colours[first], "flat", edge=False)
        if second:
            pen.fill(moved(-up, x + side / 2, y), colours[second], "flat", edge=False)


@swatch("tiles", "{all} tiles", "{all} tiles with quarter circles", tones=(2, 4))
def tiles(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Lay square tiles with quarter circles, each turned at random."""
    pen.cover(colours[0])
    side = float(rng.uniform(0.3, 0.46))
    large, small = (
        np.concatenate([arc(-1, -1, radius, radius, 0, 90), [(-1, -1)]]) for radius in (2, 1)
    )
    for _row, _column, x, y in cells(pen, side, side):
        place = pen.at(x, y, side / 2, 90 * int(rng.integers(4)))
        ground, mark = (colours[each] for each in rng.choice(len(colours), 2, replace=False))
        place.mark(box(0, 0, 1.01, 1.01), ground)
        place.fill(large, mark, "flat", edge=False)
        if rng.random() < 0.4:
            place.fill(small, ground, "flat", edge=False)


@swatch("patchwork", "{all} patchwork", "a {all} quilt", tones=(3, 4))
def patchwork(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Sew squares with dots, stripes and corners together."""
    pen.cover(colours[0])
    side = float(rng.uniform(0.44, 0.62))
    for _row, _column, x, y in cells(pen, side, side):
        place = pen.at(x, y, side / 2, 90 * int(rng.integers(4)))
        one, two = (colours[each] for each in rng.choice(len(colours), 2, replace=False))
        place.fill(box(0, 0, 1, 1), one, "flat", edge=False)
        _patch(place, two, int(rng.integers(4)))
        place.line(box(0, 0, 0.93, 0.93), mix(one, WHITE, 0.5), 0.02, closed=True)


def _patch(place: Pen, colour: RGB, kind: int) -> None:
    if kind == 0:
        for x in (-0.5, 0, 0.5):
            for y in (-0.5, 0, 0.5):
                place.mark(ellipse(x, y, 0.12), colour)
    elif kind == 1:
        for x in (-0.6, 0, 0.6):
            place.mark(box(x, 0, 0.14, 1), colour)
    elif kind == 2:
        place.mark(points("-1 -1, 1 -1, -1 1"), colour)
    else:
        place.mark(star(0, 0, 0.72, 0.34, 4), colour)
