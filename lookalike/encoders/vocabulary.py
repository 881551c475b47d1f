"""The file of a bag of visual words: its vocabularies and reductions, checked before they are used."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path

import numpy as np

from lookalike.core.files import without_controls
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
MAX_BYTES = 256 * 2**20
ENCRYPTED = 1

_ARRAYS = tuple(each.name for each in fields(Vocabulary) if each.name != "place")

_NOT_READ = N_("{file} cannot be read: {reason}")
_LARGE = N_("it is compressed, encrypted, or holds more than {limit} MB")
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


def as_npz(made: Mapping[str, Made]) -> bytes:
    """Return the bytes of the file: float32 arrays alone, not compressed, the same for the same arrays."""
    arrays: dict[str, Rows] = {}
    for name, each in made.items():
        arrays[f"{name}.middle"], arrays[f"{name}.reduction"] = each.middle, each.reduction
        if each.words is not None:
            arrays.update({f"{name}.{part}": getattr(each.words, part) for part in _ARRAYS})
    written = BytesIO()
    np.savez(written, allow_pickle=False, **arrays)
    return written.getvalue()


def read_made(path: Path, sees: Sees, dims: int) -> tuple[Made, ...]:
    """Return the blocks of `sees` with what the file has for them.

    Raises ValueError with a reason: no such file, too large, arrays that do not fit each other, the
    blocks or `dims`, numbers that are not finite.
    """
    arrays = _arrays(path)
    try:
        made = tuple(_made(name, block, arrays) for name, block in sees.blocks())
    except (KeyError, ValueError) as error:
        raise ValueError(_(_WRONG).format(file=path.name, reason=error)) from error
    found = sum(each.reduction.shape[1] for each in made)
    if found != dims:
        raise ValueError(_(_WRONG).format(file=path.name, reason=f"dims {found}"))
    return made


def _arrays(path: Path) -> dict[str, Rows]:
    try:
        _check_members(path)
        with np.load(path, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (OSError, EOFError, KeyError, ValueError, MemoryError, zipfile.BadZipFile) as error:
        reason = without_controls(str(error))[:300]
        raise ValueError(_(_NOT_READ).format(file=path.name, reason=reason)) from error


def _check_members(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    is_plain = all(
        member.compress_type == zipfile.ZIP_STORED and not member.flag_bits & ENCRYPTED
        for member in members
    )
    if not is_plain or sum(member.file_size for member in members) > MAX_BYTES:
        raise ValueError(_(_LARGE).format(limit=MAX_BYTES // 2**20))


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
