"""Query in, answer out; and `add`, the one way in. Joins encoder and engine."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.core.errors import BadRequest, EncoderUnavailable, UnknownChoice
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.search.collections import field_named, seen
from lookalike.search.compose import Composer, reads_words
from lookalike.search.engine import (
    MAX_WINDOW,
    Collection,
    Engine,
    Item,
    Refresh,
    VectorField,
    Written,
)
from lookalike.search.query import By, Hit, Page, Part, Query, QueryTerm
from lookalike.search.ranking import OVERFETCH, Ranked, fuse, settle, similarity
from lookalike.search.wanted import LexicalHit, Neighbour, Wanted
from lookalike.search.words import query_tokens

log = logging.getLogger(__name__)

_EMPTY = N_("nothing to search for: give words or an image")
_TOO_FAR = N_("results go as far as number {limit}; narrow the search instead")
_NOT_POSITIVE = N_("it must be 1 or more")
_FILLING = N_("its vectors are still being filled in; use another encoder meanwhile")
_ONLY_UNWANTED = N_("say what to look for, too: this encoder reads no words to search without")
_READS_NO_WORDS = N_("it does not read words; search by words instead")
_NO_WORDS = N_("a search by words needs words")


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


@dataclass(frozen=True, slots=True)
class _Legs:
    """The rankings of one query, before they are fused; `passing` documents pass its filters."""

    near: list[Neighbour]
    lexical: list[LexicalHit]
    passing: int


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
        window = self._window(query)
        collection = seen(self.engine, query.collection)
        field = self._field(collection, query.encoder)
        by = self._by(query, field)
        legs = self._legs(query, collection, field, by, window)
        ranked = _rank(legs, by, field)[:window]
        page = self._page(query, field, legs, ranked)
        took = round((time.perf_counter() - started) * 1000, 1)
        log.info(
            "search %s by %s: %d of %d in %.1f ms",
            collection.name,
            by,
            len(page),
            len(ranked),
            took,
        )
        return Page(
            collection=collection.name,
            encoder=field.encoder,
            by=by,
            hits=page,
            total=len(ranked) if by == "words" else legs.passing,
            window=window,
            next=query.page + 1 if _has_more(query, ranked, window) else None,
            took_ms=took,
        )

    def _window(self, query: Query) -> int:
        if not query.terms:
            raise BadRequest(field="query", reason=_(_EMPTY))
        for field, value in (("page", query.page), ("k", query.size)):
            if value < 1:
                raise BadRequest(field=field, reason=_(_NOT_POSITIVE))
        if query.page * query.size > MAX_WINDOW:
            field = "k" if query.page == 1 else "page"
            raise BadRequest(field=field, reason=_(_TOO_FAR).format(limit=MAX_WINDOW))
        return max(self.settings.window, query.page * query.size)

    def _field(self, collection: Collection, encoder: str | None) -> VectorField:
        wanted = encoder or collection.default_encoder or next(iter(collection.encoders), "")
        field = field_named(collection, wanted)
        if field.state != "ready":
            raise EncoderUnavailable(encoder=wanted, reason=_(_FILLING))
        return field

    def _by(self, query: Query, field: VectorField) -> By:
        words = any(term.kind == "words" for term in query.terms)
        images = any(term.kind != "words" for term in query.terms)
        wanted = any(term.kind == "words" and term.weight > 0 for term in query.terms)
        if query.by == "words" and not wanted:
            raise BadRequest(field="by", reason=_(_NO_WORDS))
        if not words:
            return "vectors"
        readable = reads_words(field.encoder)
        if not (readable or images or wanted):
            raise BadRequest(field="not", reason=_(_ONLY_UNWANTED))
        if query.by == "vectors" and not readable:
            raise EncoderUnavailable(encoder=field.encoder, reason=_(_READS_NO_WORDS))
        if query.by is None or query.by == "both":
            return "both" if readable or images else "words"
        return query.by

    def _legs(
        self, query: Query, collection: Collection, field: VectorField, by: By, window: int
    ) -> _Legs:
        composed = None
        if by != "words":
            composer = Composer(self.engine, self.settings, collection, field)
            composed = composer.compose(_for_vectors(query, field))
        by_words = query.terms if by != "vectors" else ()
        wanted = Wanted(
            k=min(window + OVERFETCH, MAX_WINDOW),
            filters=query.filters,
            field=field.name,
            vector=composed.vector if composed else None,
            tokens=_tokens(by_words, positive=True),
            without=_tokens(by_words, positive=False),
        )
        found = self.engine.rankings(query.collection, wanted)
        near = settle(found.near, window, composed.own if composed else ())
        return _Legs(near, list(found.lexical[:window]), found.passing)

    def _page(
        self, query: Query, field: VectorField, legs: _Legs, ranked: Sequence[Ranked]
    ) -> tuple[Hit, ...]:
        first = (query.page - 1) * query.size
        wanted = ranked[first : first + query.size]
        documents = self.engine.get(query.collection, [each.id for each in wanted])
        near = {each.id: each.distance for each in legs.near}
        return tuple(
            Hit(
                rank=first + place,
                id=each.id,
                score=each.score,
                distance=near.get(each.id),
                parts=_parts(each, field.encoder, near.get(each.id)),
                document=documents[each.id],
            )
            for place, each in enumerate(wanted, 1)
            if each.id in documents
        )


def _has_more(query: Query, ranked: Sequence[Ranked], window: int) -> bool:
    """Say whether a next page can be asked for: the window is full, or its end not reached."""
    seen_so_far = query.page * query.size
    is_full = len(ranked) >= window and seen_so_far + query.size <= MAX_WINDOW
    return seen_so_far < len(ranked) or is_full


def _for_vectors(query: Query, field: VectorField) -> list[QueryTerm]:
    """Return the terms that make the vector: words only where the encoder reads them."""
    if reads_words(field.encoder):
        return list(query.terms)
    return [term for term in query.terms if term.kind != "words"]


def _tokens(terms: Sequence[QueryTerm], *, positive: bool) -> list[str]:
    texts = [
        term.value
        for term in terms
        if isinstance(term.value, str) and term.kind == "words" and (term.weight > 0) == positive
    ]
    return query_tokens(" ".join(texts))


def _rank(legs: _Legs, by: By, field: VectorField) -> list[Ranked]:
    if by == "vectors":
        return [
            Ranked(each.id, similarity(each.distance, field.metric), {"vectors": rank})
            for rank, each in enumerate(legs.near, 1)
        ]
    rankings = {"words": [hit.id for hit in legs.lexical]}
    if by == "both":
        rankings["vectors"] = [each.id for each in legs.near]
    return fuse(rankings, {})


def _parts(ranked: Ranked, encoder: str, distance: float | None) -> tuple[Part, ...]:
    return tuple(
        Part("vectors", encoder, rank, distance)
        if name == "vectors"
        else Part("words", None, rank, None)
        for name, rank in sorted(ranked.ranks.items())
    )
