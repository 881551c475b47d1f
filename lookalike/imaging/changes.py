"""Changes a picture goes through on its way around: cut, framed, faded, turned.

Each takes pixels (height, width, 3) uint8 in RGB and returns such pixels; shares are of its sides.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]

GREY: Colour = (128, 128, 128)


def scaled(image: Pixels, share: float) -> Pixels:
    """Return it with sides of this share of its own: a half, or double."""
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
    tall, wide = (max(1, round(side * share)) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (wide, tall), interpolation=how), np.uint8)


def cropped(image: Pixels, shares: tuple[float, float], chance: np.random.Generator) -> Pixels:
    """Return a part of it of this share of its height and its width; chance says where."""
    tall, wide = (
        max(1, round(side * share)) for side, share in zip(image.shape[:2], shares, strict=True)
    )
    top = chance.integers(image.shape[0] - tall + 1)
    left = chance.integers(image.shape[1] - wide + 1)
    return np.ascontiguousarray(image[top : top + tall, left : left + wide])


def brightened(image: Pixels, factor: float) -> Pixels:
    """Return it with every number times the factor."""
    return np.asarray(np.clip(np.rint(image * factor), 0, 255), np.uint8)


def grey(image: Pixels) -> Pixels:
    """Return it without colour."""
    plain = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(plain, cv2.COLOR_GRAY2RGB), np.uint8)


def bordered(image: Pixels, share: float, colour: Colour, text: str) -> Pixels:
    """Return it in a border of a share of its short side, with a line of text in its lower part."""
    edge = max(1, round(min(image.shape[:2]) * share))
    framed = cv2.copyMakeBorder(
        image, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=_as_floats(colour)
    )
    ink = tuple(255.0 - part for part in colour)
    at = (edge, framed.shape[0] - edge // 4)
    cv2.putText(framed, text, at, cv2.FONT_HERSHEY_SIMPLEX, edge / 40, ink, 1)
    return np.asarray(framed, np.uint8)


def blurred(image: Pixels, share: float) -> Pixels:
    """Return it blurred by a Gaussian whose sigma is a share of its short side."""
    sigma = max(min(image.shape[:2]) * share, 0.1)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def rotated(image: Pixels, degrees: float) -> Pixels:
    """Return it turned about its middle, against the clock; the corners become grey."""
    tall, wide = image.shape[:2]
    turn = cv2.getRotationMatrix2D(((wide - 1) / 2, (tall - 1) / 2), degrees, 1)
    done = cv2.warpAffine(image, turn, (wide, tall), borderValue=_as_floats(GREY))
    return np.asarray(done, np.uint8)


def mirrored(image: Pixels) -> Pixels:
    """Return it with left and right exchanged."""
    return np.ascontiguousarray(image[:, ::-1])


def quarter_turned(image: Pixels) -> Pixels:
    """Return it turned by 90 degrees against the clock."""
    return np.ascontiguousarray(np.rot90(image))


def encoded(image: Pixels, ending: str, quality: int | None = None) -> bytes:
    """Return the bytes of a file of it: a `.png`, or a `.jpg` of a quality from 0 to 100."""
    options = [] if quality is None else [cv2.IMWRITE_JPEG_QUALITY, quality]
    _done, data = cv2.imencode(ending, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    return data.tobytes()


def _as_floats(colour: Colour) -> tuple[float, ...]:
    return tuple(map(float, colour))
