"""Pictures in their own size: what the last steps need, for looks and for how far is near."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import ImageRefused
from lookalike.encoders.base import Image
from lookalike.imaging import Limits, decode
from lookalike.training.dataset import Examples
from lookalike.training.mini.parts import PARTS
from lookalike.training.mini.shop import Shop

LARGE = ("caltech", "photos", "flickr8k")
"""The parts whose pictures are larger than what the network sees."""


class Panel(NamedTuple):
    """Pictures and their places (n,) among the examples."""

    images: list[Image]
    places: NDArray[np.int64]


def panel(shop: Shop, examples: Examples, places: NDArray[np.int64]) -> Panel:
    """Return the pictures at some places, read again where their part has large ones."""
    wanted = {examples.ids[place]: int(place) for place in places}
    found = sorted(chain(_read(shop, wanted), _kept(examples, wanted)), key=lambda x: x[0])
    return Panel([image for _place, image in found], np.array([each for each, _image in found]))


def _read(shop: Shop, wanted: dict[str, int]) -> Iterator[tuple[int, Image]]:
    """Yield those of the large parts; they are no longer wanted then."""
    limits = Limits()
    for part in LARGE:
        if part not in shop.recipe.parts:
            continue
        for item in PARTS[part](shop.recipe, shop.data_sets):
            try:
                data = item.read(limits.file_bytes)
                place = wanted.pop(hashlib.sha256(data).hexdigest(), None)
                if place is not None:
                    yield place, decode(data, item.name, limits).image
            except ImageRefused as refusal:
                shop.say(str(refusal))


def _kept(examples: Examples, wanted: dict[str, int]) -> Iterator[tuple[int, Image]]:
    """Yield the squares of all that is wanted still."""
    for place in wanted.values():
        yield place, np.array(examples.images[place])
