"""Pictures and what is said of them as one task: batches for the loss."""

import numpy as np
import torch
from torch import Tensor, nn

from lookalike.training.chance import ORDER, chance_of
from lookalike.training.distort import cut_out, greyed
from lookalike.training.mini.judge import Judge, Material, resized
from lookalike.training.mini.loss import PairLoss
from lookalike.training.mini.mixing import cut_mixed
from lookalike.training.mini.pair import Pair
from lookalike.training.mini.recipe import Recipe
from lookalike.training.pictures import pictures

SAMPLE = 4096


class MiniTask:
    """Examples by part, some of them several times an epoch; judged as `Judge` says.

    `side`: of the pictures that were shown last. `figures`: of the last epoch, by part.
    """

    def __init__(self, model: Pair, loss: PairLoss, material: Material, recipe: Recipe) -> None:
        self.model, self.loss, self._recipe = model, loss, recipe
        self._examples, self._texts, _told = material
        self._augment, self.judge = recipe.plan.augment, Judge(material)
        shown = [recipe.parts[part] for part in material.parts]
        times = np.array([each.times for each in shown])
        self._smallest = torch.tensor([each.smallest for each in shown])
        self._mixed = torch.tensor([each.mixed for each in shown])
        taught = np.flatnonzero(~self._examples.is_validation)
        self._train = np.repeat(taught, times[taught])
        self.count = len(self._train)
        self.side = recipe.side
        self.figures: dict[str, float] = {}

    def batch(self, places: Tensor, epoch: int, chance: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return pictures (n, 3, side, side) uint8 and what `PairLoss` takes as targets (n, 4)."""
        stage = self._recipe.stage_in(epoch)
        self.side, self.loss.captions = stage.side, stage.captions
        at = self._train[places.numpy()]
        shown = pictures(self._examples.images, at)
        images = self._augment.batch(shown, torch.from_numpy(at), epoch, chance)
        images = cut_out(images, self._smallest[at], chance)
        labels = self._examples.labels[at]
        drawn = torch.randint(2**31, (len(at),), generator=chance).tolist()
        given = zip(at, labels, drawn, strict=True)
        texts = torch.tensor([self._text(place, label, draw) for place, label, draw in given])
        groups = torch.from_numpy(self._texts.group_of[labels])
        images = greyed(resized(images, stage.side), stage.grey, chance)
        images, other, own = cut_mixed(images, groups, self._mixed[at] * stage.mixed, chance)
        targets = torch.stack([groups, texts, texts[other], own.double()], 1)
        return images.contiguous(memory_format=torch.channels_last), targets

    def sample(self) -> Tensor:
        """Return training pictures that the network can learn its statistics from."""
        order = torch.randperm(self.count, generator=chance_of(self._recipe.seed, ORDER))
        return pictures(self._examples.images, np.sort(self._train[order[:SAMPLE].numpy()]))

    def validate(self, model: nn.Module) -> float:
        """Return the mean of the figures of all parts, which `figures` keeps."""
        if not isinstance(model, Pair):
            raise TypeError("only a pair can be judged")
        self.figures = self.judge.figures(model.images, model.words, self.side)
        return float(np.mean(list(self.figures.values())))

    def _text(self, place: int, label: int, draw: int) -> int:
        """Return the text of an example: its name, or one of its captions."""
        name = int(self._texts.name_of[label])
        captions = self._texts.captions_of[place]
        return name if name >= 0 else captions[draw % len(captions)]
