"""How a training is to run: every number that decides its result."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from lookalike.training.augment import Augment

LossName = Literal["softmax", "contrastive", "captions"]
CAPTIONS: LossName = "captions"
Precision = Literal["auto", "float32", "bfloat16"]
Optimiser = Literal["sgd", "adamw", "muon"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The hyper-parameters of one training; `peak` is the learning rate at the end of the warm-up.

    `warm_up` is a share of all steps, `first` and `last` the learning rate there as shares of `peak`;
    `hold`: until which share of all steps it stays at the peak.
    `turn`: how much faster than the learning rate Muon turns convolutions.
    `patience`: epochs without a better validation figure until it stops early, 0 never.
    """

    epochs: int
    batch: int
    peak: float
    decay: float
    loss: LossName = "softmax"
    optimiser: Optimiser = "sgd"
    momentum: float = 0.85
    turn: float = 16.0
    smoothing: float = 0.2
    warm_up: float = 0.23
    hold: float = 0.0
    first: float = 0.2
    last: float = 0.05
    average: float = 0.99
    patience: int = 0
    precision: Precision = "auto"
    seed: int = 0
    augment: Augment = field(default_factory=Augment)

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as plain values, for cards and to compare."""
        return asdict(self)
