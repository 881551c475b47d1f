"""Textures: tiles made once from fixed noise, cut anywhere, larger than any canvas."""

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from lookalike.sources.drawn.light import Pixels
from lookalike.sources.drawn.palette import Rng

TILE = 1664
_FORM = 192


@cache
def mottle() -> Pixels:
    """Clouds of many sizes, as pigment in water leaves them."""
    rng = np.random.default_rng(11)
    total = np.zeros((TILE, TILE), np.float32)
    for cells, weight in ((9, 1.0), (23, 0.8), (60, 0.5), (170, 0.3), (500, 0.15)):
        noise = rng.standard_normal((cells, cells), np.float32)
        total += weight * cv2.resize(noise, (TILE, TILE), interpolation=cv2.INTER_CUBIC)
    return _levels(total, 38)


@cache
def strokes() -> Pixels:
    """Streaks to the upper right, as pastel leaves them."""
    rng = np.random.default_rng(12)
    noise = rng.standard_normal((TILE, TILE), np.float32)
    kernel = np.zeros((41, 41), np.float32)
    cv2.line(kernel, (2, 34), (38, 6), 1.0, 1)
    streaks = cv2.filter2D(noise, -1, kernel / kernel.sum())
    return _levels(cv2.GaussianBlur(streaks, (0, 0), 1.6), 46)


@cache
def grain() -> Pixels:
    """Fine noise, as of film."""
    rng = np.random.default_rng(13)
    return _levels(cv2.GaussianBlur(_noise(rng), (0, 0), 0.7), 40)


@cache
def paper() -> Pixels:
    """Rough paper, lit from one side."""
    rng = np.random.default_rng(14)
    height = (
        cv2.GaussianBlur(_noise(rng), (0, 0), 1.5) * 3
        + cv2.GaussianBlur(_noise(rng), (0, 0), 4) * 6
    )
    return _levels(height[:, :] - np.roll(height, (2, 2), (0, 1)), 40)


@cache
def weave() -> Pixels:
    """Threads over and under, as of canvas."""
    rng = np.random.default_rng(15)
    y, x = np.mgrid[0:TILE, 0:TILE].astype(np.float32)
    threads = np.sin(x * 1.6) * np.sin(y * 1.6) + 0.5 * np.sin(x * 1.6 + np.sin(y / 40))
    return _levels(threads + 0.5 * cv2.GaussianBlur(_noise(rng), (0, 0), 1), 36)


@cache
def ball(side: int) -> Pixels:
    """Light on a ball from the upper left (`side` -1) or right (1); 128 is the colour itself."""
    y, x = np.mgrid[-1 : 1 : _FORM * 1j, -1 : 1 : _FORM * 1j]
    radius = np.sqrt(x**2 + y**2)
    flat = np.minimum(radius, 0.98)
    scale = flat / np.maximum(radius, 1e-6)
    nx, ny, nz = x * scale, y * scale, np.sqrt(1 - flat**2)
    light = np.array([0.55 * side, -0.55, 0.63])
    lambert = nx * light[0] + ny * light[1] + nz * light[2]
    return np.asarray(40 + 165 * np.clip(lambert, 0, 1) ** 0.9, np.uint8)


@cache
def slope(side: int) -> Pixels:
    """Light that fades across something flat."""
    y, x = np.mgrid[-1 : 1 : _FORM * 1j, -1 : 1 : _FORM * 1j]
    return np.asarray(134 + 20 * (x * side - 0.7 * y), np.uint8)


def cut(tile: Pixels, tall: int, wide: int, rng: Rng) -> Pixels:
    """Return a part of a tile, from anywhere."""
    top = int(rng.integers(0, max(1, TILE - tall)))
    left = int(rng.integers(0, max(1, TILE - wide)))
    return tile[top : top + tall, left : left + wide]


def lay(image: Pixels, tile: Pixels, strength: float, rng: Rng) -> Pixels:
    """Return the image with a texture on it; `strength` 1 is strong."""
    tall, wide = image.shape[:2]
    texture = cv2.cvtColor(cut(tile, tall, wide, rng), cv2.COLOR_GRAY2RGB)
    laid = cv2.addWeighted(image, 1.0, texture, strength, -128 * strength)
    return np.asarray(laid, np.uint8)


def _noise(rng: Rng) -> npt.NDArray[np.float32]:
    return rng.standard_normal((TILE, TILE), np.float32)


def _levels(values: npt.NDArray[np.float32] | cv2.typing.MatLike, spread: float) -> Pixels:
    plain = np.asarray(values, np.float32)
    centred = (plain - plain.mean()) / plain.std() * spread + 128
    return np.asarray(np.clip(centred, 0, 255), np.uint8)
