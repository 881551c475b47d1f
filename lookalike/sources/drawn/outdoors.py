"""Places under the sky, and under water."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

import cv2
import numpy as np

from lookalike.sources.drawn.canvas import Canvas
from lookalike.sources.drawn.nature import cloud, hills, house_front, sea, sky, span
from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import Pen, whole
from lookalike.sources.drawn.places import place
from lookalike.sources.drawn.shapes import Points, band, box, ellipse, leaf, moved, points, smooth


@place("meadow", "on a meadow", (0.76, 0.92), outdoors=True)
def _meadow(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    horizon = float(rng.uniform(0.55, 0.68))
    sky(canvas, rng, horizon + 0.05)
    green = ((122, 168, 88), (94, 150, 92), (150, 176, 92), (84, 134, 84))[rng.integers(4)]
    hills(canvas, rng, horizon, [mix(green, (170, 200, 210), 0.4), lighter(green, 0.12), green])
    pen, (wide, tall) = whole(canvas), span(canvas)
    for _tuft in range(26):
        x, y = rng.uniform(-wide, wide), rng.uniform(2 * horizon - 0.7, 1) * tall
        for lean in (-24, 0, 20):
            blade = leaf(x, y, 0.07, 0.008, -90 + lean + rng.uniform(-8, 8))
            pen.mark(blade, darker(green, 0.16))


@place("snow", "in the snow", (0.76, 0.9), outdoors=True)
def _snow(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    horizon = float(rng.uniform(0.56, 0.66))
    sky(canvas, rng, horizon + 0.05, clouds=False)
    hills(canvas, rng, horizon, [(205, 218, 232), (226, 234, 242), (240, 244, 248)])
    pen, (wide, tall) = whole(canvas), span(canvas)
    for _flake in range(70):
        place = ellipse(
            rng.uniform(-wide, wide), rng.uniform(-tall, tall), rng.uniform(0.006, 0.016)
        )
        pen.mark(place, (252, 253, 255))


@place("street", "on the street", (0.82, 0.9), outdoors=True)
def _street(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    sky(canvas, rng, 0.75)
    pen, (wide, tall) = whole(canvas), span(canvas)
    street = 0.46 * tall
    x = -wide - rng.uniform(0, 0.3)
    while x < wide:
        half, up = rng.uniform(0.18, 0.34), rng.uniform(0.5, 1.0) * tall
        facade = mix(
            colour, ((205, 190, 175), (180, 190, 200), (215, 200, 160))[rng.integers(3)], 0.7
        )
        house_front(pen, (x + half, street), (half, up), lighter(facade, 0.25), rng)
        x += 2 * half
    pen.mark(box(0, street + 0.04, wide, 0.05), (190, 184, 178))
    canvas.fade((118, 118, 126), (88, 88, 98), 0.5 + (street + 0.09) / tall / 2, 1)
    for dash in np.arange(-wide, wide, 0.42):
        pen.mark(box(dash, tall * 0.88, 0.12, 0.014), (232, 228, 214))


@place("beach", "on the beach", (0.78, 0.9), outdoors=True)
def _beach(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    horizon = float(rng.uniform(0.42, 0.52))
    sky(canvas, rng, horizon)
    canvas.fade((64, 146, 176), (132, 200, 204), horizon, 0.7)
    wide, tall = span(canvas)
    shore = smooth(
        [
            (-wide * 1.1, 0.3 * tall),
            (-wide * 0.3, 0.24 * tall),
            (wide * 0.4, 0.34 * tall),
            (wide * 1.1, 0.26 * tall),
        ],
        closed=False,
    )
    pen = whole(canvas)
    for lift, sand in ((0, (244, 240, 228)), (0.04, (214, 188, 140)), (0.08, (230, 206, 160))):
        outline = np.concatenate([moved(shore, 0, lift), [(wide * 1.1, tall), (-wide * 1.1, tall)]])
        pen.mark(outline, sand)
    for _pebble in range(18):
        x, y = rng.uniform(-wide, wide), rng.uniform(0.5, 0.98) * tall
        pen.mark(ellipse(x, y, rng.uniform(0.008, 0.02), 0.008), (196, 170, 128))


@place("water", "on the water", (0.68, 0.82), outdoors=True, casts=False)
def _water(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    horizon = float(rng.uniform(0.46, 0.58))
    sky(canvas, rng, horizon)
    blue = ((58, 126, 170), (46, 136, 150), (70, 112, 168))[rng.integers(3)]
    sea(canvas, rng, horizon, mix(blue, canvas.light.sky[1], 0.15))


@place("sky", "in a cloudy sky", None, outdoors=True, aloft=True)
def _sky(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    sky(canvas, rng, 1.0, clouds=False)
    pen, (wide, tall) = whole(canvas), span(canvas)
    for _cloud in range(int(rng.integers(3, 7))):
        cloud(
            pen.at(rng.uniform(-wide, wide), rng.uniform(-tall, tall), rng.uniform(0.2, 0.46)), rng
        )


@place("under water", "under water", None, outdoors=True)
def _under_water(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    deep = ((24, 84, 128), (20, 104, 118), (42, 70, 122))[rng.integers(3)]
    canvas.fade(lighter(mix(deep, (110, 210, 210), 0.55), 0.1), deep)
    pen, (wide, tall) = whole(canvas), span(canvas)
    for shaft in range(4):
        x = -wide + 2 * wide * (shaft + rng.uniform(0, 0.8)) / 4
        outline = points([(x, -tall), (x + 0.16, -tall), (x - 0.25, tall), (x - 0.65, tall)])
        _veil(pen, outline)
    sand = mix((214, 190, 146), deep, 0.3)
    floor = smooth(
        [
            (-wide * 1.1, tall * 0.84),
            (-0.3 * wide, tall * 0.9),
            (0.4 * wide, tall * 0.82),
            (wide * 1.1, tall * 0.9),
        ],
        closed=False,
    )
    pen.mark(np.concatenate([floor, [(wide * 1.1, tall), (-wide * 1.1, tall)]]), sand)
    weed = ((64, 128, 84), (150, 84, 92), (92, 142, 70))[rng.integers(3)]
    for _frond in range(int(rng.integers(5, 11))):
        x, up = rng.uniform(-wide, wide), rng.uniform(0.25, 0.7)
        path = smooth(
            [
                (x, tall),
                (x + 0.06, tall - up * 0.4),
                (x - 0.05, tall - up * 0.7),
                (x + 0.05, tall - up),
            ],
            closed=False,
        )
        pen.mark(band(path, 0.022), mix(weed, deep, rng.uniform(0, 0.4)))
    for _bubble in range(int(rng.integers(6, 16))):
        place = ellipse(
            rng.uniform(-wide, wide), rng.uniform(-tall, tall), rng.uniform(0.01, 0.035)
        )
        pen.line(place, (214, 240, 240), 0.007, closed=True)


def _veil(pen: Pen, outline: Points) -> None:
    """Lighten what lies in an outline, as a shaft of light does."""
    canvas = pen.canvas
    layer = np.zeros_like(canvas.pixels)
    place = np.rint(pen.to_pixels(outline)).astype(np.int32)
    cv2.fillPoly(layer, [place], (20, 24, 24))
    cv2.add(canvas.pixels, layer, canvas.pixels)
