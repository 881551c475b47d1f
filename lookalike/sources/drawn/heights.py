"""Landscapes that rise: mountains, dunes, hills at night."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.nature import hills, sky, span, sun_or_moon
from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import Points, smooth
from lookalike.sources.drawn.subjects import landscape
from lookalike.sources.drawn.trees import tree


@landscape(
    "mountains",
    "{manner} mountains {light}",
    "a range of {manner} mountains {light}",
    manners=("blue", "snowy", "red", "green"),
)
def mountains(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Stand ranges one before the other, paler with distance."""
    canvas = pen.canvas
    tone = {
        "blue": (72, 98, 142),
        "snowy": (104, 118, 142),
        "red": (158, 92, 78),
        "green": (74, 112, 92),
    }[manner]
    wide, tall = span(canvas)
    sky(canvas, rng, 0.85)
    sun_or_moon(pen, rng, 0.12, 0.32)
    for number in range(3):
        haze = 0.6 - 0.26 * number
        level = (-0.05 + 0.3 * number) * tall
        rough = (0.55, 0.42, 0.28)[number] * tall * float(rng.uniform(0.8, 1.15))
        outline = _ridge(pen, rng, level, rough, int(rng.integers(2, 4)) + number)
        pen.mark(outline, mix(tone, canvas.light.sky[1], haze))
        if manner == "snowy" and number < 2:
            _snow_caps(pen, outline[:-2], level - rough * 0.55)
    ground = mix(((92, 132, 84), (70, 104, 84), (128, 136, 84))[rng.integers(3)], tone, 0.2)
    hills(canvas, rng, 0.84, [lighter(ground, 0.1), ground])
    for _tree in range(int(rng.integers(5, 14))):
        at = pen.at(
            rng.uniform(-wide, wide), tall * rng.uniform(0.72, 0.9), float(rng.uniform(0.08, 0.16))
        )
        tree(at, rng, [mix((44, 84, 66), tone, 0.15)], "fir")


def _ridge(pen: Pen, rng: Rng, level: float, rough: float, peaks: int) -> Points:
    """Return a jagged line from left to right about `level`, closed below the canvas."""
    wide, tall = span(pen.canvas)
    x = np.linspace(-wide * 1.15, wide * 1.15, 2 * peaks + 1)
    x[1:-1] += rng.uniform(-0.3, 0.3, 2 * peaks - 1) * (x[1] - x[0])
    y = level - rough * np.where(
        np.arange(2 * peaks + 1) % 2,
        rng.uniform(0.6, 1.2, 2 * peaks + 1),
        rng.uniform(0, 0.3, 2 * peaks + 1),
    )
    fine = np.linspace(0, 2 * peaks, 24 * peaks)
    at = np.arange(2 * peaks + 1)
    jagged = np.interp(fine, at, y) + rng.normal(0, rough * 0.035, fine.size)
    line = np.stack([np.interp(fine, at, x), jagged], 1)
    return np.concatenate([line, [(wide * 1.2, tall * 1.1), (-wide * 1.2, tall * 1.1)]])


def _snow_caps(pen: Pen, line: Points, below: float) -> None:
    """Whiten what rises above a level, with a ragged foot."""
    high = line[:, 1] < below
    edges = np.flatnonzero(np.diff(np.concatenate([[0], high.astype(int), [0]])))
    for start, end in edges.reshape(-1, 2):
        top = line[start:end]
        if len(top) < 4:
            continue
        foot = top[::-1].copy()
        foot[:, 1] = np.maximum(foot[:, 1], below) + 0.05 * np.where(
            np.arange(len(foot)) // 2 % 2, 1, -0.6
        )
        foot[:, 1] = np.maximum(foot[:, 1], top[::-1, 1])
        pen.mark(np.concatenate([top, foot]), (240, 244, 250))


@landscape(
    "night sky",
    "a night sky with the moon and stars",
    "the moon over hills at night",
    "stars at night",
    lights=("night",),
)
def night_sky(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Paint stars, a full moon or a crescent, and a dark foreground."""
    canvas = pen.canvas
    wide, tall = span(canvas)
    sky(canvas, rng, 1.0)
    if rng.random() < 0.55:
        sun_or_moon(pen, rng, 0.15, 0.4)
    else:
        turn = float(rng.uniform(-40, 10))
        at = pen.at(
            float(rng.uniform(-0.7, 0.7)) * wide, float(rng.uniform(-0.7, -0.3)) * tall, 0.18, turn
        )
        outer = np.radians(np.linspace(-70, 250, 40) + 90)
        outline = np.stack([np.cos(outer), np.sin(outer)], 1)
        inner = outline[::-1] * 0.8 + (0.0, -0.36)
        at.shine(np.concatenate([outline, inner]), (250, 244, 214), (250, 244, 214), 2.2)
    tone = ((54, 66, 104), (44, 78, 96), (72, 64, 104))[rng.integers(3)]
    hills(
        canvas, rng, float(rng.uniform(0.68, 0.82)), [lighter(tone, 0.12), tone, darker(tone, 0.25)]
    )
    for _tree in range(int(rng.integers(0, 9))):
        at = pen.at(rng.uniform(-wide, wide), tall * 0.86, float(rng.uniform(0.12, 0.3)))
        tree(at, rng, [darker(tone, 0.3)], "fir")


@landscape(
    "desert",
    "a desert {light}",
    "{manner} sand dunes {light}",
    "{manner} dunes in the desert {light}",
    manners=("golden", "red", "pale"),
    lights=("day", "morning", "dusk", "night"),
)
def desert(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Lay dunes with a light and a dark side."""
    canvas = pen.canvas
    wide, tall = span(canvas)
    sand = {"golden": (226, 176, 104), "red": (206, 120, 80), "pale": (232, 208, 166)}[manner]
    sky(canvas, rng, 0.62, clouds=False)
    sun_or_moon(pen, rng, 0.12, 0.36)
    for row in range(4):
        level = (0.0 + row * 0.26) * tall
        peak = float(rng.uniform(-0.7, 0.7)) * wide
        up = level - float(rng.uniform(0.16, 0.34)) * tall
        crest = smooth(
            [
                (-wide * 1.2, level),
                (peak - 0.5, level - 0.08),
                (peak, up),
                (peak + 0.7, level - 0.06),
                (wide * 1.2, level + 0.04),
            ],
            closed=False,
        )
        below = [(wide * 1.2, tall * 1.1), (-wide * 1.2, tall * 1.1)]
        tone = mix(sand, canvas.light.sky[2], 0.36 - row * 0.12)
        pen.mark(np.concatenate([crest, below]), tone)
        half = crest[crest[:, 0] >= peak] if canvas.side < 0 else crest[crest[:, 0] <= peak][::-1]
        end = wide * 1.2 * -canvas.side
        fold = smooth(
            [(end, tall * 1.1), (peak + 0.3 * -canvas.side, level + 0.3), (peak, up)], closed=False
        )
        pen.mark(np.concatenate([half, fold]), darker(tone, 0.2))
