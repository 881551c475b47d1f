"""All texts that `mini` learns from: names of classes in the template, and captions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.training.dataset import Examples
from lookalike.training.mini.parts import BETWEEN


@dataclass(frozen=True, eq=False)
class Texts:
    """`all`: every text once. What follows is by their places in it.

    `groups`: of the names in each group, by its name. `name_of` (categories,): of each category, -1
    for one that has captions; `group_of` (categories,): the number of its group, or -1.
    `captions_of`: of each example.
    """

    all: tuple[str, ...]
    groups: dict[str, NDArray[np.int64]]
    name_of: NDArray[np.int64]
    group_of: NDArray[np.int64]
    captions_of: tuple[tuple[int, ...], ...]

    @property
    def image_of(self) -> NDArray[np.int64]:
        """(texts,) int64: the example that a text is a caption of, -1 for a name."""
        found = np.full(len(self.all), -1, np.int64)
        for example, captions in enumerate(self.captions_of):
            found[list(captions)] = example
        return found


def texts_of(examples: Examples, template: str) -> Texts:
    """Return the texts of examples; a caption that several images have is one text for each."""
    every: list[str] = []
    groups: dict[str, list[int]] = {}
    name_of = np.full(len(examples.categories), -1, np.int64)
    for place, category in enumerate(examples.categories):
        group, _tab, name = category.partition(BETWEEN)
        if name:
            name_of[place] = len(every)
            groups.setdefault(group, []).append(len(every))
            every.append(template.format(name=name))
    captions = tuple(_placed(every, some) for some in examples.captions)
    named = {group: np.array(places, np.int64) for group, places in groups.items()}
    group_of = np.full(len(name_of), -1, np.int64)
    for number, places in enumerate(named.values()):
        group_of[np.isin(name_of, places)] = number
    return Texts(tuple(every), named, name_of, group_of, captions)


def _placed(every: list[str], captions: Sequence[str]) -> tuple[int, ...]:
    every += captions
    return tuple(range(len(every) - len(captions), len(every)))
