"""What an encoder that stays as it is says of pictures, and of variants of them."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder
from lookalike.training.chance import VIEW, chance_of
from lookalike.training.dataset import Examples
from lookalike.training.method import Encoded
from lookalike.training.pictures import pictures
from lookalike.training.plan import Plan

VIEWS = 4
AT_ONCE = 32


def views_of(base: Encoder, examples: Examples, plan: Plan, path: Path, encoded: Encoded) -> Rows:
    """Return raw rows (n, views, base dims) of all pictures, encoded once and kept at `path`.

    Killed and started again it goes on with the picture it was at.
    """
    count, size = len(examples.images), 4 * VIEWS * base.dims
    # Not into a map: a disk that is full would kill the process there, and here it is an error.
    with path.open("ab") as file:
        whole = file.tell() // size
        start = whole if whole == count else whole - whole % AT_ONCE
        file.truncate(start * size)
        for first in range(start, count, AT_ONCE):
            places = np.arange(first, min(first + AT_ONCE, count))
            views = [
                base.encode_images(list(_view(examples, places, plan, view)))
                for view in range(VIEWS)
            ]
            file.write(np.stack(views, 1).astype(np.float32).tobytes())
            encoded(int(places[-1]) + 1, count)
    # Copied on write: torch takes nothing that cannot be written.
    return np.memmap(path, np.float32, "c", shape=(count, VIEWS, base.dims))


def _view(
    examples: Examples, places: NDArray[np.int64], plan: Plan, view: int
) -> NDArray[np.uint8]:
    """Return one view (n, side, side, 3) of some pictures; view 0 changes nothing."""
    images = pictures(examples.images, places)
    if view:
        chance = chance_of(plan.seed, VIEW, view * len(examples.images) + int(places[0]))
        images = plan.augment.batch(images, torch.from_numpy(places), view, chance)
    return np.ascontiguousarray(images.permute(0, 2, 3, 1).numpy())
