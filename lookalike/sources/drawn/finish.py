"""From canvas to picture: size, light, lamps, and the surface it is on."""

from functools import cache

import cv2
import numpy as np

from lookalike.sources.drawn import texture
from lookalike.sources.drawn.canvas import SCALE, Canvas, Shine
from lookalike.sources.drawn.light import LAMP, Pixels, grading
from lookalike.sources.drawn.pen import CUT_PAPER, INKED, PASTEL, SHADED, WATERCOLOUR

_GLOW = 96
_SURFACES = {
    "grain": (texture.grain, 0.09),
    "paper": (texture.paper, 0.12),
    "weave": (texture.weave, 0.14),
    "smooth": (texture.grain, 0.0),
}
_WAVERING = {WATERCOLOUR: 3.2, PASTEL: 2.6, INKED: 1.6, CUT_PAPER: 1.0}


def finish(canvas: Canvas, surface: str) -> Pixels:
    """Return the picture; `surface` is grain, paper, weave or smooth."""
    size = (canvas.wide // SCALE, canvas.tall // SCALE)
    image = np.asarray(cv2.resize(canvas.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    image = _lit(canvas, image)
    if canvas.style in _WAVERING:
        image = _waver(canvas, image, _WAVERING[canvas.style])
    if canvas.light is LAMP or canvas.style == SHADED:
        _darken_corners(canvas, image, 0.42 if canvas.light is LAMP else 0.13)
    if canvas.style == WATERCOLOUR:
        image = texture.lay(image, texture.mottle(), 0.12, canvas.rng)
    tile, strength = _SURFACES[surface]
    return texture.lay(image, tile(), strength, canvas.rng) if strength else image


def _lit(canvas: Canvas, image: Pixels) -> Pixels:
    """Return the image in its light; what shines keeps its colour, and glows."""
    seen = np.asarray(cv2.LUT(image, grading(canvas.light)), np.uint8)
    if canvas.lamps is None:
        return seen
    tall, wide = image.shape[:2]
    lamps = cv2.resize(canvas.lamps, (wide, tall), interpolation=cv2.INTER_AREA)
    cv2.copyTo(image, cv2.threshold(lamps, 127, 255, cv2.THRESH_BINARY)[1], seen)
    for shine in canvas.shines:
        _glow_around(seen, shine)
    return seen


def _waver(canvas: Canvas, image: Pixels, reach: float) -> Pixels:
    """Let edges wander a little, as a hand does: no line of a brush or of scissors is straight."""
    tall, wide = image.shape[:2]
    across, down = (
        cv2.resize(noise, (wide, tall), interpolation=cv2.INTER_CUBIC)
        for noise in canvas.rng.standard_normal((2, tall // 22, wide // 22), np.float32) * reach / 2
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_RELATIVE_MAP
    wavered = cv2.remap(image, across, down, flags, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(wavered, np.uint8)


def _darken_corners(canvas: Canvas, image: Pixels, strength: float) -> None:
    """Let the light fall off from a spot towards the side it comes from."""
    tall, wide = image.shape[:2]
    spot = cv2.resize(_falloff(canvas.side), (wide, tall), interpolation=cv2.INTER_LINEAR)
    factor = cv2.convertScaleAbs(spot, alpha=-strength, beta=255)
    cv2.multiply(image, cv2.cvtColor(factor, cv2.COLOR_GRAY2RGB), image, 1 / 255)


def _glow_around(image: Pixels, shine: Shine) -> None:
    radius = int(shine.radius / SCALE)
    tall, wide = image.shape[:2]
    left, top = (int(each / SCALE) - radius for each in shine.middle)
    low_x, low_y = max(0, left), max(0, top)
    high_x, high_y = min(wide, left + 2 * radius), min(tall, top + 2 * radius)
    if radius < 2 or low_x >= high_x or low_y >= high_y:
        return
    level = cv2.resize(_glow(), (2 * radius, 2 * radius))
    part = np.ascontiguousarray(level[low_y - top : high_y - top, low_x - left : high_x - left])
    ramp = (np.arange(256)[:, None] / 255 * np.array(shine.colour) * 0.5).astype(np.uint8)
    region = image[low_y:high_y, low_x:high_x]
    cv2.add(region, cv2.applyColorMap(part, ramp[:, None, :]), region)


@cache
def _glow() -> Pixels:
    y, x = np.mgrid[-1 : 1 : _GLOW * 1j, -1 : 1 : _GLOW * 1j]
    level = np.clip(1 - np.sqrt(x**2 + y**2), 0, 1) ** 2.2
    return np.asarray(level * 255, np.uint8)


@cache
def _falloff(side: int) -> Pixels:
    y, x = np.mgrid[-1 : 1 : _GLOW * 1j, -1 : 1 : _GLOW * 1j]
    far = np.sqrt((x - 0.3 * side) ** 2 + (y + 0.15) ** 2)
    return np.asarray(np.clip((far - 0.35) / 1.2, 0, 1) * 255, np.uint8)
