"""What a training is about, and how far it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor, nn

from lookalike.training.purity import Judged


class Task(Protocol):
    """What is learned: a model from inputs to unit rows, a loss, the data, and what is good."""

    count: int

    @property
    def model(self) -> nn.Module:
        """What is trained."""

    @property
    def loss(self) -> nn.Module:
        """What is minimised; its own weights are trained with it."""

    def batch(self, places: Tensor, epoch: int, chance: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return inputs and targets of the training examples at `places` (n,)."""

    def validate(self, model: nn.Module) -> float:
        """Return how good a model in evaluation mode is on the validation share, 0..1."""


class CategoryTask(Task, Protocol):
    """One whose examples have categories that rows can be pulled towards."""

    def judged(self, model: nn.Module) -> Judged:
        """Return what a model in evaluation mode makes of the validation share, and of known ones."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a training is; `left` in seconds, None where that is not known yet."""

    step: int
    steps: int
    epoch: int
    loss: float
    rate: float
    validation: float | None
    left: float | None


@dataclass(slots=True)
class Progress:
    """What a checkpoint remembers beside weights.

    `validation`: the figure of the weights that are kept; `stale`: epochs since it was last exceeded;
    `pull`: how strongly they are pulled towards categories, `unpulled`: the figure before that;
    `curves`: one entry per epoch.
    """

    step: int = 0
    seconds: float = 0.0
    validation: float = -1.0
    stale: int = 0
    pull: float = 0.0
    unpulled: float = -1.0
    is_over: bool = False
    curves: list[dict[str, float]] = field(default_factory=list)


Show = Callable[[Reached], None]
