"""The validation figure of trainings: what share of the nearest neighbours has the same category."""

from typing import NamedTuple

import torch
from torch import Tensor

NEAREST = 10


class Judged(NamedTuple):
    """Unit rows (n, dims) and their labels (n,), and those that are known: (m, dims), (m,)."""

    rows: Tensor
    labels: Tensor
    known: Tensor
    known_labels: Tensor


def purity(judged: Judged) -> float:
    """Return the mean precision at 10 of rows among those that are known.

    Where a category has fewer than ten known examples, its precision is over as many as it has.
    """
    return _precision(judged, NEAREST)


def grouping(judged: Judged) -> float:
    """Return the mean precision over as many neighbours as the category has: the field's R-precision.

    It looks at whole categories, where `purity` looks at the nearest of each.
    """
    return _precision(judged, len(judged.known))


def _precision(judged: Judged, nearest: int) -> float:
    rows, labels, known, known_labels = judged
    sizes = torch.bincount(known_labels, minlength=int(labels.max()) + 1)
    most = min(nearest, len(known))
    hits = known_labels[(rows @ known.T).topk(most).indices] == labels[:, None]
    counted = sizes[labels].clamp(1, most)
    within = torch.arange(most) < counted[:, None]
    return float(((hits & within).sum(1) / counted).mean())
