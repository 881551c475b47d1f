"""Landscapes that spread: sea, forest, city, snow, fields."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.nature import hills, house_front, sea, sky, span, sun_or_moon
from lookalike.sources.drawn.palette import RGB, Rng, darker, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import ellipse, points, smooth
from lookalike.sources.drawn.subjects import landscape
from lookalike.sources.drawn.trees import tree
from lookalike.sources.drawn.vessels import boat


@landscape("sea", "{manner} {light}", manners=("the sea", "waves on the sea", "a boat on the sea"))
def open_sea(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Paint the horizon, waves, and sometimes a far boat."""
    canvas = pen.canvas
    horizon = float(rng.uniform(0.4, 0.6))
    wide, tall = span(canvas)
    sky(canvas, rng, horizon)
    sun_or_moon(pen, rng, horizon - 0.25, horizon - 0.08)
    blue = ((52, 118, 160), (44, 130, 140), (62, 100, 156), (86, 128, 150))[rng.integers(4)]
    sea(canvas, rng, horizon, mix(blue, canvas.light.sky[1], 0.25))
    level = (2 * horizon - 1) * tall
    if rng.random() < 0.5:
        x = np.linspace(-wide * 1.1, wide * float(rng.uniform(-0.3, 0.5)), 6)
        coast = [(each, level - rng.uniform(0.03, 0.14)) for each in x[:-1]] + [(x[-1], level)]
        outline = np.concatenate([smooth(coast, closed=False), [(-wide * 1.1, level)]])
        pen.mark(outline, mix((70, 96, 110), canvas.light.sky[1], 0.35))
    if manner.startswith("a boat"):
        at = pen.at(rng.uniform(-0.5, 0.5) * wide, level + 0.12, 0.22)
        boat(at, rng, [(188, 58, 52), (246, 242, 232)], "sailing")


@landscape(
    "forest", "{manner} forest {light}", manners=("a green", "an autumn", "a fir", "a birch")
)
def forest(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Stand rows of trees, the far ones in haze."""
    canvas = pen.canvas
    wide, tall = span(canvas)
    sky(canvas, rng, 0.62, clouds=False)
    tones = {
        "a green": ((88, 142, 82), (110, 158, 84)),
        "an autumn": ((222, 132, 52), (196, 84, 48), (226, 178, 66)),
        "a fir": ((52, 98, 74), (64, 112, 82)),
        "a birch": ((150, 180, 84), (190, 196, 92)),
    }[manner]
    hills(canvas, rng, 0.5, [mix(tones[0], canvas.light.sky[1], 0.55)])
    for row in range(4):
        haze = 0.5 - row * 0.15
        level = (-0.05 + row * 0.26) * tall
        hills(
            canvas, rng, 0.54 + row * 0.13, [mix(darker(tones[0], 0.16), canvas.light.sky[1], haze)]
        )
        size = 0.3 + 0.12 * row
        for x in np.arange(-wide - 0.2, wide + 0.3, size * 1.2):
            at = pen.at(
                x + rng.uniform(-0.1, 0.1), level - size * 0.3, size * float(rng.uniform(0.85, 1.2))
            )
            tone = mix(tones[rng.integers(len(tones))], canvas.light.sky[1], haze)
            tree(at, rng, [tone], "fir" if manner == "a fir" else "")


@landscape("city", "a city {light}", "the skyline of a city {light}")
def city(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Stand rows of houses, windows lit at night."""
    canvas = pen.canvas
    wide, tall = span(canvas)
    sky(canvas, rng, 1.0)
    sun_or_moon(pen, rng, 0.1, 0.35)
    palettes = (
        ((176, 120, 100), (204, 168, 130), (150, 130, 130)),
        ((104, 128, 156), (138, 156, 172), (92, 108, 140)),
        ((196, 120, 110), (222, 180, 120), (120, 150, 150)),
    )
    tones = palettes[rng.integers(3)]
    for row in range(3):
        x = -wide - rng.uniform(0, 0.2)
        while x < wide:
            half, up = rng.uniform(0.1, 0.2), rng.uniform(0.5, 1.35 - 0.25 * row) * tall * 0.8
            tone = mix(tones[rng.integers(3)], canvas.light.sky[1], 0.6 - 0.28 * row)
            foot = (0.55 + 0.22 * row) * tall
            if rng.random() < 0.3:
                roof = points(
                    [(x, foot - up), (x + half, foot - up - 0.16), (x + 2 * half, foot - up)]
                )
                pen.mark(roof, darker(tone, 0.25))
            house_front(pen, (x + half, foot), (half, up), tone, rng)
            x += 2 * half + rng.uniform(0, 0.04)
        canvas.fade(
            darker(tones[0], 0.2 + 0.1 * row),
            darker(tones[0], 0.35),
            0.5 + (0.55 + 0.22 * row) / 2,
            1,
        )


@landscape(
    "winter",
    "a winter landscape {light}",
    "snow on hills and trees {light}",
    "a snowy landscape {light}",
)
def winter(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Paint white hills, dark firs and falling snow."""
    canvas = pen.canvas
    wide, tall = span(canvas)
    sky(canvas, rng, 0.6, clouds=False)
    sun_or_moon(pen, rng, 0.12, 0.32)
    for row in range(3):
        white = mix(
            (246, 249, 252), mix((170, 188, 216), canvas.light.sky[1], 0.5), 0.5 - 0.22 * row
        )
        hills(canvas, rng, 0.48 + 0.15 * row, [white])
        for _tree in range(7 - row):
            size = 0.12 + 0.1 * row
            at = pen.at(
                rng.uniform(-wide, wide),
                (0.02 + 0.3 * row) * tall,
                size * float(rng.uniform(0.8, 1.3)),
            )
            kind = "fir" if rng.random() < 0.75 else "bare"
            tree(at, rng, [mix((66, 104, 98), (236, 242, 248), 0.5 - 0.2 * row)], kind)
    for _flake in range(110):
        pen.mark(
            ellipse(rng.uniform(-wide, wide), rng.uniform(-tall, tall), rng.uniform(0.004, 0.013)),
            (252, 253, 255),
        )


@landscape(
    "fields",
    "{manner} fields {light}",
    "{manner} fields and hills {light}",
    manners=("yellow", "lavender", "green", "poppy"),
)
def fields(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Lay fields with rows that run to the horizon."""
    canvas = pen.canvas
    wide, tall = span(canvas)
    tone = {
        "yellow": (232, 196, 84),
        "lavender": (150, 122, 186),
        "green": (128, 172, 92),
        "poppy": (206, 76, 62),
    }[manner]
    horizon = float(rng.uniform(0.4, 0.52))
    sky(canvas, rng, horizon + 0.05)
    sun_or_moon(pen, rng, 0.1, horizon - 0.1)
    hills(canvas, rng, horizon, [mix((110, 150, 110), canvas.light.sky[1], 0.5), (124, 160, 96)])
    level = (2 * horizon - 1) * tall + 0.26 * tall
    pen.mark(points([(-wide, level), (wide, level), (wide, tall), (-wide, tall)]), tone)
    vanish = float(rng.uniform(-0.5, 0.5)) * wide
    for x in np.arange(-5 * wide, 5 * wide, 0.34):
        row = points(
            [
                (vanish + x * 0.06, level),
                (vanish + x * 0.06 + 0.008, level),
                (vanish + x + 0.16, tall),
                (vanish + x, tall),
            ]
        )
        pen.mark(row, darker(mix(tone, (92, 128, 70), 0.5), 0.1))
    for x in rng.uniform(-wide, wide, int(rng.integers(2, 6))):
        tree(pen.at(x, level - 0.1, float(rng.uniform(0.12, 0.22))), rng, [(92, 140, 84)], "")
