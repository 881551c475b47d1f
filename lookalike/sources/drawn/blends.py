"""Swatches without a grid: gradients, marble, brush strokes, banners."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import cv2
import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import band, box, ellipse, moved, points, smooth
from lookalike.sources.drawn.subjects import swatch

WHITE, SOOT = (255, 255, 255), (40, 36, 50)


@swatch("gradient", "a gradient from {a} to {b}", "{a} fading into {b}", manners=("", "soft"))
def gradient(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Let one colour become another, straight or from a middle."""
    canvas = pen.canvas
    y, x = np.mgrid[0 : canvas.tall : 8, 0 : canvas.wide : 8].astype(np.float32) / canvas.short
    if manner == "soft":
        middle = rng.uniform(0.1, 0.9, 2)
        level = np.hypot(x - middle[0], y - middle[1])
    else:
        angle = rng.uniform(0, 2 * np.pi)
        level = x * np.cos(angle) + y * np.sin(angle)
    level = level + 0.12 * np.sin(3 * x + rng.uniform(0, 6)) * np.sin(2 * y)
    level = (level - level.min()) / (level.max() - level.min())
    start, end = (np.array(colour, np.float32) for colour in colours[:2])
    blend = (start + (end - start) * level[..., None]).astype(np.float32)
    full = cv2.resize(blend, (canvas.wide, canvas.tall), interpolation=cv2.INTER_LINEAR)
    canvas.pixels[:] = full.astype(np.uint8)


@swatch("marble", "{all} marble", "{a} marble with {others} veins", tones=(2, 3))
def marble(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw soft clouds, and thin veins in them."""
    pen = pen.at(0, 0, 1, float(rng.uniform(0, 360)))
    pen.cover(colours[0])
    for vein in range(int(14 * pen.reach)):
        x = np.linspace(-pen.reach, pen.reach, 26)
        wander = rng.uniform(-pen.reach, pen.reach) + np.cumsum(rng.normal(0, 0.07, 26))
        path = smooth(np.stack([x, wander], 1), closed=False)
        start = int(rng.integers(0, len(path) // 2))
        part = path[start : start + int(rng.integers(60, 200))]
        colour = colours[1 + vein % (len(colours) - 1)]
        for width, share in ((0.16, 0.12), (0.07, 0.24), (0.02, 0.5), (0.006, 0.85)):
            pen.line(part, mix(colours[0], colour, share), width * float(rng.uniform(0.4, 1.4)))


@swatch("brush strokes", "{all} brush strokes", "brush strokes in {all}", tones=(3, 4))
def brush_strokes(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw loose, dry strokes over each other."""
    pen = pen.at(0, 0, 1, float(rng.uniform(-30, 30)))
    pen.cover(colours[0])
    for number in range(int(16 * pen.reach**2)):
        x, y = (float(each) for each in rng.uniform(-pen.reach, pen.reach, 2))
        long, half = rng.uniform(0.3, 0.7), rng.uniform(0.07, 0.16)
        path = smooth(
            [(x - long, y), (x, y + rng.uniform(-0.16, 0.16)), (x + long, y)], closed=False
        )
        if not pen.sees(x, y, float(long)):
            continue
        colour = colours[1 + number % (len(colours) - 1)]
        for bristle in np.linspace(-half, half, 7):
            ends = rng.integers(0, 5, 2)
            part = moved(path[ends[0] : len(path) - ends[1]], 0, float(bristle))
            shade = mix(colour, WHITE if rng.random() < 0.5 else SOOT, float(rng.uniform(0, 0.12)))
            pen.mark(band(part, half * 0.18), shade)


@swatch(
    "flag",
    "a flag in {all}",
    "an invented {all} flag",
    tones=(3, 3),
    manners=("bands", "pale", "cross", "disc", "triangle", "quarters", "saltire"),
)
def flag(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a banner of no country, rippled as in a light wind."""
    wide, tall = pen.canvas.wide / pen.canvas.short, pen.canvas.tall / pen.canvas.short
    one, two, three = colours
    pen.cover(one)
    if manner == "bands":
        pen.mark(box(0, 0, wide, tall / 3), two)
        pen.mark(box(0, tall * 2 / 3, wide, tall / 3), three)
    elif manner == "pale":
        pen.mark(box(0, 0, wide / 3, tall), two)
        pen.mark(box(wide * 2 / 3, 0, wide / 3, tall), three)
    elif manner == "cross":
        at = wide * float(rng.choice([-0.3, 0]))
        for half, colour in ((0.24, two), (0.12, three)):
            pen.mark(box(at, 0, half, tall), colour)
            pen.mark(box(0, 0, wide, half), colour)
    elif manner == "disc":
        pen.mark(box(0, tall * 0.62, wide, tall * 0.38), three)
        pen.mark(ellipse(0, 0, 0.5), two)
    else:
        _divide(pen, manner, (two, three), wide, tall)
    _ripple(pen, rng)


def _divide(pen: Pen, manner: str, colours: Sequence[RGB], wide: float, tall: float) -> None:
    two, three = colours
    if manner == "triangle":
        pen.mark(box(0, tall / 2, wide, tall / 2), two)
        hoist = points([(-wide, -tall), (-wide * 0.1, 0), (-wide, tall)])
        pen.mark(hoist, three)
    elif manner == "quarters":
        pen.mark(box(-wide / 2, -tall / 2, wide / 2, tall / 2), two)
        pen.mark(box(wide / 2, tall / 2, wide / 2, tall / 2), three)
    else:
        for half, colour in ((0.24, two), (0.1, three)):
            for sign in (-1, 1):
                path = points([(-wide * 1.2, -sign * tall * 1.2), (wide * 1.2, sign * tall * 1.2)])
                pen.mark(band(path, half), colour)


def _ripple(pen: Pen, rng: Rng) -> None:
    """Shade upright folds."""
    canvas = pen.canvas
    x = np.linspace(0, 1, canvas.wide)
    folds = np.sin(2 * np.pi * (x * rng.uniform(1.4, 3) + rng.uniform(0, 1)) + 1.3 * np.sin(4 * x))
    factor = (224 + 28 * folds * x**0.5).astype(np.uint8)
    cloth = cv2.repeat(cv2.merge([factor[None]] * 3), canvas.tall, 1)
    cv2.multiply(canvas.pixels, cloth, canvas.pixels, 1 / 240)
