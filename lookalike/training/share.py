"""Which examples judge a training rather than teach it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

TRAIN, VALIDATION, TEST = "train", "val", "test"
SPLITS = {
    "train": TRAIN,
    "val": VALIDATION,
    "validation": VALIDATION,
    "dev": VALIDATION,
    "test": TEST,
}
"""What a CSV may call a split, and which of three it is."""

VALIDATION_SHARE = 0.1
ENOUGH = 5


def validation_share(
    ids: Sequence[str], labels: NDArray[np.int64], splits: Sequence[str | None], share: float
) -> NDArray[np.bool_]:
    """Return which examples (n,) are for validation.

    Those that a split calls so, where there are any; else about `share` of all, by content: whether
    an image is one of them depends on its bytes alone. Only where a category has too few images for
    that to come out well is one moved: each teaches with one at least, and of ENOUGH one judges.
    """
    if VALIDATION in splits:
        return np.array([split == VALIDATION for split in splits], bool)
    draws = np.array([int(each[:8], 16) % 1000 for each in ids], np.int64)
    chosen = draws < round(1000 * share)
    if not share or not len(draws):
        return chosen
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        members = members[np.argsort(draws[members], kind="stable")]
        if chosen[members].all():
            chosen[members[-1]] = False
        elif len(members) >= ENOUGH and not chosen[members].any():
            chosen[members[0]] = True
    if not chosen.any():
        _choose_one(chosen, draws, labels)
    return chosen


def _choose_one(
    chosen: NDArray[np.bool_], draws: NDArray[np.int64], labels: NDArray[np.int64]
) -> None:
    """Choose one of the categories that have two images, where no category has ENOUGH."""
    _labels, place, counts = np.unique(labels, return_inverse=True, return_counts=True)
    several = np.flatnonzero(counts[place] > 1)
    if len(several):
        chosen[several[np.argmin(draws[several])]] = True
