"""Near-duplicates of an image, made the same way each time."""

import hashlib
from collections.abc import Callable, Mapping

import numpy as np

from lookalike.evaluation.protocols.protocol import Step, Transformation
from lookalike.imaging import Limits, changes, decode
from lookalike.imaging.changes import Pixels

Chance = np.random.Generator

WHITE = (255, 255, 255)
TEXT = "lookalike"


def transformed(
    data: bytes, name: str, how: Transformation, limits: Limits, seed: int = 0
) -> bytes:
    """Return the image in `data` transformed, as a PNG, or where the step is `jpeg` as a JPEG.

    Where a crop lies is drawn by `seed`, the bytes and the transformation. Raises ImageRefused.
    """
    image = decode(data, name, limits, full=True).image
    if how.step == "jpeg":
        return changes.encoded(image, ".jpg", int(how.amount))
    key = hashlib.sha256(data + f"\0{how.name}\0{seed}".encode()).digest()
    chance = np.random.default_rng(int.from_bytes(key[:8], "big"))
    return changes.encoded(_STEPS[how.step](image, how.amount, chance), ".png")


_STEPS: Mapping[Step, Callable[[Pixels, float, Chance], Pixels]] = {
    "scale": lambda image, share, _chance: changes.scaled(image, share),
    "crop": lambda image, share, chance: changes.cropped(image, (share, share), chance),
    "brightness": lambda image, factor, _chance: changes.brightened(image, factor),
    "greyscale": lambda image, _amount, _chance: changes.grey(image),
    "border": lambda image, share, _chance: changes.bordered(image, share, WHITE, TEXT),
    "blur": lambda image, share, _chance: changes.blurred(image, share),
    "rotation": lambda image, degrees, _chance: changes.rotated(image, degrees),
    "mirror": lambda image, _amount, _chance: changes.mirrored(image),
    "quarter": lambda image, _amount, _chance: changes.quarter_turned(image),
}
