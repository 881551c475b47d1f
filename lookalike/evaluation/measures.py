"""Measures of retrieval by ir_measures, with trec_eval's own code below it; none by a formula of ours."""

from collections.abc import Callable, Iterable
from typing import Any

from lookalike.core.chunks import in_chunks
from lookalike.core.errors import BadRequest
from lookalike.core.extras import needs
from lookalike.core.texts import N_, _
from lookalike.evaluation.judgements import MAX_GRADE, Judgements, Run

Show = Callable[[int, int], None]

EXAMPLES = ("AP@100", "P@10", "R@100", "nDCG@10", "RR", "Success@5")
MAX_CUTOFF = 10_000
MAX_NAME = 100
MAX_JUDGED = 500_000
"""Judged pairs handed to trec_eval at a time: it copies them, some 100 bytes each."""

_UNKNOWN = N_("“{name}” is no measure that trec_eval computes; there is for example {examples}")
_CUTOFF = N_("“{name}” looks at {cutoff} results; 1 to {limit} can be asked for")
_NONE = N_("no measure is named; there is for example {examples}")


def canonical(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of measures as ir_measures spells them (`MAP@100` is `AP@100`), each once.

    BadRequest for one that is unknown, that trec_eval does not compute or that is no mean over
    queries.
    """
    return tuple(str(measure) for measure in _parsed(names))


def per_query(
    run: Run,
    judgements: Judgements,
    measures: Iterable[str],
    show: Show | None = None,
    at_once: int = MAX_JUDGED,
) -> dict[str, dict[str, float]]:
    """Return measure -> query id -> value, over the queries that have a relevant document.

    A query without results counts 0. AP@k is divided by all relevant documents, as trec_eval does.
    `show` is told after every batch how many queries are done, and of how many; a batch has
    `at_once` judged pairs.
    """
    parsed = _parsed(measures)
    with needs("evaluate"):
        from ir_measures import pytrec_eval
    found: dict[str, dict[str, float]] = {str(measure): {} for measure in parsed}
    done = 0
    for queries in in_chunks(judgements.queries, judgements.judged, size=at_once):
        qrels = {query: judgements.for_query(query) for query in queries}
        scores = {query: _scores(run[query]) for query in queries if run.get(query)}
        for metric in pytrec_eval.iter_calc(parsed, qrels, scores):
            found[str(metric.measure)][metric.query_id] = float(metric.value)
        done += len(queries)
        if show:
            show(done, len(judgements.queries))
    return found


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
    try:
        measure = parse_measure(name if len(name) <= MAX_NAME else "")
        is_known = pytrec_eval.supports(measure) and _is_mean(measure) and _is_bounded(measure)
        cutoff = measure.params.get("cutoff", 1)
        if is_known and 1 <= cutoff <= MAX_CUTOFF:
            list(pytrec_eval.iter_calc([measure], {"q": {"a": 1}}, {"q": {"a": 1.0}}))
    except (
        AssertionError,
        ArithmeticError,
        LookupError,
        NameError,
        TypeError,
        ValueError,
    ) as error:
        raise _unknown(name) from error
    if not is_known:
        raise _unknown(name)
    if not 1 <= cutoff <= MAX_CUTOFF:
        reason = _(_CUTOFF).format(name=name, cutoff=cutoff, limit=f"{MAX_CUTOFF:,}")
        raise BadRequest(field="measures", reason=reason)
    return measure


def _is_mean(measure: Any) -> bool:
    from ir_measures.measures.base import MeanAgg

    return isinstance(measure.aggregator(), MeanAgg)


def _is_bounded(measure: Any) -> bool:
    """Say whether trec_eval can count with the parameters: a gain of two million takes it hours."""
    gains = measure.params.get("gains", {})
    numbers = [*gains, *gains.values(), measure.params.get("rel", 1)]
    return (
        measure.params.get("cutoff") is not True
        and all(isinstance(each, int) and 0 <= each <= MAX_GRADE for each in numbers)
        and round(measure.params.get("recall", 0.0), 2) == measure.params.get("recall", 0.0)
    )


def _unknown(name: str) -> BadRequest:
    reason = _(_UNKNOWN).format(name=name[:MAX_NAME], examples=", ".join(EXAMPLES))
    return BadRequest(field="measures", reason=reason)
