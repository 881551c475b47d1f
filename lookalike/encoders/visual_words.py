"""Visual words: what the local descriptors of one image say together, in terms of a vocabulary."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lookalike.core.vectors import Rows

Pooling = Literal["counts", "vlad", "fisher"]
Assignment = Literal["hard", "soft"]

FAINT = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words and what brings a descriptor to them; all arrays float32.

    `mean` (d,) and `projection` (d, p) bring descriptors to p numbers. `centres` (k, p) for counts;
    (k, p + 2) for vlad and fisher, which see a descriptor's place too, multiplied by `place`.
    `weights` (k,): of counts the idf of each word, of fisher the share of each Gaussian;
    `deviations`: those of the Gaussians, as `centres`. What a pooling does not use is empty.
    """

    mean: Rows
    projection: Rows
    centres: Rows
    weights: Rows
    deviations: Rows
    place: float = 0.0

    def seen(self, descriptors: Rows, places: Rows) -> Rows:
        """Return descriptors (n, d) as the words see them: (n, p), or (n, p + 2) with their places."""
        points = np.asarray((descriptors - self.mean) @ self.projection, np.float32)
        if not self.place:
            return points
        return np.concatenate([points, (places * self.place).astype(np.float32)], axis=1)


def pooled(
    words: Vocabulary,
    descriptors: Rows,
    places: Rows,
    *,
    pooling: Pooling,
    assignment: Assignment,
    grid: int,
) -> Rows:
    """Return one image's row of signed square roots, its length left as it is; zeros for no descriptor.

    `counts`: (grid * grid * k,), tf-idf in each cell of a grid. `vlad`: (k * (p + 2),). `fisher`:
    (2 * k * (p + 2),).
    """
    points = words.seen(descriptors, places)
    if pooling == "counts":
        row = counts(words, points, places, assignment, grid)
    elif pooling == "vlad":
        row = vlad(words, points)
    else:
        row = fisher(words, points)
    return np.sign(row) * np.sqrt(np.abs(row))


def counts(
    words: Vocabulary, points: Rows, places: Rows, assignment: Assignment, grid: int
) -> Rows:
    """Return how much of each word is in each cell, as a share of all points, times the words' idf.

    Cells row by row, by the points' places. `hard`: each point is its nearest word. `soft`: it is
    every word that is nearer than the mean word, by how much (Coates, Lee and Ng 2011).
    """
    amounts = hard(words, points) if assignment == "hard" else soft(words, points)
    line = np.clip(((places + np.float32(0.5)) * grid).astype(np.intp), 0, grid - 1)
    cells = line[:, 1] * grid + line[:, 0] == np.arange(grid * grid)[:, None]
    shares = cells.astype(np.float32) @ amounts / np.float32(max(len(points), 1))
    return np.asarray((shares * words.weights).ravel(), np.float32)


def hard(words: Vocabulary, points: Rows) -> Rows:
    """Return 1 for the nearest word of each point, else 0: (n, k)."""
    ones = np.eye(len(words.centres), dtype=np.float32)
    return np.asarray(ones[_squared(words, points).argmin(axis=1)], np.float32)


def soft(words: Vocabulary, points: Rows) -> Rows:
    """Return how much nearer than the mean word each word is to each point, or 0: (n, k)."""
    lengths = np.einsum("np,np->n", points, points)[:, None]
    distances = np.sqrt(np.maximum(_squared(words, points) + lengths, 0))
    return np.asarray(np.maximum(distances.mean(axis=1, keepdims=True) - distances, 0), np.float32)


def vlad(words: Vocabulary, points: Rows) -> Rows:
    """Return the sums of what points have beyond their nearest word, each word's at length one.

    Jégou et al., Aggregating local descriptors into a compact image representation, CVPR 2010;
    length one: Arandjelović and Zisserman, All about VLAD, CVPR 2013.
    """
    nearest = hard(words, points)
    sums = nearest.T @ points - nearest.sum(axis=0)[:, None] * words.centres
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray((sums / np.maximum(lengths, np.float32(FAINT))).ravel(), np.float32)


def fisher(words: Vocabulary, points: Rows) -> Rows:
    """Return the gradients of the points' likelihood by means and deviations of the Gaussians.

    Sánchez et al., Image Classification with the Fisher Vector, IJCV 2013, equations 17 and 18.
    """
    inverse = 1 / words.deviations**2
    both = np.concatenate([points * points, points], axis=1)
    slopes = np.concatenate([-0.5 * inverse, words.centres * inverse], axis=1)
    logs = both @ slopes.T + (
        np.log(words.weights)
        - np.log(words.deviations).sum(axis=1)
        - 0.5 * (words.centres**2 * inverse).sum(axis=1)
    )
    shares = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    many = np.float32(max(len(points), 1))
    zeroth = shares.sum(axis=0)[:, None] / many
    second, first = np.split(shares.T @ both / many, 2, axis=1)
    root = np.sqrt(words.weights)[:, None]
    by_mean = (first - words.centres * zeroth) / (words.deviations * root)
    spread = second - 2 * words.centres * first + (words.centres**2 - words.deviations**2) * zeroth
    by_deviation = spread * inverse / (np.float32(np.sqrt(2)) * root)
    return np.concatenate([by_mean.ravel(), by_deviation.ravel()]).astype(np.float32)


def _squared(words: Vocabulary, points: Rows) -> Rows:
    """Return squared distances (n, k), less the squared length of each point: enough to compare."""
    lengths = np.einsum("kp,kp->k", words.centres, words.centres)
    return np.asarray(lengths - 2 * (points @ words.centres.T), np.float32)
