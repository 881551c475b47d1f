"""`head`: a small network on the rows of a frozen encoder; minutes, even for thousands of pictures."""

from itertools import chain
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from pydantic import JsonValue
from torch import Tensor, nn

from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder
from lookalike.encoders.bundle import Bundle
from lookalike.encoders.card import Base
from lookalike.encoders.head import INPUT, MODEL
from lookalike.encoders.learned_from import kept_in
from lookalike.encoders.network import Preprocessing
from lookalike.training.chance import START, settle
from lookalike.training.dataset import Examples
from lookalike.training.export import as_onnx
from lookalike.training.head_network import DIMS, HIDDEN, Head
from lookalike.training.loop import trained
from lookalike.training.losses import loss_for
from lookalike.training.method import Encoded, Made
from lookalike.training.pictures import MOST_KNOWN, MOST_QUERIES, evenly
from lookalike.training.plan import Plan
from lookalike.training.purity import Judged, purity
from lookalike.training.task import Progress, Show
from lookalike.training.views import views_of

SIDE = 128


class HeadTask:
    """Rows of pictures, in one of their views, to categories."""

    def __init__(self, model: nn.Module, loss: nn.Module, views: Rows, examples: Examples) -> None:
        """Take `views` (all, views, width); the first one is the pictures as they are."""
        self.model, self.loss = model, loss
        self._rows = torch.from_numpy(views)
        self._labels = torch.from_numpy(examples.labels)
        train, queries = (np.flatnonzero(examples.is_validation == each) for each in (False, True))
        self._train = torch.from_numpy(train)
        self._queries = torch.from_numpy(evenly(queries, MOST_QUERIES))
        self._known = torch.from_numpy(evenly(train, MOST_KNOWN))
        self.count = len(train)

    def batch(self, places: Tensor, epoch: int, chance: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return base rows (n, width), each of a view by chance, and labels (n,)."""
        del epoch
        at = self._train[places]
        view = torch.randint(self._rows.shape[1], (len(at),), generator=chance)
        return self._rows[at, view], self._labels[at]

    def sample(self) -> Tensor:
        """Return the rows of all training pictures as they are."""
        return self._rows[self._train, 0]

    def validate(self, model: nn.Module) -> float:
        """Return the purity of validation pictures among training pictures, as of `PictureTask`."""
        return purity(self.judged(model))

    @torch.inference_mode()
    def judged(self, model: nn.Module) -> Judged:
        """Return the validation share, and training pictures as known ones."""
        where = next(model.parameters()).device
        shares = (
            (model(self._rows[at, 0].to(where)).cpu(), self._labels[at])
            for at in (self._queries, self._known)
        )
        return Judged(*chain.from_iterable(shares))


class HeadMethod:
    """A head on `base`, an encoder that stays as it is."""

    recipe: ClassVar[str] = "head"
    takes_pictures: ClassVar[bool] = False

    def __init__(self, base: Encoder, below: Bundle | None) -> None:
        """Take an encoder, and its bundle where it is one that was learned here.

        Raises BadRequest where it is a head itself.
        """
        self._base = base
        self._carried = below.carried() if below else {}
        self._learned_from = kept_in(below.folder) if below else None
        # A network is asked about the squares it sees in use; others look at about so many pixels.
        sees = Preprocessing(side=SIDE, fit="stretch")
        if below and below.card.kind == "network":
            sees = below.card.seen_as(Preprocessing)
        self.side, self.fit = sees.side, sees.fit

    def settled(self) -> dict[str, JsonValue]:
        """Return the encoder below, the squares it is asked about, and the sizes of the head."""
        base = {"base": self._base.id, "fingerprint": self._base.fingerprint}
        return {**base, "side": self.side, "fit": self.fit, "dims": DIMS, "hidden": HIDDEN}

    def plan(self, count: int, seed: int) -> Plan:
        """Return the plan for `count` pictures: some thousand steps, fewer where they gain nothing."""
        batch = min(512, max(32, 2 ** ((count // 10).bit_length() - 1)))
        epochs = max(20, min(60, 4000 * batch // count))
        return Plan(
            epochs=epochs,
            batch=batch,
            peak=1e-3,
            decay=0.1,
            optimiser="adamw",
            smoothing=0.1,
            warm_up=0.1,
            patience=max(10, epochs // 4),
            seed=seed,
        )

    def train(
        self, examples: Examples, plan: Plan, folder: Path, show: Show, encoded: Encoded
    ) -> tuple[nn.Module, Progress]:
        """Return the trained head and how it went; the pictures are encoded once before."""
        views = views_of(self._base, examples, plan, folder / "views.f32", encoded)
        settle(plan.seed, START)
        head = Head(self._base.dims)
        task = HeadTask(head, loss_for(plan, DIMS, len(examples.categories)), views, examples)
        head.learn_statistics(task.sample())
        return trained(task, plan, folder, show)

    def made(self, model: nn.Module, plan: Plan) -> Made:
        """Return the head as ONNX, with the files of a base that was learned here."""
        del plan
        example = torch.zeros((2, self._base.dims))
        files: dict[str, bytes | Path] = {MODEL: as_onnx(model, example, name=INPUT)}
        return Made(
            kind="head",
            dims=DIMS,
            files={**files, **self._carried},
            base=Base(id=self._base.id, fingerprint=self._base.fingerprint),
            below=self._learned_from,
        )
