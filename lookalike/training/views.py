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
    """Return raw rows (views, n, base dims) of all pictures, encoded once and kept at `path`."""
    count = len(examples.images)
    if not path.exists():
        beside = path.with_suffix(".partial.npy")
        rows = np.lib.format.open_memmap(beside, "w+", np.float32, (VIEWS, count, base.dims))
        for start in range(0, count, AT_ONCE):
            places = np.arange(start, min(start + AT_ONCE, count))
            for view in range(VIEWS):
                rows[view, places] = base.encode_images(list(_view(examples, places, plan, view)))
            encoded(int(places[-1]) + 1, count)
        rows.flush()
        beside.replace(path)
    # Copied on write: torch takes nothing that cannot be written.
    return np.asarray(np.lib.format.open_memmap(path, "c"), np.float32)


def _view(
    examples: Examples, places: NDArray[np.int64], plan: Plan, view: int
) -> NDArray[np.uint8]:
    """Return one view (n, side, side, 3) of some pictures; view 0 changes nothing."""
    images = pictures(examples.images, places)
    if view:
        chance = chance_of(plan.seed, VIEW, view * len(examples.images) + int(places[0]))
        images = plan.augment.batch(images, torch.from_numpy(places), view, chance)
    return np.ascontiguousarray(images.permute(0, 2, 3, 1).numpy())
