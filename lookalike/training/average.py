"""A moving average of weights: steadier than the weights of any one step."""

import copy

import torch
from torch import nn

RAMP = 10


class Average:
    """Keeps the exponential moving average of a model's weights and statistics.

    Early on it forgets faster, so that it does not remember the random start (as Tan and Le,
    EfficientNet, 2019).
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Take in the weights after `step` (of 0)."""
        kept = min(self.decay, (1 + step) / (RAMP + step))
        for mean, now in zip(
            self.model.state_dict().values(), model.state_dict().values(), strict=True
        ):
            if mean.is_floating_point():
                mean.lerp_(now, 1 - kept)
            else:
                mean.copy_(now)
