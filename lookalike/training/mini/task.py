"""Pictures and what is said of them as one task: batches for the loss, and figures of validation."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lookalike.training.chance import ORDER, chance_of
from lookalike.training.dataset import Examples
from lookalike.training.mini.loss import PairLoss, Told
from lookalike.training.mini.network import MiniNetwork
from lookalike.training.mini.parts import part_of
from lookalike.training.mini.recipe import Recipe
from lookalike.training.mini.texts import Texts
from lookalike.training.mini.words import Words
from lookalike.training.pictures import AT_ONCE, evenly, pictures

MOST_JUDGES = 1000
NEAREST = 10


class Pair(nn.Module):
    """Both ways into the space: `images` and `words`."""

    def __init__(self, images: MiniNetwork, words: Words) -> None:
        super().__init__()
        self.images, self.words = images, words

    def forward(self, images: Tensor) -> Tensor:
        """Return unit rows (n, dims) of pictures."""
        rows: Tensor = self.images(images)
        return rows


class MiniTask:
    """Examples by part, some of them several times an epoch; the validation figure is the mean of all.

    Of a group of names: the share of its validation pictures whose name is the nearest. Of captions:
    the share of the first captions whose picture is among the nearest 10 of their part.
    """

    def __init__(
        self,
        model: Pair,
        loss: PairLoss,
        told: Told,
        examples: Examples,
        texts: Texts,
        recipe: Recipe,
    ) -> None:
        self.model, self.loss = model, loss
        self._told, self._examples, self._texts, self._recipe = told, examples, texts, recipe
        self._augment = recipe.plan.augment
        self._group = self._group_of_categories()
        parts = np.array([part_of(each) for each in examples.categories])[examples.labels]
        times = np.array([recipe.parts[part] for part in parts])
        taught = np.flatnonzero(~examples.is_validation)
        self._train = np.repeat(taught, times[taught])
        self.judges = {
            part: evenly(np.flatnonzero(examples.is_validation & (parts == part)), MOST_JUDGES)
            for part in recipe.parts
        }
        self.count = len(self._train)
        self.figures: dict[str, float] = {}

    def batch(self, places: Tensor, epoch: int, chance: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return pictures (n, 3, side, side) uint8 and (n, 2): their group or -1, and text."""
        at = self._train[places.numpy()]
        images = self._augment.batch(
            pictures(self._examples.images, at), torch.from_numpy(at), epoch, chance
        )
        labels = self._examples.labels[at]
        drawn = torch.randint(2**31, (len(at),), generator=chance).tolist()
        text = [self._text(place, label, draw) for place, label, draw in zip(at, labels, drawn, strict=True)]
        shown = resized(images, self._recipe.side_in(epoch))
        return shown, torch.tensor([self._group[labels].tolist(), text]).T

    def sample(self) -> Tensor:
        """Return training pictures that the network can learn its statistics from."""
        chance = chance_of(0, ORDER)
        some = torch.randperm(self.count, generator=chance)[: 4096].numpy()
        return pictures(self._examples.images, np.sort(self._train[some]))

    @torch.inference_mode()
    def validate(self, model: nn.Module) -> float:
        """Return the mean of the figures of all parts, which `figures` keeps."""
        for part, places in self.judges.items():
            if len(places):
                rows = torch.cat(
                    [
                        model(pictures(self._examples.images, some))
                        for some in np.array_split(places, -(-len(places) // AT_ONCE))
                    ]
                )
                self.figures[part] = self._figure(model, rows, places)
        return float(np.mean(list(self.figures.values())))

    def _figure(self, model: nn.Module, rows: Tensor, places: np.ndarray) -> float:
        labels = self._examples.labels[places]
        if self._texts.name_of[labels[0]] < 0:
            first = torch.tensor([self._texts.captions_of[place][0] for place in places])
            asked = model.words(self._told.tokens[first])
            nearest = (asked @ rows.T).topk(min(NEAREST, len(rows))).indices
            return float((nearest == torch.arange(len(rows))[:, None]).any(1).float().mean())
        right = 0
        for number, names in enumerate(self._told.groups):
            chosen = self._group[labels] == number
            if chosen.any():
                best = (rows[chosen] @ model.words(self._told.tokens[names]).T).argmax(1)
                right += int((names[best].numpy() == self._texts.name_of[labels[chosen]]).sum())
        return right / len(places)

    def _text(self, place: int, label: int, draw: int) -> int:
        name = int(self._texts.name_of[label])
        if name >= 0:
            return name
        captions = self._texts.captions_of[place]
        return captions[draw % len(captions)]

    def _group_of_categories(self) -> np.ndarray:
        found = np.full(len(self._examples.categories), -1, np.int64)
        for number, places in enumerate(self._texts.groups.values()):
            found[np.isin(self._texts.name_of, places)] = number
        return found


def resized(images: Tensor, side: int) -> Tensor:
    """Return pictures (n, 3, side, side) uint8 of larger ones, or them as they are."""
    if images.shape[-1] == side:
        return images
    small = functional.interpolate(
        images.float(), (side, side), mode="bilinear", antialias=True, align_corners=False
    )
    return small.round().clamp(0, 255).to(torch.uint8)
