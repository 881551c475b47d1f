"""Copies of a picture as they go around: cut, framed, lettered, faded, turned, saved anew."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from lookalike.encoders.base import Image

Chance = np.random.Generator

GREY = 128
LETTERS = np.array(list("abcdefghijklmnoprstuvwxyz"))
MOST = 2
"""So many changes at once, at most."""


def copied(image: Image, chance: Chance) -> Image:
    """Return a copy (height, width, 3) uint8 with one change or two, as `chance` draws them."""
    names = list(_CHANGES)
    shares = np.array([share for share, _change in _CHANGES.values()])
    count = chance.integers(1, MOST + 1)
    for place in chance.choice(len(names), count, replace=False, p=shares / shares.sum()):
        image = _CHANGES[names[place]][1](image, chance)
    return image


def _cut(image: Image, chance: Chance) -> Image:
    tall, wide = (max(1, round(side * chance.uniform(0.55, 0.95))) for side in image.shape[:2])
    top = chance.integers(image.shape[0] - tall + 1)
    left = chance.integers(image.shape[1] - wide + 1)
    return image[top : top + tall, left : left + wide]


def _framed(image: Image, chance: Chance) -> Image:
    """Put an even border around it, with a few letters in it."""
    edge = max(1, round(min(image.shape[:2]) * chance.uniform(0.03, 0.15)))
    plain = [(255, 255, 255), (0, 0, 0), tuple(chance.integers(0, 256, 3).tolist())]
    colour = plain[chance.integers(3)]
    framed = cv2.copyMakeBorder(
        image, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=tuple(map(float, colour))
    )
    words = "".join(chance.choice(LETTERS, chance.integers(3, 12)))
    ink = tuple(255.0 - part for part in colour)
    at = (edge, framed.shape[0] - edge // 4)
    cv2.putText(framed, words, at, cv2.FONT_HERSHEY_SIMPLEX, edge / 40, ink, 1)
    return np.asarray(framed, np.uint8)


def _lit(image: Image, chance: Chance) -> Image:
    return np.asarray(np.clip(np.rint(image * chance.uniform(0.6, 1.4)), 0, 255), np.uint8)


def _grey(image: Image, _chance: Chance) -> Image:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def _blurred(image: Image, chance: Chance) -> Image:
    sigma = max(min(image.shape[:2]) * chance.uniform(0.004, 0.015), 0.1)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def _tilted(image: Image, chance: Chance) -> Image:
    tall, wide = image.shape[:2]
    turn = cv2.getRotationMatrix2D(((wide - 1) / 2, (tall - 1) / 2), chance.uniform(-8, 8), 1)
    done = cv2.warpAffine(image, turn, (wide, tall), borderValue=(GREY, GREY, GREY))
    return np.asarray(done, np.uint8)


def _mirrored(image: Image, _chance: Chance) -> Image:
    return image[:, ::-1]


def _turned(image: Image, _chance: Chance) -> Image:
    return np.rot90(image)


def _saved(image: Image, chance: Chance) -> Image:
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(20, 60))]
    _done, data = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), quality)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[:, :, ::-1]


def _scaled(image: Image, chance: Chance) -> Image:
    tall, wide = (max(1, round(side * chance.uniform(0.5, 1.5))) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (wide, tall), interpolation=cv2.INTER_AREA), np.uint8)


_CHANGES: Mapping[str, tuple[float, Callable[[Image, Chance], Image]]] = {
    "cut": (0.36, _cut),
    "framed": (0.16, _framed),
    "lit": (0.08, _lit),
    "grey": (0.08, _grey),
    "blurred": (0.06, _blurred),
    "tilted": (0.08, _tilted),
    "mirrored": (0.06, _mirrored),
    "turned": (0.04, _turned),
    "saved": (0.04, _saved),
    "scaled": (0.04, _scaled),
}
"""How often, and what."""
