"""Classical descriptors of a small image: colour, gradients, texture, as histograms over a grid.

Each takes a square uint8 array whose side the grid divides, depends on its pixels alone and returns
float32 histograms (cells, bins), not negative, cells row by row. Who combines them normalises them.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Histograms = NDArray[np.float32]

UNIFORM_PATTERNS = 59
_NEIGHBOURS = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))


def colour_histograms(
    lab: Plane, *, bins: tuple[int, int, int], chroma: tuple[int, int], grid: int
) -> Histograms:
    """Return joint histograms (grid * grid, product of bins), each with sum 1, of (side, side, 3) CIELAB.

    `lab` is as OpenCV stores it: L 0..255, a and b around 128; `chroma` is the range of a and b that
    is divided into bins, what lies outside counts as its end. A pixel is shared among the 8 bins
    around it, so that a little more light moves a little.
    """
    ranges = ((0, 255), chroma, chroma)
    index = np.zeros((1, 1, 1, 1, 1), np.intp)
    weight = np.ones((1, 1, 1, 1, 1), np.float32)
    for channel, (count, (low, high)) in enumerate(zip(bins, ranges, strict=True)):
        neighbours, shares = _two_bins(count, low, high)
        axis = [1, 1, 1, *lab.shape[:2]]
        axis[channel] = 2
        index = index * count + neighbours[:, lab[..., channel]].reshape(axis)
        weight = weight * shares[:, lab[..., channel]].reshape(axis)
    size = bins[0] * bins[1] * bins[2]
    index = index + _cells(len(lab), grid) * size
    counts = np.bincount(index.ravel(), weight.ravel(), grid * grid * size)
    return np.asarray(counts.reshape(-1, size) * (grid / len(lab)) ** 2, np.float32)


def gradient_histograms(
    lightness: Plane, *, orientations: int, grid: int, window: int, floor: float
) -> Histograms:
    """Return histograms (grid * grid, orientations) of gradient directions, opposite ones as one.

    Each gradient counts by its strength relative to the mean strength in the `window` x `window`
    pixels around it plus `floor`, so faint noise on an even surface counts little. After Dalal and
    Triggs, Histograms of Oriented Gradients for Human Detection, CVPR 2005.
    """
    smooth = cv2.GaussianBlur(lightness, (5, 5), 1.0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1)
    strength, angle = cv2.cartToPolar(across, down)
    strength /= cv2.blur(strength, (window, window)) + floor
    turn = angle * (orientations / np.pi)
    below = np.floor(turn)
    beyond = turn - below
    first = below.astype(np.intp) % orientations
    second = (first + 1) % orientations
    cells = _cells(len(lightness), grid) * orientations
    counts = np.bincount(
        np.concatenate([(cells + first).ravel(), (cells + second).ravel()]),
        np.concatenate([(strength * (1 - beyond)).ravel(), (strength * beyond).ravel()]),
        grid * grid * orientations,
    )
    return np.asarray(counts.reshape(-1, orientations) * (grid / len(lightness)) ** 2, np.float32)


def texture_histograms(lightness: Plane, *, grid: int, threshold: int) -> Histograms:
    """Return histograms (grid * grid, 59) of uniform local binary patterns, each with sum 1.

    A neighbour counts as brighter where it exceeds the pixel by more than `threshold`. After Ojala,
    Pietikäinen and Mäenpää, Multiresolution Gray-Scale and Rotation Invariant Texture
    Classification with Local Binary Patterns, PAMI 2002 (8 neighbours in a square of 3).
    """
    smooth = cv2.GaussianBlur(lightness, (5, 5), 1.0)
    framed = cv2.copyMakeBorder(smooth, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    side = len(smooth)
    bound = np.minimum(smooth, 255 - threshold) + np.uint8(threshold)  # does not wrap around
    pattern = np.zeros((side, side), np.uint8)
    for bit, (top, left) in enumerate(_NEIGHBOURS):
        brighter = framed[top : top + side, left : left + side] > bound
        pattern |= brighter.view(np.uint8) << np.uint8(bit)
    index = _uniform()[pattern] + _cells(side, grid) * UNIFORM_PATTERNS
    counts = np.bincount(index.ravel(), minlength=grid * grid * UNIFORM_PATTERNS)
    return np.asarray(counts.reshape(-1, UNIFORM_PATTERNS) * (grid / side) ** 2, np.float32)


@cache
def _cells(side: int, grid: int) -> NDArray[np.intp]:
    of_line = np.arange(side) * grid // side
    return of_line[:, None] * grid + of_line


@cache
def _two_bins(count: int, low: int, high: int) -> tuple[NDArray[np.intp], Histograms]:
    """Return for each value 0..255 the two bins around it, and its share in each: both (2, 256)."""
    place = np.clip((np.arange(256) - low) / (high - low) * count - 0.5, 0, count - 1)
    below = np.minimum(place.astype(np.intp), max(count - 2, 0))
    beyond = place - below
    neighbours = np.stack([below, np.minimum(below + 1, count - 1)])
    return neighbours, np.stack([1 - beyond, beyond]).astype(np.float32)


@cache
def _uniform() -> NDArray[np.intp]:
    """Return for each pattern of 8 bits its number: those with at most two changes, then the rest."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    is_uniform = (bits != np.roll(bits, 1, axis=1)).sum(axis=1) <= 2
    return np.where(is_uniform, np.cumsum(is_uniform) - 1, UNIFORM_PATTERNS - 1)
