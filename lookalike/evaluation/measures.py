"""Measures of retrieval by ir_measures, with trec_eval's own code below it; none by a formula of ours."""

from collections.abc import Iterable, Iterator
from typing import Any

from lookalike.core.errors import BadRequest
from lookalike.core.extras import needs
from lookalike.core.texts import N_, _
from lookalike.evaluation.judgements import Judgements, Run

EXAMPLES = ("AP@100", "P@10", "R@100", "nDCG@10", "RR", "Success@5")
MAX_CUTOFF = 10_000
MAX_JUDGED = 500_000
"""Judged pairs handed to trec_eval at a time: it copies them, some 100 bytes each."""

_UNKNOWN = N_("“{name}” is no measure that trec_eval computes; there is for example {examples}")
_CUTOFF = N_("“{name}” looks at {cutoff} results; 1 to {limit:,} can be asked for")
_NONE = N_("no measure is named; there is for example {examples}")


def canonical(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of measures as ir_measures spells them (`MAP@100` is `AP@100`), each once.

    BadRequest for one that is unknown, that trec_eval does not compute or that is no mean over
    queries.
    """
    return tuple(str(measure) for measure in _parsed(names))


def per_query(
    run: Run, judgements: Judgements, measures: Iterable[str]
) -> dict[str, dict[str, float]]:
    """Return measure -> query id -> value, over the queries that have a relevant document.

    A query without results counts 0. AP@k is divided by all relevant documents, as trec_eval does.
    """
    parsed = _parsed(measures)
    with needs("evaluate"):
        from ir_measures import pytrec_eval
    found: dict[str, dict[str, float]] = {str(measure): {} for measure in parsed}
    for queries in batches(judgements):
        qrels = {query: judgements.for_query(query) for query in queries}
        scores = {query: _scores(run[query]) for query in queries if run.get(query)}
        for metric in pytrec_eval.iter_calc(parsed, qrels, scores):
            found[str(metric.measure)][metric.query_id] = float(metric.value)
    return found


def batches(judgements: Judgements, limit: int = MAX_JUDGED) -> Iterator[list[str]]:
    """Yield the queries that can be measured, together no more than `limit` judged pairs at a time.

    A query that alone has more comes alone.
    """
    batch: list[str] = []
    pairs = 0
    for query in judgements.queries:
        judged = judgements.judged(query)
        if batch and pairs + judged > limit:
            yield batch
            batch, pairs = [], 0
        batch.append(query)
        pairs += judged
    if batch:
        yield batch


def score(place: int, depth: int) -> float:
    """Return the score of the hit at `place` (from 0) of `depth`.

    trec_eval sorts by score and breaks ties by document id descending: a score that falls strictly
    keeps the order that was searched. Whole numbers, since it reads 32-bit floats.
    """
    return float(depth - place)


def _scores(hits: Iterable[tuple[str, float]]) -> dict[str, float]:
    documents = [document for document, _distance in hits]
    return {document: score(place, len(documents)) for place, document in enumerate(documents)}


def _parsed(names: Iterable[str]) -> list[Any]:
    parsed = list(dict.fromkeys(_measure(name) for name in names))
    if not parsed:
        raise BadRequest(field="measures", reason=_(_NONE).format(examples=", ".join(EXAMPLES)))
    return parsed


def _measure(name: str) -> Any:
    """Return the measure of ir_measures; what would crash trec_eval's C code (`P@0`) is refused."""
    with needs("evaluate"):
        from ir_measures import parse_measure, pytrec_eval
        from ir_measures.measures.base import MeanAgg
    try:
        measure = parse_measure(name)
        is_known = pytrec_eval.supports(measure) and isinstance(measure.aggregator(), MeanAgg)
    except (AssertionError, ArithmeticError, LookupError, NameError, TypeError, ValueError):
        is_known = False
    if not is_known:
        reason = _(_UNKNOWN).format(name=name[:100], examples=", ".join(EXAMPLES))
        raise BadRequest(field="measures", reason=reason)
    cutoff = measure.params.get("cutoff", 1)
    if isinstance(cutoff, bool) or not 1 <= cutoff <= MAX_CUTOFF:
        reason = _(_CUTOFF).format(name=name[:100], cutoff=cutoff, limit=MAX_CUTOFF)
        raise BadRequest(field="measures", reason=reason)
    return measure
