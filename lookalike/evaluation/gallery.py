"""The worst queries with their first hits, and small pictures of both."""

import hashlib
from collections.abc import Sequence

from lookalike.core.errors import BadInput, NotFound
from lookalike.core.settings import Settings
from lookalike.evaluation.contents import Contents
from lookalike.evaluation.judgements import RELEVANT, Judgements, PerQuery, Run
from lookalike.evaluation.queries import EvalQuery
from lookalike.evaluation.report_model import WorstHit, WorstQuery
from lookalike.imaging import Limits, decode, preview
from lookalike.search.engine import Engine
from lookalike.search.media import media_path
from lookalike.search.originals import original

WORST = 12
HITS = 5
SIDE = 160
"""Pixels of the longest side of a picture in a report."""


class Pictures:
    """Makes small pictures; `made`: WebP by the sha256 of its bytes."""

    def __init__(self, engine: Engine, settings: Settings, contents: Contents) -> None:
        self.made: dict[str, bytes] = {}
        self._engine = engine
        self._settings = settings
        self._collection = contents.collection

    def of_query(self, query: EvalQuery) -> str | None:
        """Return the name of a query's picture; None for words, and where it cannot be read."""
        if query.document is not None:
            return self.of_document(query.document)
        if query.read is None:
            return None
        try:
            return self._small(query.read(self._settings.max_file_bytes), query.name)
        except BadInput:
            return None

    def of_document(self, document_id: str) -> str | None:
        """Return the name of a document's picture, from its thumbnail or else from its original."""
        collection = self._collection
        try:
            thumbnail = media_path(self._settings.data, collection.uid, document_id)
            if thumbnail.is_file():
                return self._small(thumbnail.read_bytes(), document_id)
            [document] = self._engine.get(collection.name, [document_id]).values()
            return self._small(original(self._settings, collection, document), document_id)
        except (BadInput, NotFound, OSError, ValueError):
            return None

    def _small(self, data: bytes, name: str) -> str:
        image = decode(data, name, Limits.from_settings(self._settings)).image
        small = preview(image, SIDE)
        key = hashlib.sha256(small).hexdigest()
        self.made[key] = small
        return key


def worst(
    values: PerQuery,
    run: Run,
    judgements: Judgements,
    *,
    queries: Sequence[EvalQuery],
    contents: Contents,
    pictures: Pictures,
) -> tuple[WorstQuery, ...]:
    """Return the queries that were answered worst by the first measure, by the next where equal."""
    asked = {each.id: each for each in queries}
    order = sorted(
        judgements.queries, key=lambda each: (*(of[each] for of in values.values()), each)
    )

    def hit(query: str, document: str, distance: float) -> WorstHit:
        group = judgements.groups[judgements.of[query]]
        return WorstHit(
            id=document,
            name=contents.name(document),
            category=", ".join(contents.categories(document)) or None,
            distance=distance,
            relevant=group.get(document, 0) >= RELEVANT,
            picture=pictures.of_document(document),
        )

    return tuple(
        WorstQuery(
            query=each,
            name=asked[each].name,
            category=", ".join(asked[each].categories) or None,
            picture=pictures.of_query(asked[each]),
            measures={name: of[each] for name, of in values.items()},
            hits=tuple(hit(each, *found) for found in run.get(each, ())[:HITS]),
        )
        for each in order[:WORST]
    )
