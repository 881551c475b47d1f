"""Exact nearest neighbours by numpy: one matrix product per block, then exact distances of the best.

The product is float32, so its order may be wrong in the last digits. Whatever comes within the
rounding error of the k-th best is a candidate, and candidates are ordered by float64 distances.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.core.vectors import Metric, Rows, distances
from lookalike.search.embedded.view import Part
from lookalike.search.wanted import Neighbour

QUERIES_AT_ONCE = 64
SCORES_AT_ONCE = 8 * 2**20  # 32 MiB of float32
GATHER_BYTES = 32 * 2**20
GATHER_BELOW = 0.25  # picking rows one by one costs about four times reading them in order
EXACT_AT_ONCE = 8192

_EPSILON = float(np.finfo(np.float32).eps)


@dataclass(frozen=True, slots=True)
class _Scan:
    """A part, and which of its rows count: those at `chosen`, or all but those at `barred`."""

    part: Part
    chosen: NDArray[np.int64] | None
    barred: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.part.rows) if self.chosen is None else len(self.chosen)


def nearest(
    parts: Sequence[Part],
    queries: Rows,
    k: int,
    metric: Metric,
    passing: NDArray[np.int64] | None = None,
) -> list[list[Neighbour]]:
    """Return the `k` nearest of each query (m, dims), of the documents whose num is in `passing`.

    Rows and queries are as `prepare_row` leaves them. Nearest first, ties by id.
    """
    scans = [_scan(part, passing) for part in parts]
    found: list[list[Neighbour]] = []
    for start in range(0, len(queries), QUERIES_AT_ONCE):
        some = queries[start : start + QUERIES_AT_ONCE]
        slack = _slack(parts, some, metric)
        candidates = _candidates(scans, some, k, metric, slack)
        found += [
            _ordered(parts, query, k, metric, chosen)
            for query, chosen in zip(some, candidates, strict=True)
        ]
    return found


def _scan(part: Part, passing: NDArray[np.int64] | None) -> _Scan:
    if passing is None:
        return _Scan(part, None, part.dead)
    limit = int(passing.max(initial=0)) + 1
    flags = np.zeros(limit + 1, bool)
    flags[passing] = True
    mask = flags[np.minimum(part.nums, limit)]
    mask[part.dead] = False
    chosen = np.flatnonzero(mask)
    if len(chosen) < GATHER_BELOW * len(mask):
        return _Scan(part, chosen, np.empty(0, np.int64))
    return _Scan(part, None, np.flatnonzero(~mask))


def _slack(parts: Sequence[Part], queries: Rows, metric: Metric) -> NDArray[np.float64]:
    """Return by query how far apart two float32 scores (m,) may lie that stand for equal ones."""
    unit = 2 * _EPSILON * np.sqrt(queries.shape[1])
    if metric == "cosine":
        return np.full(len(queries), unit)
    longest = max(part.longest for part in parts)
    lengths = np.linalg.norm(queries.astype(np.float64), axis=1)
    return np.asarray(unit * (lengths * np.sqrt(longest) + longest / 2))


def _candidates(
    scans: Sequence[_Scan], queries: Rows, k: int, metric: Metric, slack: NDArray[np.float64]
) -> list[list[NDArray[np.int64]]]:
    """Return by query, for each part, the positions of rows that may be among the `k` nearest."""
    kept: list[list[tuple[int, NDArray[np.int64], Rows]]] = [[] for _ in queries]
    for which, scan in enumerate(scans):
        for positions, scores in _scored(scan, queries, metric):
            for query, row in enumerate(scores):
                best = _best(row, k, slack[query])
                place = best + positions if isinstance(positions, int) else positions[best]
                kept[query].append((which, place, row[best]))
    return [_cut(blocks, len(scans), k, slack[query]) for query, blocks in enumerate(kept)]


def _scored(
    scan: _Scan, queries: Rows, metric: Metric
) -> Iterator[tuple[int | NDArray[np.int64], Rows]]:
    """Yield block by block where its rows are (or the first of a run), and their scores (m, n)."""
    step = max(1, SCORES_AT_ONCE // len(queries))
    if scan.chosen is not None:
        step = min(step, max(1, GATHER_BYTES // (4 * queries.shape[1])))
    for start in range(0, len(scan), step):
        stop = min(start + step, len(scan))
        if scan.chosen is None:
            positions: int | NDArray[np.int64] = start
            index: slice | NDArray[np.int64] = slice(start, stop)
        else:
            positions = index = scan.chosen[start:stop]
        scores = _product(scan.part.rows[index], queries)
        if metric == "l2":
            scores -= scan.part.squares[index] / 2
        first, last = np.searchsorted(scan.barred, (start, stop))
        if scan.chosen is None and last > first:
            scores[:, scan.barred[first:last] - start] = -np.inf
        yield positions, scores


def _product(rows: Rows, queries: Rows) -> Rows:
    if len(queries) == 1:
        return np.asarray(rows @ queries[0])[None]
    return np.asarray(queries @ rows.T)


def _best(scores: Rows, k: int, slack: float) -> NDArray[np.int64]:
    if len(scores) <= k:
        return np.flatnonzero(scores > -np.inf)
    bar = np.partition(scores, len(scores) - k)[len(scores) - k]
    if bar == -np.inf:
        return np.flatnonzero(scores > -np.inf)
    return np.flatnonzero(scores >= bar - slack)


def _cut(
    blocks: Sequence[tuple[int, NDArray[np.int64], Rows]], parts: int, k: int, slack: float
) -> list[NDArray[np.int64]]:
    scores = np.concatenate([row for _, _, row in blocks] or [np.empty(0, np.float32)])
    places = np.concatenate([place for _, place, _ in blocks] or [np.empty(0, np.int64)])
    which = np.repeat([part for part, _, _ in blocks], [len(place) for _, place, _ in blocks])
    best = _best(scores, k, slack)
    return [places[best[which[best] == part]] for part in range(parts)]


def _ordered(
    parts: Sequence[Part], query: Rows, k: int, metric: Metric, chosen: Sequence[NDArray[np.int64]]
) -> list[Neighbour]:
    exact, ids = [np.empty(0)], [np.empty(0, "V32")]
    for part, places in zip(parts, chosen, strict=True):
        for start in range(0, len(places), EXACT_AT_ONCE):
            some = places[start : start + EXACT_AT_ONCE]
            exact.append(distances(part.rows[some], query, metric))
            ids.append(part.side["id"][some])
    # Rounded, because equal rows may differ in their last bit by where they stand in the product.
    rounded = np.concatenate(exact).round(9)
    keys = np.concatenate(ids).view("S32")
    order = np.lexsort((keys, rounded))[:k]
    text = keys[order].tobytes().hex()
    return [
        Neighbour(text[64 * i : 64 * i + 64], distance)
        for i, distance in enumerate(rounded[order].tolist())
    ]
