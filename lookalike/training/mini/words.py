"""Words to rows: a table of token vectors that stays as it is, their weights, and a small map."""

import torch
from torch import Tensor, nn
from torch.nn import functional

PADDING = 0


class Words(nn.Module):
    """Tokens (n, length) int64 to unit rows (n, dims); 0 is no token.

    `table` (vocabulary, width) and the first weights (vocabulary,) come from the teacher. Only the
    weights and the map are learned: a word that no caption has keeps its place among the others.
    """

    table: Tensor

    def __init__(self, table: Tensor, weights: Tensor, dims: int) -> None:
        super().__init__()
        self.register_buffer("table", table, persistent=False)
        self.weights = nn.Parameter(weights.clone().log())
        self.map = nn.Linear(table.shape[1], dims, bias=False)
        nn.init.eye_(self.map.weight)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return unit rows (n, dims) float32."""
        weights = self.weights[tokens].exp() * (tokens != PADDING)
        mixed = functional.embedding_bag(tokens, self.table, per_sample_weights=weights, mode="sum")
        return functional.normalize(self.map(mixed))

    @torch.no_grad()
    def folded(self) -> Tensor:
        """Return (vocabulary, dims) float32 whose sums over tokens point where `forward` does.

        Nothing but the sum is bent, so weights and map disappear into the table.
        """
        folded: Tensor = self.map(self.weights.exp()[:, None] * self.table)
        return folded
