"""Any image as a square of a few pixels: what networks see, in training and in use alike."""

from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.base import Image

Fit = Literal["stretch", "crop"]
FITS: tuple[Fit, ...] = get_args(Fit)


def squared(image: Image, side: int, fit: Fit) -> Image:
    """Return (side, side, 3) uint8, contiguous and of its own: the whole image, or its centre.

    `stretch` squashes the whole to the square, so nothing is cut off; `crop` keeps proportions and
    cuts the longer sides off evenly, the odd pixel at the right or the bottom.
    """
    return np.array(resized(image if fit == "stretch" else _centre(image), side, side), order="C")


def resized(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return `image` at that size: averaged where it shrinks, interpolated where it grows."""
    shrunk = (min(image.shape[1], width), min(image.shape[0], height))
    for size, method in ((shrunk, cv2.INTER_AREA), ((width, height), cv2.INTER_LINEAR)):
        if image.shape[1::-1] != size:
            image = np.asarray(cv2.resize(image, size, interpolation=method), np.uint8)
    return image


def _centre(image: Image) -> Image:
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return image[top : top + side, left : left + side]
