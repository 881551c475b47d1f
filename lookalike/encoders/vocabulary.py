"""The file of a bag of visual words: its vocabularies and reductions, checked before they are used."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows
from lookalike.encoders.base import Image
from lookalike.encoders.visual_words import Vocabulary
from lookalike.encoders.word_blocks import (
    Block,
    Gradients,
    Sees,
    Words,
    block_row,
    length_of,
    shortened,
)

VOCABULARY = "vocabulary.npz"

_ARRAYS = tuple(each.name for each in fields(Vocabulary) if each.name != "place")

_WRONG = N_("{file} does not fit its card: {reason}")


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """One block with what was learned for it: its words, and what reduces its row (f,) to (dims,).

    `middle` (f,) and `reduction` (f, dims): the row less its middle, times the reduction, at length
    one, times the block's weight.
    """

    block: Block
    words: Vocabulary | None
    middle: Rows
    reduction: Rows

    def row(self, square: Image) -> Rows:
        """Return the block's part (dims,) of the row of one square."""
        beyond = block_row(square, self.block, self.words) - self.middle
        part = shortened(np.asarray(beyond @ self.reduction, np.float32))
        return np.asarray(part * self.block.weight, np.float32)


def arrays_in(made: Mapping[str, Made]) -> dict[str, Rows]:
    """Return what the file holds, by the name of the block and of its part: float32 alone."""
    arrays: dict[str, Rows] = {}
    for name, each in made.items():
        arrays[f"{name}.middle"], arrays[f"{name}.reduction"] = each.middle, each.reduction
        if each.words is not None:
            arrays.update({f"{name}.{part}": getattr(each.words, part) for part in _ARRAYS})
    return arrays


def made_from(arrays: Mapping[str, Rows], sees: Sees, dims: int) -> tuple[Made, ...]:
    """Return the blocks of `sees` with what the arrays have for them.

    Raises ValueError with a reason: arrays that do not fit each other, the blocks or `dims`, numbers
    that are not finite.
    """
    try:
        made = tuple(_made(name, block, arrays) for name, block in sees.blocks())
    except (KeyError, ValueError) as error:
        raise ValueError(_(_WRONG).format(file=VOCABULARY, reason=error)) from error
    found = sum(each.reduction.shape[1] for each in made)
    if found != dims:
        raise ValueError(_(_WRONG).format(file=VOCABULARY, reason=f"dims {found}"))
    return made


def _made(name: str, block: Block, arrays: Mapping[str, Rows]) -> Made:
    """Return one block; KeyError or ValueError that names the array."""
    words = None
    length = block.grid**2 * block.orientations if isinstance(block, Gradients) else 0
    if isinstance(block, Words):
        words, length = _words(name, block, arrays)
    middle = _array(arrays, f"{name}.middle", (length,))
    reduction = _array(arrays, f"{name}.reduction", (length, None))
    return Made(block, words, middle, reduction)


def _words(name: str, block: Words, arrays: Mapping[str, Rows]) -> tuple[Vocabulary, int]:
    """Return the words of one block, and the length of a row of them."""
    length = length_of(block)
    mean = _array(arrays, f"{name}.mean", (length,))
    projection = _array(arrays, f"{name}.projection", (length, None))
    width = projection.shape[1] + (2 if block.place_weight() else 0)
    centres = _array(arrays, f"{name}.centres", (None, width))
    count = len(centres)
    is_fisher = block.pooling == "fisher"
    weighed = 0 if block.pooling == "vlad" else count
    weights = _array(arrays, f"{name}.weights", (weighed,), is_positive=True)
    deviations = _array(arrays, f"{name}.deviations", (count * is_fisher, width), is_positive=True)
    lengths = {"counts": block.grid**2 * count, "vlad": count * width, "fisher": 2 * count * width}
    words = Vocabulary(mean, projection, centres, weights, deviations, block.place_weight())
    return words, lengths[block.pooling]


def _array(
    arrays: Mapping[str, Rows],
    name: str,
    shape: tuple[int | None, ...],
    *,
    is_positive: bool = False,
) -> Rows:
    found = arrays[name]
    is_shaped = len(found.shape) == len(shape) and all(
        wanted in (None, side) for wanted, side in zip(shape, found.shape, strict=True)
    )
    if found.dtype != np.float32 or not is_shaped or not np.isfinite(found).all():
        raise ValueError(name)
    is_bare = None in shape and not found.size
    if is_bare or (is_positive and (found <= 0).any()):
        raise ValueError(name)
    return np.ascontiguousarray(found)
