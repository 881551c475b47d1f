"""What landscapes and places outdoors are made of: sky, clouds, hills, sea, houses."""

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.canvas import Canvas
from lookalike.sources.drawn.light import sky_at
from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import Pen, whole
from lookalike.sources.drawn.shapes import box, ellipse, smooth


def sky(canvas: Canvas, rng: Rng, horizon: float, *, clouds: bool = True) -> None:
    """Paint the sky of the canvas' light down to `horizon`, a share of the height."""
    rows = max(1, int(horizon * canvas.tall))
    canvas.spread(sky_at(canvas.light, rows))
    pen, (wide, tall) = whole(canvas), span(canvas)
    if canvas.is_night:
        for _star in range(60):
            x, y = rng.uniform(-wide, wide), rng.uniform(-1, 2 * horizon - 1.15) * tall
            pen.shine(ellipse(x, y, rng.uniform(0.003, 0.008)), (240, 240, 255), (220, 225, 245), 0)
    elif clouds:
        for _cloud in range(int(rng.integers(0, 5))):
            x, y = rng.uniform(-wide, wide), rng.uniform(-0.9, 2 * horizon - 1.35) * tall
            cloud(pen.at(x, y, rng.uniform(0.14, 0.3)), rng)


def cloud(pen: Pen, rng: Rng) -> None:
    """Draw a cloud, about 2 units wide, with a flat foot."""
    light = pen.canvas.light
    white = mix((255, 255, 255), light.sky[2], 0.25)
    heights = rng.uniform(0.3, 0.6, 4)
    bumps: list[tuple[float, float]] = [(-1.1, 0.0)]
    for number, height in enumerate(heights):
        x = -0.75 + 0.5 * number
        bumps += [(x - 0.2, -height), (x + 0.15, -height - 0.12)]
    outline = smooth([*bumps, (1.15, 0.0), (0.6, 0.1), (-0.6, 0.1)])
    pen.mark(outline, white)


def hills(canvas: Canvas, rng: Rng, horizon: float, tones: Sequence[RGB]) -> None:
    """Paint rolling hills, the farthest first, from `horizon` (share of the height) to the foot."""
    pen, (wide, tall) = whole(canvas), span(canvas)
    for number, tone in enumerate(tones):
        level = (2 * horizon - 1) * tall + 0.16 * number * tall * (1 - horizon) * 2
        x = np.linspace(-wide * 1.1, wide * 1.1, 7)
        ridge = [(each, level + rng.uniform(-0.08, 0.08)) for each in x]
        outline = np.concatenate(
            [smooth(ridge, closed=False), [(wide * 1.1, tall * 1.1), (-wide * 1.1, tall * 1.1)]]
        )
        pen.mark(outline, tone)


def sea(canvas: Canvas, rng: Rng, horizon: float, blue: RGB) -> None:
    """Paint water with small waves, lighter towards `horizon`."""
    canvas.fade(mix(blue, canvas.light.sky[2], 0.45), darker(blue, 0.12), horizon, 1)
    pen, (wide, tall) = whole(canvas), span(canvas)
    for _wave in range(70):
        depth = rng.uniform(0, 1) ** 1.3
        y = ((2 * horizon - 1) + depth * 2 * (1 - horizon)) * tall
        x, long = rng.uniform(-wide, wide), 0.04 + 0.16 * depth
        path = smooth([(x - long, y), (x, y - 0.012 - 0.02 * depth), (x + long, y)], closed=False)
        pen.line(path, lighter(mix(blue, canvas.light.sky[2], 0.5), 0.2), 0.004 + 0.01 * depth)


def house_front(
    pen: Pen, foot: tuple[float, float], size: tuple[float, float], colour: RGB, rng: Rng
) -> None:
    """Draw a front with rows of windows; `foot`: its middle below; `size`: half width and height."""
    (x, ground), (half, up) = foot, size
    pen.mark(box(x, ground - up / 2, half - 0.004, up / 2), colour)
    across = max(1, int(half / 0.08))
    for row in range(max(1, int(up / 0.2))):
        for column in range(across):
            at = x - half + (column + 0.5) * 2 * half / across
            pane = box(at, ground - up + 0.12 + row * 0.2, 0.028, 0.05)
            if pen.canvas.is_night and rng.random() < 0.5:
                pen.shine(pane, (255, 214, 130), (255, 232, 170), 0.05)
            else:
                pen.mark(pane, mix(colour, (70, 84, 110), 0.55))


def span(canvas: Canvas) -> tuple[float, float]:
    """Return half the width and half the height in units of `whole`."""
    return canvas.wide / canvas.short, canvas.tall / canvas.short


def sun_or_moon(pen: Pen, rng: Rng, low: float, high: float) -> None:
    """Put the sun, or at night the moon, between two shares of the height."""
    wide, tall = span(pen.canvas)
    x = float(rng.uniform(-0.75, 0.75)) * wide
    y = float(2 * rng.uniform(low, high) - 1) * tall
    size = float(rng.uniform(0.1, 0.17))
    name = pen.canvas.light.name
    if name == "night":
        pen.shine(ellipse(x, y, size), (250, 246, 224), (240, 238, 226), 0.5)
    elif name != "overcast":
        colour = {"dusk": (255, 196, 110), "morning": (255, 240, 200)}.get(name, (255, 246, 214))
        for grow, share in ((2.1, 0.14), (1.5, 0.3), (1.0, 1.0)):
            pen.mark(ellipse(x, y, size * grow), mix(pen.canvas.light.sky[1], colour, share))
