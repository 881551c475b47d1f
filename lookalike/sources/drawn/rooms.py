"""Places indoors, and sheets of paper."""

import numpy as np

from lookalike.sources.drawn.canvas import Canvas
from lookalike.sources.drawn.nature import span
from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import whole
from lookalike.sources.drawn.places import SOFT, place
from lookalike.sources.drawn.shapes import box, ellipse, points, smooth

_BOLD = (
    "yellow",
    "teal",
    "navy",
    "orange",
    "pink",
    "light blue",
    "mint",
    "purple",
    "mustard",
    "white",
)


@place("table", "on a wooden table", (0.74, 0.88), outdoors=False)
def _table(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    edge = float(rng.uniform(0.56, 0.66))
    canvas.fade(lighter(colour, 0.1), darker(colour, 0.1), 0, edge)
    wood = ((168, 118, 74), (134, 88, 56), (196, 152, 104), (110, 76, 56))[rng.integers(4)]
    canvas.fade(lighter(wood, 0.12), darker(wood, 0.12), edge, 1)
    pen = whole(canvas)
    wide, tall = span(canvas)
    top = (2 * edge - 1) * tall
    y, step = top, 0.16
    while y < tall:
        pen.line(points([(-wide, y), (wide, y)]), darker(wood, 0.35), 0.008 + 0.02 * step)
        for _grain in range(5):
            x, at = rng.uniform(-wide, wide), y + rng.uniform(0.15, 0.85) * step
            path = smooth([(x, at), (x + 0.25, at + 0.008), (x + 0.6, at - 0.006)], closed=False)
            pen.line(path, darker(wood, 0.2), 0.006)
        y, step = y + step, step * 1.35
    pen.shadow(box(0, top - 0.01, wide * 1.1, 0.012), 0.35, 0.03)


@place(
    "cloth",
    "on a {colour} and white checked cloth",
    (0.72, 0.88),
    colours=("red", "blue", "green", "teal", "pink", "mustard"),
)
def _cloth(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    edge = float(rng.uniform(0.52, 0.62))
    wall = mix((242, 236, 224), colour, 0.12)
    canvas.fade(lighter(wall, 0.2), wall, 0, edge)
    canvas.fade((250, 248, 243), (240, 237, 232), edge, 1)
    first = int(edge * canvas.tall)
    region = canvas.pixels[first:].astype(np.float32)
    rows, columns = region.shape[:2]
    depth = 1 / (0.35 + np.linspace(0, 1, rows))  # nearer rows are wider
    cell = canvas.short * 0.05
    v = np.cumsum(depth[::-1])[::-1] / (cell * 0.9)
    u = (np.arange(columns) - columns / 2)[None, :] * depth[:, None] / (cell * 0.95)
    tint = 0.42 * ((np.floor(u) % 2 == 0).astype(np.float32) + (np.floor(v) % 2 == 0)[:, None])
    mixed = region * (1 - tint[..., None]) + np.array(colour, np.float32) * tint[..., None]
    canvas.pixels[first:] = mixed.astype(np.uint8)
    wide, tall = span(canvas)
    whole(canvas).shadow(box(0, (2 * edge - 1) * tall - 0.015, wide * 1.1, 0.012), 0.3, 0.03)


@place("studio", "on a {colour} ground", (0.74, 0.86), colours=SOFT)
def _studio(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    edge = float(rng.uniform(0.58, 0.68))
    canvas.fade(lighter(colour, 0.12), mix(colour, (255, 255, 255), 0.22), 0, edge)
    canvas.fade(darker(colour, 0.1), lighter(colour, 0.05), edge, 1)


@place("paper", "on {colour} paper", None, colours=(*SOFT, "navy", "teal", "yellow"))
def _paper(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    canvas.fade(lighter(colour, float(rng.uniform(0, 0.12))), darker(colour, 0.03))


@place("disc", "in front of a {colour} circle", None, colours=_BOLD, most=1)
def _disc(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    ground = ((244, 236, 220), (232, 226, 216), (44, 48, 72), (222, 232, 230))[rng.integers(4)]
    canvas.fade(ground, darker(ground, 0.04))
    pen = whole(canvas)
    pen.fill(ellipse(0, 0, float(rng.uniform(0.72, 0.86))), colour, "flat")


@place(
    "rays",
    "in front of {colour} rays",
    None,
    colours=("yellow", "orange", "pink", "light blue", "mint"),
    most=3,
)
def _rays(canvas: Canvas, rng: Rng, colour: RGB) -> None:
    canvas.fade(lighter(colour, 0.55), lighter(colour, 0.5))
    pen, count = whole(canvas), int(rng.integers(9, 15))
    start = rng.uniform(0, 360)
    for ray in range(count):
        angles = np.radians([start + 360 * ray / count, start + 360 * (ray + 0.5) / count])
        tips = [(6 * np.cos(angle), 6 * np.sin(angle)) for angle in angles]
        pen.mark(points([(0, 0), *tips]), colour)
