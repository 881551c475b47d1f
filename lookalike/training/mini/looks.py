"""The looks of pictures: a map of `classic` under which a picture lies next to copies of itself."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from lookalike.core.vectors import Rows, unit_rows
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.rows import encode_all
from lookalike.training.chance import START, STEP, chance_of, settle
from lookalike.training.mini.copies import copied
from lookalike.training.mini.recipe import LooksRecipe

SMALLEST = 1e-5


class Looks(NamedTuple):
    """The mean (width,) of unit rows, and directions (dims, width): see `encoders.appearance.mapped`."""

    mean: Rows
    directions: Rows


def views_of(encoder: Encoder, images: Sequence[Image], copies: int, seed: int) -> list[Rows]:
    """Return unit rows (n, width) of the pictures, then of each of so many copies of them all."""
    chance = np.random.default_rng(seed)
    views = [unit_rows(encode_all(encoder, images))]
    for _copy in range(copies):
        changed = (np.ascontiguousarray(copied(image, chance)) for image in images)
        views.append(unit_rows(encode_all(encoder, changed)))
    return views


def learned_looks(views: Sequence[Rows], recipe: LooksRecipe, seed: int) -> Looks:
    """Return the linear map under which two views of a picture are nearer than those of others.

    Two views each of `batch` pictures, each to be told from all others: the loss of Chen et al., A
    Simple Framework for Contrastive Learning of Visual Representations, ICML 2020.
    """
    mean = views[0].mean(0)
    spread = views[0].std(0) + SMALLEST
    given = [torch.from_numpy((each - mean) / spread) for each in views]
    settle(seed, START)
    linear = nn.Linear(len(mean), recipe.dims, bias=False)
    optimiser = torch.optim.AdamW(linear.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    falling = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, recipe.steps)
    for step in range(recipe.steps):
        first, second = _pair(given, recipe, chance_of(seed, STEP, step))
        loss = _told_apart(linear(first), linear(second), recipe.temperature)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        falling.step()
    directions: NDArray[np.float32] = linear.weight.detach().numpy() / spread
    return Looks(mean, directions)


def _pair(
    views: Sequence[Tensor], recipe: LooksRecipe, chance: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Return two different views of some pictures, with some of their numbers left out."""
    chosen = torch.randperm(len(views[0]), generator=chance)[: recipe.batch]
    first, second = torch.randperm(len(views), generator=chance)[:2].tolist()
    if torch.rand((), generator=chance) < recipe.originals:
        first, second = 0, max(first, second)
    kept = torch.rand((2, len(chosen), views[0].shape[1]), generator=chance) >= recipe.dropout
    return views[first][chosen] * kept[0], views[second][chosen] * kept[1]


def _told_apart(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    cosines = functional.normalize(first) @ functional.normalize(second).T / temperature
    own = torch.arange(len(cosines))
    return (functional.cross_entropy(cosines, own) + functional.cross_entropy(cosines.T, own)) / 2
