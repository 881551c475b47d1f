"""The small network on the rows of another encoder."""

import torch
from torch import Tensor, nn
from torch.nn import functional

DIMS = 256
HIDDEN = 512
DROPOUT = 0.3


class Head(nn.Module):
    """Raw rows (n, base dims) of the encoder below to unit rows (n, dims): one layer, and two beside it.

    Rows are brought to length one and standardised first, by what the training rows are like.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, width: int, dims: int = DIMS) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))
        self.straight = nn.Linear(width, dims)
        self.dropout = nn.Dropout(DROPOUT)
        self.inner = nn.Linear(width, HIDDEN)
        self.outer = nn.Linear(HIDDEN, dims)

    def forward(self, rows: Tensor) -> Tensor:
        """Return unit rows (n, dims)."""
        normal = (functional.normalize(rows) - self.mean) / self.deviation
        some = self.dropout(normal)
        deep = self.outer(self.dropout(functional.gelu(self.inner(some))))
        return functional.normalize(self.straight(some) + deep)

    @torch.no_grad()
    def learn_statistics(self, rows: Tensor) -> None:
        """Set mean and deviation from raw rows (n, width)."""
        unit = functional.normalize(rows)
        self.mean.copy_(unit.mean(0))
        self.deviation.copy_(unit.std(0, correction=0).clamp_min(1e-4))
