"""Learns the words of a block, and what reduces its rows: scikit-learn, nothing of labels."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from lookalike.core.vectors import Rows
from lookalike.encoders.base import Image
from lookalike.encoders.visual_words import Vocabulary
from lookalike.encoders.vocabulary import Made
from lookalike.encoders.word_blocks import Block, Words, block_row, located

BATCH = 4096
ROUNDS = 30
LEAST_VARIANCE = 1e-3
FEWEST = 4
FOR_IDF = 2000
FOR_MIXTURE = 60_000

Step = Callable[[int], None]
"""Called with the number of images done since it was called last."""

_NONE = np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class Learn:
    """How one block is learned.

    `words`: how many. `length`: what a descriptor is brought to. `flatten`: None leaves its principal
    components their lengths, a share of the mean variance makes those above it equally long.
    `dims`: what the row is reduced to. `power`: by which of their variance its components are
    divided, 0 for not at all, 0.5 whitens.
    """

    words: int = 0
    length: int = 0
    flatten: float | None = None
    dims: int = 256
    power: float = 0.25


def learn_block(
    squares: Sequence[Image], block: Block, how: Learn, *, most: int, seed: int, step: Step
) -> Made | None:
    """Return a block learned from squares, from at most `most` of their descriptors.

    None where there are too few descriptors for words.
    """
    words = None
    if isinstance(block, Words):
        descriptors, places = sampled(squares, block, most, seed, step)
        if len(descriptors) < FEWEST * 2:
            return None
        words = learn_words(descriptors, places, block, how, seed)
        if block.pooling == "counts":
            words = replace(words, weights=idf(squares[:FOR_IDF], block, words))
    rows = np.empty((len(squares), len(block_row(squares[0], block, words))), np.float32)
    for row, square in zip(rows, squares, strict=True):
        row[:] = block_row(square, block, words)
        step(1)
    return Made(block, words, *reduction(rows, how, seed))


def sampled(
    squares: Sequence[Image], block: Words, most: int, seed: int, step: Step
) -> tuple[Rows, Rows]:
    """Return descriptors and places of a few from every square, or of all where they are few."""
    chance = np.random.default_rng(seed)
    of_each = max(1, most // len(squares))
    parts: list[tuple[Rows, Rows]] = []
    for square in squares[:most]:
        descriptors, places = located(square, block)
        count = min(of_each, len(descriptors))
        taken = chance.permutation(len(descriptors))[:count]
        parts.append((descriptors[taken], places[taken]))
        step(1)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def learn_words(descriptors: Rows, places: Rows, block: Words, how: Learn, seed: int) -> Vocabulary:
    """Return words for descriptors (n, d) at places (n, 2): k-means, for fisher a mixture."""
    components = _components(descriptors, min(how.length, *descriptors.shape), "full", seed)
    variances = components.explained_variance_
    if how.flatten is None:
        spread = np.sqrt(variances.mean())
    else:
        spread = np.sqrt(variances + how.flatten * variances.mean())
    bare = Vocabulary(
        mean=_plain(components.mean_),
        projection=_plain(components.components_.T / np.maximum(spread, 1e-6)),
        centres=_NONE,
        weights=_NONE,
        deviations=_NONE,
        place=block.place_weight(),
    )
    points = bare.seen(descriptors, places)
    count = min(how.words, max(2, len(points) // FEWEST))
    if block.pooling == "fisher":
        return _mixture(bare, points, count, seed)
    with _unfinished():
        found = MiniBatchKMeans(
            count, batch_size=BATCH, max_iter=ROUNDS, n_init=1, random_state=seed
        ).fit(points)
    ones = np.ones(count if block.pooling == "counts" else 0, np.float32)
    empty = np.empty((0, points.shape[1]), np.float32)
    return replace(bare, centres=_plain(found.cluster_centers_), weights=ones, deviations=empty)


def idf(squares: Sequence[Image], block: Words, words: Vocabulary) -> Rows:
    """Return the inverse document frequency of each word, 1 + log((1 + n) / (1 + df)).

    A word is in a square where there is more of it than of the mean word.
    """
    often = np.zeros(len(words.centres))
    for square in squares:
        roots = block_row(square, block, words).reshape(-1, len(often))
        amounts = (roots * roots).sum(axis=0)
        often += amounts > amounts.mean()
    return _plain(1 + np.log((1 + len(squares)) / (1 + often)))


def reduction(rows: Rows, how: Learn, seed: int) -> tuple[Rows, Rows]:
    """Return the mean of rows (n, f), and what brings them to their principal components (f, dims)."""
    dims = max(1, min(how.dims, len(rows) - 1, rows.shape[1]))
    components = _components(rows, dims, "randomized", seed)
    variances = components.explained_variance_
    variances = np.maximum(variances, max(float(variances[0]), 1e-12) * LEAST_VARIANCE)
    return _plain(components.mean_), _plain(components.components_.T / variances**how.power)


def _mixture(bare: Vocabulary, points: Rows, count: int, seed: int) -> Vocabulary:
    with _unfinished():
        found = GaussianMixture(
            count,
            covariance_type="diag",
            reg_covar=LEAST_VARIANCE,
            max_iter=ROUNDS,
            init_params="k-means++",
            random_state=seed,
        ).fit(points[:: max(1, len(points) // FOR_MIXTURE)])
    return replace(
        bare,
        centres=_plain(found.means_),
        weights=_plain(np.maximum(found.weights_, LEAST_VARIANCE / count)),
        deviations=_plain(np.sqrt(found.covariances_)),
    )


def _components(rows: Rows, count: int, solver: str, seed: int) -> PCA:
    with np.errstate(invalid="ignore"):  # shares of no variance at all, which nobody reads
        return PCA(count, svd_solver=solver, iterated_power=3, random_state=seed).fit(rows)


@contextmanager
def _unfinished() -> Iterator[None]:
    """Words need not be found to the last digit: the rounds are few on purpose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _plain(array: NDArray[np.floating]) -> Rows:
    return np.ascontiguousarray(array, np.float32)
