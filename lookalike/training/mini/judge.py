"""How good a pair is on the pictures that are held out: a figure for each part."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from lookalike.training.dataset import Examples
from lookalike.training.mini.loss import Told
from lookalike.training.mini.parts import part_of
from lookalike.training.mini.texts import Texts
from lookalike.training.mini.words import Words
from lookalike.training.pictures import AT_ONCE, evenly, pictures

Images = Callable[[Tensor], Tensor]

MOST = 1000
NEAREST = 10


class Material(NamedTuple):
    """The pictures, all texts, and what the teacher says of these."""

    examples: Examples
    texts: Texts
    told: Told

    @property
    def parts(self) -> NDArray[np.str_]:
        """(n,): the part that each picture is from."""
        by_label = np.array([part_of(each) for each in self.examples.categories])
        return by_label[self.examples.labels]


class Judge:
    """Of named pictures: the share whose name is the nearest of its group.

    Of those with captions: the share of first captions whose picture is among the nearest 10 of up
    to 1,000 in its part.
    """

    def __init__(self, material: Material) -> None:
        self._examples, self._texts, self._told = material
        held_out, parts = self._examples.is_validation, material.parts
        self._places = {
            str(part): evenly(np.flatnonzero(held_out & (parts == part)), MOST)
            for part in np.unique(parts[held_out])
        }

    @torch.inference_mode()
    def figures(self, images: Images, words: Words, side: int) -> dict[str, float]:
        """Return the figure of each part, 0..1; `images` gives unit rows of pictures of `side` pixels."""
        figures = {}
        for part, places in self._places.items():
            rows = self._rows(images, places, side)
            is_named = self._texts.name_of[self._examples.labels[places[0]]] >= 0
            figures[part] = (self._named if is_named else self._captioned)(words, rows, places)
        return figures

    def _rows(self, images: Images, places: NDArray[np.int64], side: int) -> Tensor:
        chunks = np.array_split(places, -(-len(places) // AT_ONCE))
        shown = (resized(pictures(self._examples.images, some), side) for some in chunks)
        return torch.cat([images(some) for some in shown])

    def _named(self, words: Words, rows: Tensor, places: NDArray[np.int64]) -> float:
        labels, right = self._examples.labels[places], 0
        group_of, name_of = self._texts.group_of[labels], self._texts.name_of[labels]
        for number, names in enumerate(self._told.groups):
            chosen = group_of == number
            if chosen.any():
                nearest = (rows[chosen] @ words(self._told.tokens[names]).T).argmax(1)
                right += int((names[nearest].numpy() == name_of[chosen]).sum())
        return right / len(places)

    def _captioned(self, words: Words, rows: Tensor, places: NDArray[np.int64]) -> float:
        first = torch.tensor([self._texts.captions_of[place][0] for place in places])
        asked = words(self._told.tokens[first])
        nearest = (asked @ rows.T).topk(min(NEAREST, len(rows))).indices
        return float((nearest == torch.arange(len(rows))[:, None]).any(1).float().mean())


def resized(images: Tensor, side: int) -> Tensor:
    """Return pictures (n, 3, side, side) uint8 of larger ones, or them as they are."""
    if images.shape[-1] == side:
        return images
    small = functional.interpolate(
        images.float(), (side, side), mode="bilinear", antialias=True, align_corners=False
    )
    return small.round().clamp(0, 255).to(torch.uint8)
