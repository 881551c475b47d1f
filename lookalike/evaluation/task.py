"""One evaluation: what it asks, what it measures, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.evaluation.judgements import Judgements, PerQuery, Run
from lookalike.evaluation.measures import canonical
from lookalike.evaluation.queries import EvalQuery, Refused
from lookalike.evaluation.report_model import Asked, Kind, Relevance, Report
from lookalike.search.searches import MAX_WINDOW

DEPTH = 100
MAX_DEPTH = MAX_WINDOW - 1
"""One hit more is asked for: a query that is itself in the collection is left out of its own."""

IMAGE_MEASURES = ("AP@100", "P@10", "nDCG@10", "R@100")
WORDS_MEASURES = ("R@1", "R@5", "R@10")

_DEPTH = N_("it goes from 1 to {limit}")
_TOO_SHALLOW = N_("{measure} looks at more hits than the {depth} that are kept of a query")


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What is measured of which queries. `depth`: hits kept of each; `measures`: see `depth_for`.

    `refused`: what could not be asked from the start. `complete` has the last word on the report.
    """

    title: str
    kind: Kind
    relevance: Relevance
    queries: Sequence[EvalQuery]
    judgements: Judgements
    measures: Sequence[str]
    depth: int = DEPTH
    seed: int = 0
    command: str = ""
    protocol: str | None = None
    asked: Asked = Asked()
    refused: Sequence[Refused] = ()
    complete: Callable[[Report, Run, Judgements], Report] | None = None


@dataclass(frozen=True)
class Evaluated:
    """What came of it. `folder`: the report. `own`: how many queries are documents themselves."""

    report: Report
    per_query: PerQuery
    run: Run
    judgements: Judgements
    refused: Sequence[Refused]
    own: int
    folder: Path


def depth_for(measures: Sequence[str], given: int | None) -> tuple[tuple[str, ...], int]:
    """Return the measures as they are spelled, and how many hits they need of a query, or `given`.

    BadRequest for an unknown measure, and for a depth out of bounds or too small for one of them.
    """
    names = canonical(measures)
    needed = {name: int(cut) for name in names if (cut := name.rpartition("@")[2]).isdecimal()}
    depth = max(DEPTH, *needed.values(), 0) if given is None else given
    if not 1 <= depth <= MAX_DEPTH:
        raise BadRequest(field="--depth", reason=_(_DEPTH).format(limit=MAX_DEPTH))
    for name, cutoff in needed.items():
        if cutoff > depth:
            reason = _(_TOO_SHALLOW).format(measure=name, depth=depth)
            raise BadRequest(field="--depth", reason=reason)
    return names, depth
