"""Near-duplicates are told from the rest by a distance: how many are found where few are wrong."""

from collections.abc import Sequence, Set

import numpy as np

from lookalike.core.extras import needs
from lookalike.core.texts import N_
from lookalike.evaluation.judgements import RELEVANT, Judgements, Run
from lookalike.evaluation.report_model import Report, Threshold

PRECISION = 0.99

ALL = N_("all transformations")
EASIER = N_("without mirror and quarter turn")


def with_thresholds(turned: Set[str], report: Report, run: Run, judgements: Judgements) -> Report:
    """Return the report with what `accepted` says of its run."""
    return report.model_copy(update={"thresholds": accepted(run, judgements, turned)})


def accepted(run: Run, judgements: Judgements, turned: Set[str]) -> tuple[Threshold, ...]:
    """Return the recall at precision 0.99 of nearest neighbours, without the queries `turned` and with.

    The curve is that of scikit-learn (`precision_recall_curve`) over the nearest neighbour of each
    query, by falling distance.
    """
    queries = judgements.queries
    easier = [each for each in queries if each not in turned]
    parts = ((EASIER, easier), (ALL, queries)) if turned else ((ALL, queries),)
    return tuple(_threshold(name, part, run, judgements) for name, part in parts if part)


def _threshold(name: str, queries: Sequence[str], run: Run, judgements: Judgements) -> Threshold:
    with needs("evaluate"):
        from sklearn.metrics import precision_recall_curve
    found = [(query, *run[query][0]) for query in queries if run.get(query)]
    right = [
        judgements.for_query(query).get(document, 0) >= RELEVANT
        for query, document, _distance in found
    ]
    nearness = [-distance for _query, _document, distance in found]
    # Whoever's nearest neighbour is another is still to be found: it lies behind all that is accepted.
    never = min(nearness, default=0.0) - 1
    missed = len(queries) - sum(right)
    precision, recall, limits = precision_recall_curve(
        [*right, *[True] * missed], [*nearness, *[never] * missed]
    )
    holds = np.flatnonzero((precision[:-1] >= PRECISION) & (limits > never))
    if not holds.size:
        return Threshold(
            name=name, precision=PRECISION, recall=0.0, distance=None, queries=len(queries)
        )
    first = holds[0]
    return Threshold(
        name=name,
        precision=float(precision[first]),
        recall=float(recall[first]),
        distance=float(-limits[first]),
        queries=len(queries),
    )
