"""Learning from pictures and their categories: the task that `scratch` and `finetune` share."""

from collections.abc import Iterator
from itertools import chain

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lookalike.training.augment import Augment
from lookalike.training.dataset import Examples
from lookalike.training.purity import Judged, purity

AT_ONCE = 250
MOST_QUERIES = 2000
MOST_KNOWN = 5000


class PictureTask:
    """Pictures of a memory map, changed by `augment`, to categories; judged by their neighbours.

    The validation figure is the purity of up to 2,000 validation pictures among up to 5,000 training
    pictures, evenly taken.
    """

    def __init__(
        self, model: nn.Module, loss: nn.Module, examples: Examples, augment: Augment
    ) -> None:
        self.model, self.loss = model, loss
        self._examples, self._augment = examples, augment
        self._labels = torch.from_numpy(examples.labels)
        self._categories = len(examples.categories)
        self._train = np.flatnonzero(~examples.is_validation)
        self.queries = evenly(np.flatnonzero(examples.is_validation), MOST_QUERIES)
        self._known = evenly(self._train, MOST_KNOWN)
        self.count = len(self._train)

    def batch(self, places: Tensor, epoch: int, chance: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return pictures (n, 3, side, side) uint8 and their labels, or shares of categories."""
        at = self._train[places.numpy()]
        images = pictures(self._examples.images, at)
        changed = self._augment.batch(images, torch.from_numpy(at), epoch, chance)
        return self.paired(changed, at, chance)

    def paired(
        self, images: Tensor, places: NDArray[np.int64], chance: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """Return pictures of the examples at `places` (n,), and what each is to be learned as."""
        return self._augment.mixed(images, self._labels[places], self._categories, chance)

    def sample(self) -> Tensor:
        """Return training pictures that a network can learn its statistics from."""
        return pictures(self._examples.images, self._known)

    def validate(self, model: nn.Module) -> float:
        """Return the purity of the validation share."""
        return purity(self.judged(model))

    def judged(self, model: nn.Module) -> Judged:
        """Return the validation share, and training pictures as known ones."""
        shares = ((self.rows(model, at), self._labels[at]) for at in (self.queries, self._known))
        return Judged(*chain.from_iterable(shares))

    @torch.inference_mode()
    def rows(self, model: nn.Module, places: NDArray[np.int64]) -> Tensor:
        """Return the rows (n, dims) that a model in evaluation mode gives of examples."""
        where = next(model.parameters()).device
        parts = (pictures(self._examples.images, some) for some in _parts(places))
        return torch.cat([model(part.to(where)).float().cpu() for part in parts])


def pictures(images: NDArray[np.uint8], places: NDArray[np.int64]) -> Tensor:
    """Return pictures (n, 3, side, side) uint8, channels last in memory, of (all, side, side, 3)."""
    order = np.argsort(places, kind="stable")  # a memory map is read in its order
    rows = np.empty((len(places), *images.shape[1:]), np.uint8)
    rows[order] = images[places[order]]
    return torch.from_numpy(rows).permute(0, 3, 1, 2)


def _parts(places: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(places), AT_ONCE):
        yield places[start : start + AT_ONCE]


def evenly(places: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return at most `most` of the places, spread over all of them."""
    if len(places) <= most:
        return places
    return places[np.linspace(0, len(places) - 1, most).astype(np.int64)]
