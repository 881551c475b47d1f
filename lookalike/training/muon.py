"""Muon: filters are turned in all directions alike, whatever the size of their gradients."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

ROUNDS = 5
FIRST, THIRD, FIFTH = 3.4445, -4.7750, 2.0315
"""Of the polynomial x -> FIRST x + THIRD x^3 + FIFTH x^5, which brings values of 0..1 near to 1."""

FAINT = 1e-7


class Muon(torch.optim.AdamW):
    """Convolutions by Muon, all else by AdamW; a group with a `turn` other than 0 is of convolutions.

    Their step is the momentum as a matrix (filters, all else) made orthogonal, times the learning rate
    and `turn`; before it they are brought to the length of the root of the number of filters, which a
    norm that follows does not see. Jordan et al., Muon: An optimizer for hidden layers in neural
    networks, 2024; the lengths as in its record for CIFAR-10.
    """

    def __init__(self, groups: Iterable[dict[str, Any]], lr: float, momentum: float) -> None:
        super().__init__([{"turn": 0.0, **group} for group in groups], lr=lr)
        self._momentum = momentum

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Change the weights once."""
        del closure
        whole = self.param_groups
        for group in whole:
            for weights in group["params"] if group["turn"] else ():
                if weights.grad is not None:
                    self._turn(weights, weights.grad, group["lr"] * group["turn"])
        self.param_groups = [group for group in whole if not group["turn"]]
        try:
            super().step()
        finally:
            self.param_groups = whole

    def _turn(self, weights: Tensor, gradient: Tensor, by: float) -> None:
        state = self.state[weights]
        if not state:  # AdamW looks for `step` in a state that comes back
            state.update(step=torch.zeros(()), momentum=torch.zeros_like(weights))
        kept = state["momentum"].lerp_(gradient, 1 - self._momentum)
        ahead = torch.lerp(gradient, kept, self._momentum)
        weights.mul_(len(weights) ** 0.5 / weights.norm().clamp(min=FAINT))
        weights.sub_(orthogonal(ahead.flatten(1)).view_as(weights), alpha=by)


def orthogonal(matrix: Tensor) -> Tensor:
    """Return (n, m) float32 with the directions of `matrix`, its singular values all about 1.

    A Newton-Schulz iteration, without a decomposition.
    """
    is_tall = matrix.size(0) > matrix.size(1)
    made: Tensor = matrix / matrix.norm().clamp(min=FAINT)
    made = made.T if is_tall else made
    for _round in range(ROUNDS):
        square = made @ made.T
        made = FIRST * made + (THIRD * square + FIFTH * square @ square) @ made
    return made.T if is_tall else made
