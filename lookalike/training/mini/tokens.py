"""From the teacher's sentences to a vector and a weight for each token: words without a network.

What a token means alone comes first (Tulkens and van Dongen, Model2Vec, 2024), then all tokens move
a little until the mean of a phrase's tokens is what the teacher says of the phrase.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from lookalike.core.vectors import Rows
from lookalike.training.chance import ORDER, chance_of
from lookalike.training.mini.recipe import WordsRecipe

BATCH = 512


@dataclass(frozen=True, eq=False)
class Tokens:
    """`table`: (vocabulary, dims) float32. `weights`: (vocabulary,). `kept`: cosine on held phrases."""

    table: Tensor
    weights: Tensor
    kept: float


def principal(rows: Rows, dims: int) -> tuple[Rows, Rows]:
    """Return mean (width,) and the strongest directions (dims, width) of rows (n, width)."""
    mean = rows.mean(0)
    _values, vectors = np.linalg.eigh(np.cov((rows - mean).T))
    return mean, np.ascontiguousarray(vectors.T[::-1][:dims], np.float32)


def rarity(count: int, rare: float) -> NDArray[np.float32]:
    """Return weights (count,) of tokens in the order of their frequency: common ones count little.

    Arora, Liang, Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings, ICLR 2017, with
    Zipf's law for the frequencies.
    """
    ranks = np.arange(2, count + 2)
    frequency = 1 / (ranks * np.log(ranks))
    return np.asarray(rare / (rare + frequency), np.float32)


class Phrases(NamedTuple):
    """`tokens`: (n, length), 0 for none. `taught`: (n, width) rows of the teacher."""

    tokens: NDArray[np.int64]
    taught: Rows


def learned_tokens(
    alone: Rows, phrases: Phrases, recipe: WordsRecipe, dims: int, *, seed: int
) -> Tokens:
    """Return what each token is to be; a tenth of the phrases judges.

    `alone`: (vocabulary, width) rows of the teacher, of each token by itself.
    """
    given, taught = torch.from_numpy(phrases.tokens), phrases.taught
    mean, directions = principal(np.concatenate([alone, taught]), dims)
    first = torch.from_numpy((alone - mean) @ directions.T)
    wanted = functional.normalize(torch.from_numpy((taught - mean) @ directions.T))
    table = nn.Parameter(first.clone())
    weights = nn.Parameter(torch.from_numpy(rarity(len(alone), recipe.rare)).log())
    judges = torch.arange(len(given)) % 10 == 0
    optimiser = torch.optim.Adam([table, weights], lr=recipe.rate)
    for epoch in range(recipe.epochs):
        places = torch.nonzero(~judges)[:, 0]
        places = places[torch.randperm(len(places), generator=chance_of(seed, ORDER, epoch))]
        for start in range(0, len(places), BATCH):
            some = places[start : start + BATCH]
            held = (table - first)[torch.unique(given[some])].square().sum(1).mean()
            apart = 1 - functional.cosine_similarity(
                _mean(table, weights, given[some]), wanted[some]
            )
            loss = apart.mean() + recipe.anchor * held
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
    with torch.no_grad():
        kept = functional.cosine_similarity(_mean(table, weights, given[judges]), wanted[judges])
    return Tokens(table.detach(), weights.detach().exp(), float(kept.mean()))


def _mean(table: Tensor, weights: Tensor, tokens: Tensor) -> Tensor:
    shares = weights[tokens].exp() * (tokens != 0)
    return functional.embedding_bag(tokens, table, per_sample_weights=shares, mode="sum")
