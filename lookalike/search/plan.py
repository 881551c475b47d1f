"""What a query comes to, checked before anything runs."""

from collections.abc import Sequence
from typing import get_args

from lookalike.core.errors import BadRequest, EncoderUnavailable, UnknownChoice
from lookalike.core.texts import N_, _
from lookalike.search.collections import field_named
from lookalike.search.compose import reads_words
from lookalike.search.engine import Collection, VectorField
from lookalike.search.query import By, Query, QueryTerm, Sort
from lookalike.search.searches import MAX_WINDOW
from lookalike.search.words import query_tokens

_TOO_FAR = N_("results go as far as number {limit}; narrow the search instead")
_NOT_POSITIVE = N_("it must be 1 or more")
_NO_SHARE = N_("it goes from 0, the same kind of thing, to 1, the same looks")
_FILLING = N_("its vectors are still being filled in; use another encoder meanwhile")
_ONLY_UNWANTED = N_("say what to look for, too: this encoder reads no words to search without")
_READS_NO_WORDS = N_("it does not read words; search by words instead")
_NO_WORDS = N_("a search by words needs words")


def check(query: Query) -> None:
    """Raise BadRequest for a page, a weight or an order that there cannot be."""
    for field, value in (("page", query.page), ("k", query.size)):
        if value < 1:
            raise BadRequest(field=field, reason=_(_NOT_POSITIVE))
    if query.page * query.size > MAX_WINDOW:
        field = "k" if query.page == 1 else "page"
        raise BadRequest(field=field, reason=_(_TOO_FAR).format(limit=MAX_WINDOW))
    if query.same is not None and not 0 <= query.same <= 1:
        raise BadRequest(field="same", reason=_(_NO_SHARE))
    if query.sort is not None and query.sort not in get_args(Sort):
        raise UnknownChoice(field="sort", value=query.sort, choices=", ".join(get_args(Sort)))


def ready_field(collection: Collection, encoder: str | None) -> VectorField:
    """Return the field to search in; EncoderUnavailable where it is still being filled."""
    wanted = encoder or collection.default_encoder or next(iter(collection.encoders), "")
    field = field_named(collection, wanted)
    if field.state != "ready":
        raise EncoderUnavailable(encoder=wanted, reason=_(_FILLING))
    return field


def chosen_by(query: Query, field: VectorField) -> By:
    """Return how to look: as the query says, else as its terms and the encoder suggest."""
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


def vector_terms(query: Query, field: VectorField) -> list[QueryTerm]:
    """Return the terms that make the vector: words only where the encoder reads them."""
    if reads_words(field.encoder):
        return list(query.terms)
    return [term for term in query.terms if term.kind != "words"]


def word_tokens(terms: Sequence[QueryTerm], *, positive: bool) -> list[str]:
    """Return the tokens of the words to look for, or of those to leave out."""
    texts = [
        term.value
        for term in terms
        if isinstance(term.value, str) and term.kind == "words" and (term.weight > 0) == positive
    ]
    return query_tokens(" ".join(texts))
