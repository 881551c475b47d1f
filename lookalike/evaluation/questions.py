"""What a collection is asked, and what is relevant, from what somebody named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lookalike.core.settings import Settings
from lookalike.evaluation import queries as asking
from lookalike.evaluation import relevance
from lookalike.evaluation.contents import Contents, ids_by_uri
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.queries import EvalQuery, Refused
from lookalike.evaluation.report_model import Kind, Relevance
from lookalike.imaging import is_candidate
from lookalike.search.engine import Engine
from lookalike.sources.labelled import Labelled, Need, labelled_at

_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Questions:
    """Queries with their judgements; `refused`: what could not become a query."""

    queries: Sequence[EvalQuery]
    judgements: Judgements
    kind: Kind
    relevance: Relevance
    refused: Sequence[Refused] = ()

    def sampled(self, count: int | None, seed: int) -> Sequence[EvalQuery]:
        """Return the queries, or `count` drawn by `seed` of those that can be measured."""
        if count is None:
            return self.queries
        measurable = set(self.judgements.queries)
        return asking.sampled([each for each in self.queries if each.id in measurable], count, seed)


def questions(
    engine: Engine,
    settings: Settings,
    contents: Contents,
    *,
    place: Path | None,
    captions: bool,
    qrels: Judgements | None,
) -> Questions:
    """Return what is asked: by the images of a folder, ZIP or CSV, or those of the collection itself.

    `captions`: by their captions instead. `qrels`: judgements that are given; else the same category
    is relevant, or the image of the caption. SourceRefused, BadRequest where nothing can be asked.
    """
    found, refused = _queries(
        settings, contents, place, captions=captions, judged=qrels is not None
    )
    kind: Kind = "words" if captions else "image"
    if qrels is not None:
        names = {each for group in qrels.groups.values() for each in group}
        is_by_id = all(_ID.fullmatch(each) for each in names)
        uris = {} if is_by_id else ids_by_uri(engine, contents.collection)
        judged = relevance.by_qrels(qrels, found, uris, contents)
        return Questions(found, judged, kind, "qrels", refused)
    if captions:
        return Questions(found, relevance.by_captions(found, contents), kind, "caption", refused)
    return Questions(found, relevance.by_category(found, contents), kind, "category", refused)


def _queries(
    settings: Settings, contents: Contents, place: Path | None, *, captions: bool, judged: bool
) -> tuple[list[EvalQuery], Sequence[Refused]]:
    if place is None:
        return asking.captions_in(contents) if captions else asking.from_collection(contents), ()
    if captions:
        return asking.captions_from(_listed(place, "captions"), settings.max_file_bytes)
    return asking.from_labelled(_listed(place, None if judged else "category")), ()


def _listed(place: Path, need: Need | None) -> Iterator[Labelled]:
    return labelled_at(place, is_candidate=is_candidate, need=need)
