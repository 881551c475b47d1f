"""The blocks of a bag of visual words: what each looks at, and its row of an image before reduction."""

from collections.abc import Iterator
from typing import Annotated

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from lookalike.core.vectors import Rows
from lookalike.encoders.base import Image
from lookalike.encoders.descriptors import gradient_histograms
from lookalike.encoders.local_descriptors import (
    SIFT_LENGTH,
    Located,
    colour_patches,
    dense_sift,
    keypoint_sift,
)
from lookalike.encoders.square import resized
from lookalike.encoders.visual_words import Assignment, Pooling, Vocabulary, pooled

TINY = 1e-6

Size = Annotated[FiniteFloat, Field(ge=0.5, le=32)]
Floor = Annotated[FiniteFloat, Field(gt=0, le=1e6)]


class Block(BaseModel):
    """What every block says: `side`, to which the image is scaled for it, and its `weight`.

    `mirrored`: its row is the mean over the image and its mirror image.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    side: int = Field(64, ge=16, le=256)
    weight: FiniteFloat = Field(1.0, gt=0, le=100)
    mirrored: bool = False


class Words(Block):
    """A block of words.

    `grid`: cells by side in which counts are kept apart. `place`: how much vlad and fisher look at
    where a descriptor is, 0 for not at all.
    """

    pooling: Pooling = "counts"
    assignment: Assignment = "hard"
    grid: int = Field(1, ge=1, le=8)
    place: FiniteFloat = Field(3.0, ge=0, le=100)

    def place_weight(self) -> float:
        """Return what places are multiplied by; counts do not look at them so."""
        return 0.0 if self.pooling == "counts" else self.place


class Dense(Words):
    """RootSIFT on a grid: every `step` pixels, `sizes` in pixels."""

    pooling: Pooling = "fisher"
    step: int = Field(4, ge=2, le=64)
    sizes: tuple[Size, ...] = Field((2.0, 4.0), min_length=1, max_length=5)


class Keypoints(Words):
    """RootSIFT of the `most` strongest keypoints."""

    weight: FiniteFloat = Field(0.5, gt=0, le=100)
    most: int = Field(60, ge=1, le=2000)


class Colour(Words):
    """Patches of CIELAB, `window` pixels wide, every `step` pixels."""

    side: int = Field(32, ge=16, le=128)
    mirrored: bool = True
    assignment: Assignment = "soft"
    grid: int = Field(3, ge=1, le=8)
    window: int = Field(6, ge=2, le=16)
    step: int = Field(2, ge=1, le=16)
    faint: Floor = 10.0


class Gradients(Block):
    """Histograms of gradients in a grid, without words; shorter than `faint` they stay short."""

    side: int = Field(96, ge=16, le=256)
    mirrored: bool = True
    orientations: int = Field(8, ge=2, le=32)
    grid: int = Field(8, ge=1, le=16)
    window: int = Field(17, ge=3, le=63)
    floor: Floor = 24.0
    faint: Floor = 64.0


class Sees(BaseModel):
    """All that decides rows beside the vocabulary: the side of the square in pixels, and the blocks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    side: int = Field(96, ge=16, le=256)
    dense: Dense | None = Dense()
    keypoints: Keypoints | None = Keypoints()
    colour: Colour | None = Colour()
    gradients: Gradients | None = Gradients()

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the blocks there are, by their names, in the order they have in a row."""
        for name in ("dense", "keypoints", "colour", "gradients"):
            block = getattr(self, name)
            if block is not None:
                yield name, block


def length_of(block: Words) -> int:
    """Return how many numbers a descriptor of this block has."""
    return 3 * block.window**2 if isinstance(block, Colour) else SIFT_LENGTH


def located(square: Image, block: Words) -> Located:
    """Return the descriptors of one square, and their places."""
    square = resized(square, block.side, block.side)
    if isinstance(block, Dense):
        return dense_sift(square, step=block.step, sizes=block.sizes)
    if isinstance(block, Keypoints):
        return keypoint_sift(square, most=block.most)
    if isinstance(block, Colour):
        return colour_patches(square, window=block.window, step=block.step, faint=block.faint)
    raise TypeError(block)


def block_row(square: Image, block: Block, words: Vocabulary | None) -> Rows:
    """Return the row (f,) of one square before it is reduced: of length one at most."""
    row = _row(square, block, words)
    if not block.mirrored:
        return row
    mirror_image = np.ascontiguousarray(square[:, ::-1])
    return np.asarray((row + _row(mirror_image, block, words)) / 2, np.float32)


def shortened(row: Rows, faint: float = TINY) -> Rows:
    """Return a row at length one; shorter where it is shorter than `faint`, so noise does not count."""
    return np.asarray(row / max(float(np.linalg.norm(row)), faint), np.float32)


def _row(square: Image, block: Block, words: Vocabulary | None) -> Rows:
    if isinstance(block, Gradients):
        return shortened(_gradients(square, block), block.faint)
    if not isinstance(block, Words) or words is None:
        raise TypeError(block)
    row = pooled(
        words,
        *located(square, block),
        pooling=block.pooling,
        assignment=block.assignment,
        grid=block.grid,
    )
    return shortened(row)


def _gradients(square: Image, block: Gradients) -> Rows:
    square = resized(square, block.side, block.side)
    lab = np.asarray(cv2.cvtColor(square, cv2.COLOR_RGB2LAB), np.uint8)
    histograms = gradient_histograms(
        np.ascontiguousarray(lab[..., 0]),
        orientations=block.orientations,
        grid=block.grid,
        window=block.window,
        floor=block.floor,
    )
    return np.sqrt(histograms.ravel())
