"""Outlines as points: (n, 2) arrays of x to the right and y down, in the unit of who draws."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Pairs = Sequence[tuple[float, float]]

_STEPS = 8


@lru_cache(maxsize=1024)
def traced(text: str) -> Points:
    """Return the points of `x y, x y, ...`; the array is shared: do not write into it."""
    return np.array([pair.split() for pair in text.split(",")], np.float64)


def points(outline: str | Pairs) -> Points:
    """Return an outline with corners."""
    if isinstance(outline, str):
        return traced(outline)
    return np.array(outline, np.float64).reshape(-1, 2)


def moved(outline: Points, x: float, y: float) -> Points:
    """Return an outline shifted by (x, y)."""
    there: Points = outline + np.array((x, y))
    return there


def ellipse(x: float, y: float, wide: float, tall: float | None = None, turn: float = 0) -> Points:
    """Return an ellipse by its centre, half axes and turn in degrees; a circle without `tall`."""
    return arc(x, y, wide, wide if tall is None else tall, 0, 360, turn)


def arc(  # noqa: PLR0917 - so many numbers make an arc
    x: float, y: float, wide: float, tall: float, start: float, end: float, turn: float = 0
) -> Points:
    """Return a part of an ellipse, from `start` to `end` degrees clockwise from the right."""
    flat = _unit_arc(start, end) * (wide, tall)
    turned = flat @ _turning(turn) if turn else flat
    return moved(turned, x, y)


def smooth(path: str | Pairs | Points, *, closed: bool = True) -> Points:
    """Return a soft curve through the points (Catmull-Rom)."""
    given = path if isinstance(path, np.ndarray) else points(path)
    if closed:
        padded = np.concatenate([given[-1:], given, given[:2]])
    else:
        padded = np.concatenate([given[:1], given, given[-1:]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, _STEPS, endpoint=False)[None, :, None]
    before, start, end, after = (each[:, None, :] for each in (before, start, end, after))
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    flat = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, given[-1:]])


def mirrored(half: str | Pairs) -> Points:
    """Return the soft outline whose right half is given, from top to bottom."""
    right = points(half)
    left = right[right[:, 0] > 1e-9][::-1] * (-1, 1)
    return smooth(np.concatenate([right, left]))


def box(x: float, y: float, wide: float, tall: float, soft: float = 0) -> Points:
    """Return a rectangle by its centre and half sides, corners rounded by `soft`."""
    if soft <= 0:
        return points(
            [(x - wide, y - tall), (x + wide, y - tall), (x + wide, y + tall), (x - wide, y + tall)]
        )
    soft = min(soft, wide, tall)
    corners = [(1, 1, 0), (-1, 1, 90), (-1, -1, 180), (1, -1, 270)]
    return np.concatenate(
        [
            arc(x + sx * (wide - soft), y + sy * (tall - soft), soft, soft, at, at + 90)[::4]
            for sx, sy, at in corners
        ]
    )


def star(x: float, y: float, outer: float, inner: float, rays: int) -> Points:
    """Return a star; with `inner` = `outer` it is a regular polygon of twice as many corners."""
    angles = np.radians(-90 + np.arange(2 * rays) * 180 / rays)
    radii = np.where(np.arange(2 * rays) % 2 == 0, outer, inner)
    return np.stack([x + radii * np.cos(angles), y + radii * np.sin(angles)], axis=1)


def leaf(x: float, y: float, long: float, wide: float, turn: float) -> Points:
    """Return a pointed leaf that begins at (x, y) and points `turn` degrees clockwise from right."""
    t = np.linspace(0, 1, 14)
    bulge = wide * np.sin(math.pi * t**0.8)
    there = np.stack([long * t, -bulge], axis=1)
    back = np.stack([long * t, bulge], axis=1)[::-1]
    return moved(np.concatenate([there, back]) @ _turning(turn), x, y)


def band(path: Points, half: float) -> Points:
    """Return the outline of a broad line along a path."""
    along = np.gradient(path, axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None] * half
    return np.concatenate([path + across, (path - across)[::-1]])


@lru_cache(maxsize=256)
def _unit_arc(start: float, end: float) -> Points:
    angles = np.radians(np.linspace(start, end, 40))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _turning(degrees: float) -> Points:
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, sin], [-sin, cos]])
