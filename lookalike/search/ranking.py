"""From rankings to one order: distances settled, ties by id, several rankings fused by rank."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lookalike.core.vectors import Metric
from lookalike.search.searches import MAX_WINDOW
from lookalike.search.wanted import Neighbour

RRF_K = 60
DISTANCE_DIGITS = 6
OVERFETCH = 32


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document in the final order; `ranks` holds its rank (from 1) in each ranking that has it."""

    id: str
    score: float
    ranks: Mapping[str, int]


def reach(window: int) -> int:
    """Return how many an engine is asked for, so that a tie at the window's end is settled by id."""
    return min(window + OVERFETCH, MAX_WINDOW)


def settle(
    neighbours: Sequence[Neighbour], window: int, own: Collection[str] = ()
) -> list[Neighbour]:
    """Return at most `window` neighbours: distances rounded to 1e-6, ties by id.

    Among equal distances a document of `own`, the query itself, comes first.
    """
    rounded = [
        Neighbour(each.id, round(each.distance, DISTANCE_DIGITS) + 0.0) for each in neighbours
    ]
    rounded.sort(key=lambda each: (each.distance, each.id not in own, each.id))
    return rounded[:window]


def fuse(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float]) -> list[Ranked]:
    """Fuse rankings of ids by reciprocal rank, ties by id.

    Score = sum of weight / (60 + rank) (Cormack, Clarke, Buettcher, SIGIR 2009).
    """
    ranks: dict[str, dict[str, int]] = {}
    for name, ids in rankings.items():
        for rank, document_id in enumerate(ids, 1):
            ranks.setdefault(document_id, {})[name] = rank
    fused = [
        Ranked(
            document_id,
            sum(weights.get(name, 1.0) / (RRF_K + rank) for name, rank in found.items()),
            found,
        )
        for document_id, found in ranks.items()
    ]
    return sorted(fused, key=lambda each: (-each.score, each.id))


def similarity(distance: float, metric: Metric) -> float:
    """Return a score that falls as `distance` grows: the cosine, or 1 / (1 + d)."""
    return 1.0 - distance if metric == "cosine" else 1.0 / (1.0 + distance)
