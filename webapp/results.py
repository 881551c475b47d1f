"""The page of results, put together from what was asked and what was found."""

from collections.abc import Sequence
from dataclasses import replace

from flask import url_for

from lookalike.core.texts import N_, _
from lookalike.search.collections import seen
from lookalike.search.compose import reads_words
from lookalike.search.engine import Collection
from lookalike.search.query import Page
from webapp.box import ready_encoders
from webapp.cards import Address, address_in, cards_of, only
from webapp.chips import chips_of, condition, less
from webapp.choices import menus_of, views_of
from webapp.contexts.search import ResultsContext
from webapp.facets import facets_of, narrowing_of
from webapp.forms import VIEWS, Asked
from webapp.paging import paging_of
from webapp.site import Site

_NAMES_ONLY = N_(
    "Words were looked up in names, folders, categories and captions: {encoder} compares pictures "
    "and reads no words."
)
_WITHOUT = N_("Without {field}: {value}")
_UNFILTERED = N_("Without any filter")


def results(site: Site, name: str, asked: Asked, answer: Page) -> ResultsContext:
    """Return the context of one page of the answer."""
    collection = seen(site.engine, name)
    address = address_in(name)
    by = answer.by or ""
    return ResultsContext(
        collection=collection,
        chips=chips_of(name, asked, site.uploads),
        start=url_for("pages.collection_page", collection=name),
        cards=cards_of(name, answer.hits, asked, collection.encoders[answer.encoder].metric),
        view=asked.view or VIEWS[0],
        total=answer.total,
        took_ms=answer.took_ms,
        encoder=answer.encoder,
        by=by,
        sort=asked.sort,
        hint=_hint(asked, answer),
        reader=_reader(address, collection, asked, answer),
        nearest=_nearest(address, asked, answer),
        facets=facets_of(name, asked, answer.facets),
        narrowing=narrowing_of(name, asked),
        menus=menus_of(address, asked, answer.encoder, by),
        views=views_of(address, asked),
        paging=paging_of(address, asked, answer),
        looser=_looser(address, asked),
    )


def _reads_in_vain(asked: Asked, answer: Page) -> bool:
    return bool(asked.q) and not reads_words(answer.encoder)


def _hint(asked: Asked, answer: Page) -> str:
    return _(_NAMES_ONLY).format(encoder=answer.encoder) if _reads_in_vain(asked, answer) else ""


def _reader(
    address: Address, collection: Collection, asked: Asked, answer: Page
) -> tuple[str, str] | None:
    """Return the encoder that would read the words, and the address of the same query by it."""
    if not _reads_in_vain(asked, answer):
        return None
    readers = (each for each in ready_encoders(collection) if reads_words(each))
    reader = next(readers, "")
    return (reader, address(replace(asked, encoder=reader, page=1))) if reader else None


def _nearest(address: Address, asked: Asked, answer: Page) -> list[tuple[str, float, str]]:
    """Return the nearest categories: name, share, and the address that keeps to it.

    None where the query keeps to categories already.
    """
    if any(each.startswith("category=") for each in asked.where):
        return []
    return [
        (
            each.name,
            each.share,
            address(replace(asked, page=1, where=only(asked.where, "category", each.name))),
        )
        for each in answer.categories
    ]


def _looser(address: Address, asked: Asked) -> Sequence[tuple[str, str]]:
    """Return what to leave out where nothing was found, and the address without it."""
    first = replace(asked, page=1)
    ways = []
    for each in asked.where:
        field, value, _unwanted = condition(each)
        text = _(_WITHOUT).format(field=field, value=value)
        ways.append((text, address(replace(first, where=less(asked.where, each)))))
    if len(asked.where) > 1:
        ways.append((_(_UNFILTERED), address(replace(first, where=()))))
    return ways
