"""What a recipe for learning is: the contract of `scratch`, `head` and `finetune`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal, Protocol

from pydantic import JsonValue
from torch import nn

from lookalike.encoders.card import Base
from lookalike.encoders.learned_from import Hashes
from lookalike.encoders.square import Fit
from lookalike.training.dataset import Examples
from lookalike.training.plan import Plan
from lookalike.training.task import Progress, Show

Encoded = Callable[[int, int], None]
"""Called with how many pictures of how many are encoded by the encoder below."""


@dataclass(frozen=True, slots=True)
class Made:
    """What goes into the bundle: its kind, numbers in a row, preprocessing, files and base.

    `below`: what the base learned from, where that is known.
    """

    kind: Literal["network", "head"]
    dims: int
    files: dict[str, bytes | Path]
    preprocessing: dict[str, JsonValue] = field(default_factory=dict)
    base: Base | None = None
    below: Hashes | None = None


class Method(Protocol):
    """One way to learn. `side`, `fit`: the squares it learns from.

    `takes_pictures`: what learns sees them itself, so two may be mixed and captions may teach.
    """

    recipe: ClassVar[str]
    takes_pictures: ClassVar[bool]
    side: int
    fit: Fit

    def settled(self) -> dict[str, JsonValue]:
        """Return what decides its result beside plan and data."""

    def plan(self, count: int, seed: int) -> Plan:
        """Return the plan for `count` training pictures where nothing else is asked for."""

    def train(
        self, examples: Examples, plan: Plan, folder: Path, show: Show, encoded: Encoded
    ) -> tuple[nn.Module, Progress]:
        """Return the trained model, in evaluation mode on the processor, and how it went."""

    def made(self, model: nn.Module, plan: Plan) -> Made:
        """Return what the bundle needs."""
