"""What lies behind the means: curve, distances, categories, confusion; every figure from the run."""

from collections.abc import Iterable, Sequence

import numpy as np

from lookalike.evaluation.contents import Contents
from lookalike.evaluation.judgements import RELEVANT, Judgements, PerQuery, Run
from lookalike.evaluation.queries import EvalQuery
from lookalike.evaluation.report_model import (
    CategoryFigures,
    Confusion,
    Distances,
    PrecisionRecall,
)

RANKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
BINS = 40
CONFUSED_AMONG = 10
"""Hits of each query whose categories the table of confusions counts."""
MAX_CONFUSED = 60
"""Categories in that table: those of most queries."""


def curve_ranks(depth: int) -> list[int]:
    """Return the ranks at which the curve has a point."""
    return [*(rank for rank in RANKS if rank < depth), depth]


def curve_measures(depth: int) -> list[str]:
    """Return the measures that the curve is made of."""
    return [f"{name}@{rank}" for rank in curve_ranks(depth) for name in ("R", "P")]


def precision_recall(values: PerQuery, depth: int) -> PrecisionRecall:
    """Return mean precision against mean recall after so many hits; `values` has `curve_measures`."""
    ranks = curve_ranks(depth)
    return PrecisionRecall(
        recall=tuple(_mean(values[f"R@{rank}"].values()) for rank in ranks),
        precision=tuple(_mean(values[f"P@{rank}"].values()) for rank in ranks),
    )


def distances(run: Run, judgements: Judgements) -> Distances | None:
    """Count relevant and other hits by their distance; None where there are no hits."""
    relevant: list[float] = []
    other: list[float] = []
    for query in judgements.queries:
        group = judgements.groups[judgements.of[query]]
        for document, distance in run.get(query, ()):
            (relevant if group.get(document, 0) >= RELEVANT else other).append(distance)
    if not relevant and not other:
        return None
    edges = np.linspace(0.0, max([*relevant, *other]) or 1.0, BINS + 1)
    return Distances(
        edges=tuple(edges.round(6).tolist()),
        relevant=tuple(np.histogram(relevant, edges)[0].tolist()),
        other=tuple(np.histogram(other, edges)[0].tolist()),
    )


def by_category(values: PerQuery, queries: Sequence[EvalQuery]) -> tuple[CategoryFigures, ...]:
    """Return the means over the queries of each category, by name; a query counts in each it has."""
    measured = next(iter(values.values()), {})
    members: dict[str, list[str]] = {}
    for query in queries:
        for category in query.categories if query.id in measured else ():
            members.setdefault(category, []).append(query.id)
    return tuple(
        CategoryFigures(
            name=category,
            queries=len(ids),
            measures={name: _mean([of[each] for each in ids]) for name, of in values.items()},
        )
        for category, ids in sorted(members.items())
    )


def confusion(run: Run, queries: Sequence[EvalQuery], contents: Contents) -> Confusion | None:
    """Return of which categories the first 10 hits of each category's queries are.

    A hit of several categories counts in equal parts. What a row lacks to 1 is of no category, or
    of one that is not in the table.
    """
    asked: dict[str, list[str]] = {}
    for query in queries:
        for category in query.categories if run.get(query.id) else ():
            asked.setdefault(category, []).append(query.id)
    largest = sorted(asked, key=lambda each: (-len(asked[each]), each))[:MAX_CONFUSED]
    names = sorted(largest)
    if not names:
        return None
    table = [_shares(run, asked[row], names, contents) for row in names]
    return Confusion(categories=tuple(names), shares=tuple(table))


def _shares(
    run: Run, ids: Sequence[str], names: Sequence[str], contents: Contents
) -> tuple[float, ...]:
    counts, hits = dict.fromkeys(names, 0.0), 0
    for query in ids:
        for document, _distance in run[query][:CONFUSED_AMONG]:
            categories = contents.categories(document)
            hits += 1
            for each in counts.keys() & categories:
                counts[each] += 1 / len(categories)
    return tuple(min(round(count / hits, 6), 1.0) for count in counts.values())


def _mean(values: Iterable[float]) -> float:
    return min(round(float(np.mean(list(values))), 12), 1.0)
