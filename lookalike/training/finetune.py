"""`finetune`: the last blocks of a deep encoder learn on; timm's vision transformers."""

from pathlib import Path
from typing import Any, ClassVar, Self

import torch
from pydantic import JsonValue
from torch import Tensor, nn
from torch.nn import functional

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.encoders.network import INPUT, MODEL
from lookalike.encoders.square import Fit
from lookalike.training.chance import START, settle
from lookalike.training.dataset import Examples
from lookalike.training.export import Searchable, as_onnx
from lookalike.training.loop import trained
from lookalike.training.method import Encoded, Made
from lookalike.training.plan import Plan
from lookalike.training.task import Progress, Show
from lookalike.training.tasks import task_for
from lookalike.training.weights import pretrained, weights_told

DEFAULT = "vit_base_patch16_224"
BLOCKS = 2

_UNKNOWN = N_("timm knows no model “{name}”")
_NO_BLOCKS = N_("“{name}” is not built of blocks; take a vision transformer, {default} say")
_TOO_MANY = N_("“{name}” has {count} blocks, choose 1 to {count}")


class DeepNetwork(nn.Module):
    """Pictures (n, 3, side, side) uint8 to unit rows: a trunk, normalised as it was pre-trained.

    What of it does not learn stays in evaluation mode.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, trunk: nn.Module, mean: tuple[float, ...], std: tuple[float, ...]) -> None:
        super().__init__()
        self.trunk = trunk
        self.register_buffer("mean", 255 * torch.tensor(mean)[:, None, None])
        self.register_buffer("deviation", 255 * torch.tensor(std)[:, None, None])

    def forward(self, images: Tensor) -> Tensor:
        """Return unit rows (n, dims)."""
        return functional.normalize(self.trunk((images.float() - self.mean) / self.deviation))

    def train(self, mode: bool = True) -> Self:
        """Set the mode of what learns: statistics of a batch would change what stays as it is."""
        super().train(mode)
        for part in self.trunk.modules():
            learns = [each.requires_grad for each in part.parameters()]
            if learns and not any(learns):
                part.eval()
        return self


class Finetune:
    """The last `blocks` of a timm model, and its last norm; everything before stays as it is."""

    recipe: ClassVar[str] = "finetune"
    takes_pictures: ClassVar[bool] = True
    fit: Fit = "crop"

    def __init__(self, name: str, blocks: int, weights: Path | None) -> None:
        """Load the model; BadRequest for a name or number, EncoderUnavailable without weights."""
        import timm

        self._name, self._blocks = name, blocks
        if not timm.is_model(name):
            raise BadRequest(field="--base", reason=_(_UNKNOWN).format(name=name))
        trunk = pretrained(name, weights)
        config = _config(trunk)
        self._network = DeepNetwork(trunk, config["mean"], config["std"])
        self._weights = weights_told(trunk, weights)
        self.side = int(config["input_size"][-1])
        self._freeze()
        with torch.no_grad():
            seen = self._network.eval()(torch.zeros(1, 3, self.side, self.side))
        self._dims = int(seen.shape[1])

    def settled(self) -> dict[str, JsonValue]:
        """Return the model and what of it learns."""
        model = {"model": self._name, "weights": self._weights}
        return {**model, "blocks": self._blocks, "side": self.side, "fit": self.fit}

    def plan(self, count: int, seed: int) -> Plan:
        """Return the plan for `count` pictures: some epochs at a small rate, stopped early."""
        return Plan(
            epochs=max(5, min(30, 20_000 // count)),
            batch=min(32, max(8, count // 20)),
            peak=1e-4,
            decay=0.05,
            optimiser="adamw",
            smoothing=0.1,
            warm_up=0.1,
            patience=5,
            seed=seed,
        )

    def train(
        self, examples: Examples, plan: Plan, folder: Path, show: Show, encoded: Encoded
    ) -> tuple[nn.Module, Progress]:
        """Return the trained network and how it went."""
        del encoded
        settle(plan.seed, START)
        task = task_for(plan, self._network, self._dims, examples)
        return trained(task, plan, folder, show)

    def made(self, model: nn.Module, plan: Plan) -> Made:
        """Return the network as ONNX."""
        del plan
        example = torch.zeros((2, self.side, self.side, 3), dtype=torch.uint8)
        return Made(
            kind="network",
            dims=self._dims,
            files={MODEL: as_onnx(Searchable(model, mirror=False), example, name=INPUT)},
            preprocessing={"side": self.side, "fit": self.fit},
        )

    def _freeze(self) -> None:
        trunk = self._network.trunk
        blocks = getattr(trunk, "blocks", None)
        if not isinstance(blocks, nn.Sequential | nn.ModuleList):
            raise BadRequest(
                field="--base", reason=_(_NO_BLOCKS).format(name=self._name, default=DEFAULT)
            )
        if not 1 <= self._blocks <= len(blocks):
            reason = _(_TOO_MANY).format(name=self._name, count=len(blocks))
            raise BadRequest(field="--blocks", reason=reason)
        trunk.requires_grad_(False)
        norms = (getattr(trunk, name, None) for name in ("norm", "fc_norm"))
        for part in (*list(blocks)[-self._blocks :], *norms):
            if isinstance(part, nn.Module):
                part.requires_grad_(True)


def _config(trunk: nn.Module) -> dict[str, Any]:
    from timm.data.config import resolve_model_data_config

    return dict(resolve_model_data_config(trunk))  # type: ignore[no-untyped-call]
