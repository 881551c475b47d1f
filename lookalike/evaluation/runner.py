"""From queries to a report: ask, judge what was asked, measure, write."""

import time

from lookalike.core.errors import BadRequest, Conflict
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.evaluation.checkpoint import Found, checkpoint
from lookalike.evaluation.contents import Contents, contents_of
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.relevance import only
from lookalike.evaluation.reporting import Reporting
from lookalike.evaluation.retrieval import Retrieval, Show
from lookalike.evaluation.task import Evaluated, Evaluation
from lookalike.search.engine import Engine, VectorField
from lookalike.search.plan import ready_field

_CHANGED = N_("“{collection}” changed while it was measured; evaluate it again")
_NOTHING_ASKED = N_("none of the queries could be asked; of the first: {reason}")
_NOTHING_RELEVANT = N_("no query has anything relevant in “{collection}” beside itself")


def evaluate(
    engine: Engine,
    settings: Settings,
    contents: Contents,
    encoder_id: str | None,
    evaluation: Evaluation,
    *,
    show: Show = lambda _done, _of: None,
) -> Evaluated:
    """Ask, measure and write the report; where such a run was killed it goes on there.

    EncoderUnavailable where the encoder's vectors are still being filled in; Conflict where the
    collection changed meanwhile; BadRequest where nothing can be measured.
    """
    started = time.monotonic()
    field = ready_field(contents.collection, encoder_id)
    retrieval = Retrieval(engine, settings, contents, field, evaluation.depth)
    measurable = set(evaluation.judgements.queries)
    queries = [each for each in evaluation.queries if each.id in measurable]
    if not queries:
        raise _nothing_relevant(contents)
    with checkpoint(settings.data, retrieval.digest(queries)) as kept:
        found = retrieval.run(queries, kept, show)
        _check_unchanged(engine, contents)
        evaluated = conclude(
            engine, settings, contents, field, evaluation=evaluation, found=found, started=started
        )
        kept.clear()
    return evaluated


def conclude(
    engine: Engine,
    settings: Settings,
    contents: Contents,
    field: VectorField,
    *,
    evaluation: Evaluation,
    found: Found,
    started: float,
) -> Evaluated:
    """Measure what was found and write the report; `started`: by the monotonic clock.

    BadRequest where nothing of it can be measured.
    """
    found.refused[:0] = evaluation.refused
    judgements = _judged(contents, evaluation, found)
    reporting = Reporting(engine, settings, contents, field, evaluation, found, judgements)
    return reporting.written(started)


def _judged(contents: Contents, evaluation: Evaluation, found: Found) -> Judgements:
    """Return the judgements of what could be asked."""
    if not found.own:
        reason = _(_NOTHING_ASKED).format(reason=found.refused[0].told.rstrip("."))
        raise BadRequest(field="--queries", reason=reason)
    judgements = only(evaluation.judgements, found.own)
    if not judgements.queries:
        raise _nothing_relevant(contents)
    return judgements


def _check_unchanged(engine: Engine, contents: Contents) -> None:
    """Raise Conflict where a query found another collection than the next one did."""
    collection = contents.collection
    if contents_of(engine, collection).state != contents.state:
        raise Conflict(reason=_(_CHANGED).format(collection=collection.name))


def _nothing_relevant(contents: Contents) -> BadRequest:
    reason = _(_NOTHING_RELEVANT).format(collection=contents.collection.name)
    return BadRequest(field="--queries", reason=reason)
