"""The validation figure of trainings: what share of the nearest neighbours has the same category."""

import torch
from torch import Tensor

NEAREST = 10


def purity(rows: Tensor, labels: Tensor, known: Tensor, known_labels: Tensor) -> float:
    """Return the mean precision at 10 of unit rows (n, dims) among `known` ones (m, dims).

    Where a category has fewer than ten known examples, its precision is over as many as it has.
    """
    sizes = torch.bincount(known_labels, minlength=int(labels.max()) + 1)
    most = min(NEAREST, len(known))
    hits = known_labels[(rows @ known.T).topk(most).indices] == labels[:, None]
    counted = sizes[labels].clamp(1, most)
    within = torch.arange(most) < counted[:, None]
    return float(((hits & within).sum(1) / counted).mean())
