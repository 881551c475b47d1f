"""Near-duplicates of an image, made the same way each time."""

import hashlib
from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.protocols.protocol import Step, Transformation
from lookalike.imaging import Limits, decode

Pixels = NDArray[np.uint8]
Chance = np.random.Generator

_GREY = 128


def transformed(
    data: bytes, name: str, how: Transformation, limits: Limits, seed: int = 0
) -> bytes:
    """Return the image in `data` transformed, as a PNG, or where the step is `jpeg` as a JPEG.

    Where a crop lies is drawn by `seed`, the bytes and the transformation. Raises ImageRefused.
    """
    image = decode(data, name, limits, full=True).image
    if how.step == "jpeg":
        return _encoded(image, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, int(how.amount)])
    key = hashlib.sha256(data + f"\0{how.name}\0{seed}".encode()).digest()
    chance = np.random.default_rng(int.from_bytes(key[:8], "big"))
    return _encoded(_STEPS[how.step](image, how.amount, chance), ".png", [])


def _encoded(image: Pixels, ending: str, options: list[int]) -> bytes:
    _done, data = cv2.imencode(ending, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    return data.tobytes()


def _scaled(image: Pixels, amount: float, _chance: Chance) -> Pixels:
    how = cv2.INTER_AREA if amount < 1 else cv2.INTER_CUBIC
    tall, wide = (max(1, round(side * amount)) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (wide, tall), interpolation=how), np.uint8)


def _cropped(image: Pixels, amount: float, chance: Chance) -> Pixels:
    tall, wide = (max(1, round(side * amount)) for side in image.shape[:2])
    top = chance.integers(image.shape[0] - tall + 1)
    left = chance.integers(image.shape[1] - wide + 1)
    return np.ascontiguousarray(image[top : top + tall, left : left + wide])


def _brightened(image: Pixels, amount: float, _chance: Chance) -> Pixels:
    return np.asarray(np.clip(np.rint(image * amount), 0, 255), np.uint8)


def _grey(image: Pixels, _amount: float, _chance: Chance) -> Pixels:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def _bordered(image: Pixels, amount: float, _chance: Chance) -> Pixels:
    """Put a white border of `amount` of the short side around it, with a line of text below."""
    edge = max(1, round(min(image.shape[:2]) * amount))
    framed = cv2.copyMakeBorder(
        image, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(255, 255, 255)
    )
    at = (edge, framed.shape[0] - edge // 4)
    cv2.putText(framed, "lookalike", at, cv2.FONT_HERSHEY_SIMPLEX, edge / 40, (0, 0, 0), 1)
    return np.asarray(framed, np.uint8)


def _blurred(image: Pixels, amount: float, _chance: Chance) -> Pixels:
    sigma = max(min(image.shape[:2]) * amount, 0.1)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def _rotated(image: Pixels, amount: float, _chance: Chance) -> Pixels:
    """Turn it about its middle, by degrees against the clock; the corners become grey."""
    tall, wide = image.shape[:2]
    turn = cv2.getRotationMatrix2D(((wide - 1) / 2, (tall - 1) / 2), amount, 1)
    done = cv2.warpAffine(image, turn, (wide, tall), borderValue=(_GREY, _GREY, _GREY))
    return np.asarray(done, np.uint8)


def _mirrored(image: Pixels, _amount: float, _chance: Chance) -> Pixels:
    return np.ascontiguousarray(image[:, ::-1])


def _turned(image: Pixels, _amount: float, _chance: Chance) -> Pixels:
    return np.ascontiguousarray(np.rot90(image))


_STEPS: Mapping[Step, Callable[[Pixels, float, Chance], Pixels]] = {
    "scale": _scaled,
    "crop": _cropped,
    "brightness": _brightened,
    "greyscale": _grey,
    "border": _bordered,
    "blur": _blurred,
    "rotation": _rotated,
    "mirror": _mirrored,
    "quarter": _turned,
}
