"""Copies of a picture as they go around: cut, framed, lettered, faded, turned, saved anew."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from lookalike.encoders.base import Image
from lookalike.imaging import changes

Chance = np.random.Generator

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
    shares = chance.uniform(0.55, 0.95), chance.uniform(0.55, 0.95)
    return changes.cropped(image, shares, chance)


def _framed(image: Image, chance: Chance) -> Image:
    """Put an even border around it, with a few letters in it."""
    drawn = chance.integers(0, 256, 3).tolist()
    colour = [(255, 255, 255), (0, 0, 0), (drawn[0], drawn[1], drawn[2])][chance.integers(3)]
    words = "".join(chance.choice(LETTERS, chance.integers(3, 12)))
    return changes.bordered(image, chance.uniform(0.03, 0.15), colour, words)


def _saved(image: Image, chance: Chance) -> Image:
    data = changes.encoded(image, ".jpg", int(chance.integers(20, 60)))
    shown = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(shown, np.uint8)[:, :, ::-1]


_CHANGES: Mapping[str, tuple[float, Callable[[Image, Chance], Image]]] = {
    "cut": (0.36, _cut),
    "framed": (0.16, _framed),
    "lit": (0.08, lambda image, chance: changes.brightened(image, chance.uniform(0.6, 1.4))),
    "grey": (0.08, lambda image, _chance: changes.grey(image)),
    "blurred": (0.06, lambda image, chance: changes.blurred(image, chance.uniform(0.004, 0.015))),
    "tilted": (0.08, lambda image, chance: changes.rotated(image, chance.uniform(-8, 8))),
    "mirrored": (0.06, lambda image, _chance: changes.mirrored(image)),
    "turned": (0.04, lambda image, _chance: changes.quarter_turned(image)),
    "saved": (0.04, _saved),
    "scaled": (0.04, lambda image, chance: changes.scaled(image, chance.uniform(0.5, 1.5))),
}
"""How often, and what."""
