"""The baseline that learned encoders must beat: colour, gradients and texture, nothing learned."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from threading import Thread

import cv2
import numpy as np

from lookalike.core.texts import N_
from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.descriptors import (
    Histograms,
    colour_histograms,
    gradient_histograms,
    texture_histograms,
)
from lookalike.encoders.square import resized

VERSION = "classic 1"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number that shapes a row; sides in pixels, weights are lengths of blocks.

    Chosen by leave-one-out P@5 on the 70 validation classes of Caltech 101, on CIFAR-10 train and
    on 100 folders of photos; the neighbourhood is flat, so no number is finer than it looks.
    """

    side: int = 96
    colour_side: int = 32
    colour_bins: tuple[int, int, int] = (3, 4, 3)
    chroma: tuple[int, int] = (96, 160)
    colour_grid: int = 2
    orientations: int = 8
    gradient_grid: int = 6
    gradient_window: int = 17
    gradient_floor: float = 24.0
    gradient_faint: float = 1.0
    texture_grid: int = 3
    texture_threshold: int = 3
    whole_colour_weight: float = 0.3
    grid_colour_weight: float = 0.5
    gradient_weight: float = 1.0
    texture_weight: float = 1.3


RECIPE = Recipe()


class ClassicEncoder(Encoder):
    """Four blocks of histograms: colour of the whole and of its quarters, gradients, texture.

    The image is squashed to a square of 96 px whatever its proportions, so nothing is cut off. Each
    block is the square root of its histograms (Hellinger), less its mean, at the length of its
    weight: the cosine of two rows is a weighted mean of four correlations.

    Images are encoded one by one on the thread that asks, and OpenCV's own threads are switched off
    for the process: on pictures this small they would only fight those of the pipeline.
    """

    id = "classic"
    dims = 999
    runtime = "opencv float32"
    summary = N_("colour, gradients and texture; nothing learned, no download, images only")

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        _fill_tables()

    @property
    def fingerprint(self) -> str:
        """Hex digest of the version and of every number in the recipe."""
        return hashlib.sha256(repr((VERSION, astuple(RECIPE))).encode()).hexdigest()

    def encode_images(self, images: Sequence[Image]) -> Rows:
        """Return raw rows (n, 999) float32, one by one: an image knows nothing of its neighbours."""
        rows = np.empty((len(images), self.dims), np.float32)
        for row, image in zip(rows, images, strict=True):
            row[:] = _encode(image, RECIPE)
        return rows


@cache
def _fill_tables() -> None:
    """Let OpenCV fill its tables for Lab beside whatever else is loaded: an eighth of a second, once."""
    Thread(target=_lab, args=(np.zeros((1, 1, 3), np.uint8),)).start()


def _lab(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), np.uint8)


def _encode(image: Image, recipe: Recipe) -> Rows:
    lab = _lab(resized(image, recipe.side, recipe.side))
    lightness = np.ascontiguousarray(lab[..., 0])
    small = resized(lab, recipe.colour_side, recipe.colour_side)
    colours = colour_histograms(
        small, bins=recipe.colour_bins, chroma=recipe.chroma, grid=recipe.colour_grid
    )
    gradients = gradient_histograms(
        lightness,
        orientations=recipe.orientations,
        grid=recipe.gradient_grid,
        window=recipe.gradient_window,
        floor=recipe.gradient_floor,
    )
    textures = texture_histograms(
        lightness, grid=recipe.texture_grid, threshold=recipe.texture_threshold
    )
    return np.concatenate(
        [
            _block(colours.mean(axis=0), recipe.whole_colour_weight),
            _block(colours, recipe.grid_colour_weight),
            _block(gradients, recipe.gradient_weight, recipe.gradient_faint),
            _block(textures, recipe.texture_weight),
        ]
    )


def _block(histograms: Histograms, weight: float, faint: float = 1e-6) -> Rows:
    """Return one block at the length of `weight`; shorter where its roots are shorter than `faint`.

    So the gradients of a nearly even surface, which are noise, do not count like those of a shape.
    """
    roots = np.sqrt(histograms.ravel())
    roots -= roots.mean()
    return np.asarray(roots * (weight / max(float(np.linalg.norm(roots)), faint)), np.float32)
