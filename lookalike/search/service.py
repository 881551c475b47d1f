"""Query in, answer out; and `add`, the one way in. Joins encoder and engine."""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from lookalike.core.document import Document
from lookalike.core.errors import UnknownChoice
from lookalike.core.settings import Settings
from lookalike.search.collections import field_named, seen
from lookalike.search.compose import Composer
from lookalike.search.engine import (
    Collection,
    Engine,
    Item,
    Refresh,
    VectorField,
    Written,
)
from lookalike.search.plan import check, chosen_by, ready_field, vector_terms, word_tokens
from lookalike.search.query import By, Hit, Page, Part, Query, Sort
from lookalike.search.ranking import OVERFETCH, Ranked, fuse, reach, settle, similarity
from lookalike.search.searches import MAX_WINDOW
from lookalike.search.votes import VOTERS, nearest_categories
from lookalike.search.wanted import Rankings, Wanted

log = logging.getLogger(__name__)

DEFAULT_SORT: Sort = "added"


def add(
    engine: Engine, name: str, items: Sequence[Item], *, refresh: Refresh = False
) -> list[Written]:
    """Store documents with their vectors; UnknownChoice where a vector has no field there.

    The field's name carries the encoder's fingerprint, so rows of another encoder, version or
    preprocessing never reach a collection (`collections.check_encoder` says it in a sentence).
    """
    collection = engine.collection(name)
    fields = {field.name for field in collection.encoders.values()}
    for item in items:
        for field in item.vectors.keys() - fields:
            raise UnknownChoice(field="vector", value=field, choices=", ".join(sorted(fields)))
    return engine.put(name, items, refresh=refresh)


class SearchService:
    """Answers queries over one engine."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings

    def search(self, query: Query) -> Page:
        """Return one page of the answer to `query`.

        Raises BadRequest for what cannot be asked, NotFound, EncoderMismatch, ImageRefused,
        EngineUnavailable; nothing runs before the query is checked.
        """
        started = time.perf_counter()
        check(query)
        collection = seen(self.engine, query.collection)
        page = self._found(query, collection) if query.terms else self._browsed(query, collection)
        took = round((time.perf_counter() - started) * 1000, 1)
        log.info(
            "search %s by %s: %d of %d in %.1f ms",
            collection.name,
            page.by or query.sort or DEFAULT_SORT,
            len(page.hits),
            page.total,
            took,
        )
        return replace(page, took_ms=took)

    def _browsed(self, query: Query, collection: Collection) -> Page:
        encoder = query.encoder and field_named(collection, query.encoder).encoder
        first = _first(query)
        documents = self.engine.browse(
            query.collection,
            sort=query.sort or DEFAULT_SORT,
            first=first,
            k=query.size,
            filters=query.filters,
        )
        wanted = Wanted(k=query.size, filters=query.filters, facets=query.facets)
        found = self.engine.rankings(query.collection, wanted)
        reached = query.page * query.size
        has_more = reached < found.passing and reached + query.size <= MAX_WINDOW
        return Page(
            collection=collection.name,
            encoder=encoder or collection.default_encoder or "",
            by=None,
            hits=tuple(
                Hit(rank, document.id, 0.0, None, (), document)
                for rank, document in enumerate(documents, first + 1)
            ),
            total=found.passing,
            window=MAX_WINDOW,
            next=query.page + 1 if has_more else None,
            took_ms=0.0,
            facets=found.facets,
        )

    def _found(self, query: Query, collection: Collection) -> Page:
        window = max(self.settings.window, query.page * query.size)
        field = ready_field(collection, query.encoder)
        by = chosen_by(query, field)
        found = self._rankings(query, collection, field, by, window)
        ranked = _rank(found, by, field)[:window]
        return Page(
            collection=collection.name,
            encoder=field.encoder,
            by=by,
            hits=self._hits(query, field, found, ranked),
            total=found.matching if by == "words" else found.passing,
            window=window,
            next=query.page + 1 if _has_more(query, ranked, window) else None,
            took_ms=0.0,
            facets=found.facets,
            categories=tuple(nearest_categories(found)[: query.nearest_categories]),
        )

    def _rankings(
        self, query: Query, collection: Collection, field: VectorField, by: By, window: int
    ) -> Rankings:
        composed = None
        if by != "words":
            composer = Composer(self.engine, self.settings, collection, field)
            composed = composer.compose(vector_terms(query, field), query.same)
        by_words = query.terms if by != "vectors" else ()
        wanted = Wanted(
            k=reach(window),
            filters=query.filters,
            field=field.name,
            vector=composed.vector if composed else None,
            tokens=word_tokens(by_words, positive=True),
            without=word_tokens(by_words, positive=False),
            facets=query.facets,
            labelled=VOTERS + OVERFETCH if query.nearest_categories else 0,
        )
        found = self.engine.rankings(query.collection, wanted)
        near = settle(found.near, window, composed.own if composed else ())
        return replace(found, near=near, lexical=found.lexical[:window])

    def _hits(
        self, query: Query, field: VectorField, found: Rankings, ranked: Sequence[Ranked]
    ) -> tuple[Hit, ...]:
        near = {each.id: each.distance for each in found.near}
        by_id = {each.id: each for each in ranked}
        return tuple(
            Hit(
                rank=rank,
                id=document.id,
                score=by_id[document.id].score,
                distance=near.get(document.id),
                parts=_parts(by_id[document.id], field.encoder, near.get(document.id)),
                document=document,
            )
            for rank, document in self._documents(query, [each.id for each in ranked])
        )

    def _documents(self, query: Query, ids: Sequence[str]) -> list[tuple[int, Document]]:
        """Return the documents of the page, and the rank of each in the order asked for."""
        first = _first(query)
        if query.sort:
            found = self.engine.browse(
                query.collection, sort=query.sort, first=first, k=query.size, ids=ids
            )
            return list(enumerate(found, first + 1))
        wanted = ids[first : first + query.size]
        stored = self.engine.get(query.collection, wanted)
        return [(rank, stored[id]) for rank, id in enumerate(wanted, first + 1) if id in stored]


def _first(query: Query) -> int:
    return (query.page - 1) * query.size


def _has_more(query: Query, ranked: Sequence[Ranked], window: int) -> bool:
    """Say whether a next page can be asked for: its end is not reached, or the window is full.

    In an order of its own a larger window would be another set, so that ends with the window.
    """
    seen_so_far = query.page * query.size
    is_full = len(ranked) >= window and seen_so_far + query.size <= MAX_WINDOW
    return seen_so_far < len(ranked) or (is_full and query.sort is None)


def _rank(found: Rankings, by: By, field: VectorField) -> list[Ranked]:
    if by == "vectors":
        return [
            Ranked(each.id, similarity(each.distance, field.metric), {"vectors": rank})
            for rank, each in enumerate(found.near, 1)
        ]
    rankings = {"words": [hit.id for hit in found.lexical]}
    if by == "both":
        rankings["vectors"] = [each.id for each in found.near]
    return fuse(rankings, {})


def _parts(ranked: Ranked, encoder: str, distance: float | None) -> tuple[Part, ...]:
    return tuple(
        Part("vectors", encoder, rank, distance)
        if name == "vectors"
        else Part("words", None, rank, None)
        for name, rank in sorted(ranked.ranks.items())
    )
