"""`scratch`: a small residual network learned from nothing but the pictures at hand."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import ClassVar

import torch
from pydantic import JsonValue
from torch import nn

from lookalike.core.errors import ImageRefused
from lookalike.core.settings import Settings
from lookalike.encoders.network import INPUT, MODEL
from lookalike.encoders.square import Fit
from lookalike.imaging import Limits, decode
from lookalike.sources.labelled import Labelled
from lookalike.training.chance import START, settle
from lookalike.training.dataset import Examples
from lookalike.training.export import Searchable, as_onnx
from lookalike.training.loop import trained
from lookalike.training.method import Encoded, Made
from lookalike.training.network import ResidualNetwork, shape_for
from lookalike.training.plan import Plan
from lookalike.training.task import Progress, Show
from lookalike.training.tasks import task_for

SIDES = (32, 64, 128)
SEEN = 400_000
LARGEST_BATCH = 512
LOOKED_AT = 32


class Scratch:
    """A network for squares of `side` pixels, all of the picture in them."""

    recipe: ClassVar[str] = "scratch"
    takes_pictures: ClassVar[bool] = True
    fit: Fit = "stretch"

    def __init__(self, side: int) -> None:
        self.side = side
        self._shape = shape_for(side)

    def settled(self) -> dict[str, JsonValue]:
        """Return the sizes of the network."""
        return {"side": self.side, "fit": self.fit, "widths": list(self._shape.widths)}

    def plan(self, count: int, seed: int) -> Plan:
        """Return the plan for `count` pictures: fewer are shown more often, 80 times at most."""
        batch = min(LARGEST_BATCH, max(32, 2 ** ((count // 20).bit_length() - 1)))
        return Plan(
            epochs=max(8, min(80, round(SEEN / count))),
            batch=batch,
            peak=0.75 * batch / LARGEST_BATCH,
            decay=1.3e-3,
            seed=seed,
        )

    def train(
        self, examples: Examples, plan: Plan, folder: Path, show: Show, encoded: Encoded
    ) -> tuple[nn.Module, Progress]:
        """Return the trained network and how it went."""
        del encoded
        settle(plan.seed, START)
        network = ResidualNetwork(self._shape)
        task = task_for(plan, network, self._shape.dims, examples)
        network.stem.learn(task.sample())
        return trained(task, plan, folder, show)

    def made(self, model: nn.Module, plan: Plan) -> Made:
        """Return the network as ONNX; with its mirror image where it was shown that, too."""
        example = torch.zeros((2, self.side, self.side, 3), dtype=torch.uint8)
        searchable = Searchable(model, mirror=plan.augment.mirror)
        return Made(
            kind="network",
            dims=self._shape.dims,
            files={MODEL: as_onnx(searchable, example, name=INPUT)},
            preprocessing={"side": self.side, "fit": self.fit},
        )


def side_of(items: Sequence[Labelled], settings: Settings) -> int:
    """Return the side that suits the pictures: the shorter sides of some of them decide."""
    found = [_shorter(each, settings) for each in items[:: max(1, len(items) // LOOKED_AT)]]
    smaller = median([side for side in found if side] or [SIDES[-1]])
    return next((side for side in SIDES if smaller <= side * 1.5), SIDES[-1])


def _shorter(item: Labelled, settings: Settings) -> int:
    """Return the shorter side of a picture in pixels, 0 where it is refused."""
    try:
        data = item.read(settings.max_file_bytes)
        height, width = decode(data, item.name, Limits.from_settings(settings)).image.shape[:2]
        return int(min(height, width))
    except ImageRefused:
        return 0
