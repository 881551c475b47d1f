"""Descriptors of many small places of one image, and where the places are: RootSIFT and colour patches.

Each takes a square (side, side, 3) uint8 and returns float32 descriptors (n, length) with float32
places (n, 2), x and y from -0.5 to 0.5. A descriptor depends on the pixels of its image alone.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.core.vectors import Rows
from lookalike.encoders.base import Image

SIFT_LENGTH = 128
FAINT = 1e-6

Located = tuple[Rows, Rows]
"""(descriptors, places)"""


def dense_sift(square: Image, *, step: int, sizes: Sequence[float]) -> Located:
    """Return upright RootSIFT of every `step`-th pixel at each of the `sizes`, diameters in pixels.

    A descriptor sees about 6 diameters. RootSIFT: Arandjelović and Zisserman, Three things everyone
    should know to improve object retrieval, CVPR 2012.
    """
    grid = _grid(len(square), step, tuple(sizes))
    keypoints, sift = cv2.SIFT.create().compute(_grey(square), grid)
    return _located(keypoints, sift, len(square))


def keypoint_sift(square: Image, *, most: int) -> Located:
    """Return RootSIFT of the `most` strongest keypoints, turned as these are; of none for an even image.

    Lowe, Distinctive Image Features from Scale-Invariant Keypoints, IJCV 2004.
    """
    detector = cv2.SIFT.create(nfeatures=most)
    keypoints, sift = detector.detectAndCompute(_grey(square), None)
    return _located(keypoints, sift, len(square))


def colour_patches(square: Image, *, window: int, step: int, faint: float) -> Located:
    """Return patches of `window` x `window` pixels in CIELAB, every `step` pixels.

    Each is brought to mean 0 and deviation 1; one whose variance is below `faint` stays faint. After
    Coates, Lee and Ng, An Analysis of Single-Layer Networks in Unsupervised Feature Learning, 2011.
    """
    lab = cv2.cvtColor(square.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    windows = np.lib.stride_tricks.sliding_window_view(lab, (window, window), axis=(0, 1))
    windows = windows[::step, ::step]
    patches = windows.reshape(windows.shape[0] * windows.shape[1], -1)
    patches = patches - patches.mean(axis=1, keepdims=True)
    spread = np.sqrt((patches * patches).mean(axis=1, keepdims=True) + np.float32(faint))
    return patches / spread, _patch_places(len(square), window, step)


def root_sift(sift: Rows) -> Rows:
    """Return the square roots of SIFT descriptors (n, 128) as shares; zeros stay zeros."""
    sums = np.maximum(sift.sum(axis=1, keepdims=True), np.float32(FAINT))
    return np.asarray(np.sqrt(sift / sums), np.float32)


def _located(keypoints: Sequence[cv2.KeyPoint], sift: NDArray[Any] | None, side: int) -> Located:
    if sift is None or not len(keypoints):
        return np.empty((0, SIFT_LENGTH), np.float32), np.empty((0, 2), np.float32)
    places = np.array([each.pt for each in keypoints], np.float32) / np.float32(side)
    return root_sift(np.asarray(sift, np.float32)), places - np.float32(0.5)


def _grey(square: Image) -> Image:
    return np.asarray(cv2.cvtColor(square, cv2.COLOR_RGB2GRAY), np.uint8)


@cache
def _grid(side: int, step: int, sizes: tuple[float, ...]) -> tuple[cv2.KeyPoint, ...]:
    margin = (side - 1) % step / 2
    lines = np.arange(margin, side, step).tolist()
    return tuple(cv2.KeyPoint(x, y, size, 0.0) for size in sizes for y in lines for x in lines)


@cache
def _patch_places(side: int, window: int, step: int) -> Rows:
    corners = np.arange(0, side - window + 1, step)
    line = ((corners + (window - 1) / 2) / (side - 1) - 0.5).astype(np.float32)
    places = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    places.flags.writeable = False
    return places
