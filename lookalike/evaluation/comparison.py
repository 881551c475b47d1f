"""Runs against the first of them, query by query."""

from collections.abc import Sequence
from typing import NamedTuple

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.evaluation.judgements import PerQuery
from lookalike.evaluation.statistics import Paired, holm, paired

_TOO_FEW = N_("it takes two reports to compare")
_NOTHING_SHARED = N_("they share no query that both measured by the same measure")


class Comparison(NamedTuple):
    """One run against the first by one measure, over the `queries` that both measured.

    `other`: its place among those given, from 1. `corrected`: p after Holm's correction for the
    number of runs that are compared with the first by this measure.
    """

    measure: str
    other: int
    queries: int
    base_mean: float
    other_mean: float
    paired: Paired
    corrected: float | None


def compare(runs: Sequence[PerQuery], seed: int = 0) -> list[Comparison]:
    """Compare each run with the first by every measure both have; BadRequest where there is none."""
    if len(runs) < 2:
        raise BadRequest(field="reports", reason=_(_TOO_FEW))
    found = [each for measure in runs[0] for each in _corrected(_by_measure(runs, measure, seed))]
    if not found:
        raise BadRequest(field="reports", reason=_(_NOTHING_SHARED))
    return found


def _by_measure(runs: Sequence[PerQuery], measure: str, seed: int) -> list[Comparison]:
    base = runs[0][measure]
    found = []
    for place, run in enumerate(runs[1:], start=1):
        values = run.get(measure, {})
        shared = [query for query in base if query in values]
        if not shared:
            continue
        ours, theirs = [base[query] for query in shared], [values[query] for query in shared]
        count = len(shared)
        means = sum(ours) / count, sum(theirs) / count
        test = paired(ours, theirs, seed)
        found.append(Comparison(measure, place, count, *means, test, test.p))
    return found


def _corrected(found: list[Comparison]) -> list[Comparison]:
    tested = [each for each in found if each.paired.p is not None]
    chances = holm([each.paired.p for each in tested if each.paired.p is not None])
    corrected = dict(zip((each.other for each in tested), chances, strict=True))
    return [each._replace(corrected=corrected.get(each.other)) for each in found]
