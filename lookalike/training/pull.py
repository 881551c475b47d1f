"""Rows moved towards the categories they resemble, as far as that finds more of the right ones."""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from lookalike.training.losses import Softmax
from lookalike.training.task import Task

STRENGTHS = (0.25, 0.5, 1.0)
SHARPNESS = 40.0
GAIN = 0.001
"""By so much more of the neighbours must be right before rows are moved further."""


class Pulled(nn.Module):
    """A model whose unit rows (n, dims) move towards `directions` (categories, dims).

    One step of a modern Hopfield network that remembers the categories (Ramsauer et al., Hopfield
    Networks is All You Need, ICLR 2021): an image that is most like one category comes to lie among
    its images, and within them where it lay before.
    """

    directions: Tensor

    def __init__(self, model: nn.Module, directions: Tensor, strength: float) -> None:
        super().__init__()
        self.model, self.strength = model, strength
        self.register_buffer("directions", functional.normalize(directions.detach().float()))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return unit rows (n, dims)."""
        rows = self.model(inputs)
        shares = (SHARPNESS * rows @ self.directions.T).softmax(1)
        return functional.normalize(rows + self.strength * shares @ self.directions)


class Best(NamedTuple):
    """A model, how strongly its rows are pulled (0 for not at all), and its validation figure."""

    model: nn.Module
    strength: float
    validation: float


def best_pulled(task: Task, model: nn.Module, validation: float) -> Best:
    """Return the model, pulled as strongly as is best on the validation share of the task.

    `validation`: the figure without. What was not learned with one direction per category is left.
    """
    best = Best(model, 0.0, validation)
    if not isinstance(task.loss, Softmax):
        return best
    directions = task.loss.directions.to(next(model.parameters()).device)
    for strength in STRENGTHS:
        pulled = Pulled(model, directions, strength).eval()
        with torch.inference_mode():
            figure = task.validate(pulled)
        if figure > best.validation + GAIN:
            best = Best(pulled, strength, figure)
    return best
