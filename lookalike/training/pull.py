"""Rows moved towards the categories they resemble, as far as that keeps categories together."""

from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional

from lookalike.training.losses import Softmax
from lookalike.training.purity import grouping, purity
from lookalike.training.task import CategoryTask

STRENGTHS = (0.25, 0.5, 1.0)
SHARPNESS = 40.0
GAIN = 0.001
"""By so much more of the neighbours must be right before rows are moved further."""


class Pulled(nn.Module):
    """A model whose unit rows (n, dims) are moved by `moved`, towards `directions` (count, dims)."""

    directions: Tensor

    def __init__(self, model: nn.Module, directions: Tensor, strength: float) -> None:
        super().__init__()
        self.model, self.strength = model, strength
        self.register_buffer("directions", directions)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return unit rows (n, dims)."""
        return moved(self.model(inputs), self.directions, self.strength)


def moved(rows: Tensor, directions: Tensor, strength: float) -> Tensor:
    """Return unit rows (n, dims), nearer to the unit directions (count, dims) they are most like.

    One step of a modern Hopfield network that remembers the categories (Ramsauer et al., Hopfield
    Networks is All You Need, ICLR 2021): an image that is most like one category comes to lie among
    its images, and within them where it lay before.
    """
    shares = (SHARPNESS * rows @ directions.T).softmax(1)
    return functional.normalize(rows + strength * shares @ directions)


class Best(NamedTuple):
    """A model, how strongly its rows are pulled (0 for not at all), and its validation figure."""

    model: nn.Module
    strength: float
    validation: float


def best_pulled(task: CategoryTask, model: nn.Module, validation: float) -> Best:
    """Return the model, pulled as strongly as groups the validation share of the task best.

    `validation`: the figure without. What was not learned with one direction per category is left.
    """
    best = Best(model, 0.0, validation)
    if not isinstance(task.loss, Softmax):
        return best
    given = task.judged(model)
    directions = functional.normalize(task.loss.directions.detach().float()).cpu()
    most = grouping(given)
    for strength in STRENGTHS:
        pulled = given._replace(
            rows=moved(given.rows, directions, strength),
            known=moved(given.known, directions, strength),
        )
        if (figure := grouping(pulled)) > most + GAIN:
            most = figure
            there = next(model.parameters()).device
            best = Best(Pulled(model, directions.to(there), strength), strength, purity(pulled))
    return best
