"""Queries without terms, queries in an order of their own, and what comes beside the hits."""

import pytest

from lookalike.core.settings import load_settings
from lookalike.search.answer import as_dict
from lookalike.search.filters import parse_filters
from lookalike.search.query import Query, QueryTerm
from lookalike.search.service import SearchService
from lookalike.search.wanted import Rankings
from tests.search.conftest import COLOURS, png


class Counting:
    """An engine that notes which of its calls read documents or search."""

    def __init__(self, engine):
        self.behind, self.calls = engine, []

    def __getattr__(self, name):
        if name not in {"collection", "name"}:
            self.calls.append(name)
        return getattr(self.behind, name)


def ask(gallery, *terms, **more):
    return gallery.service.search(Query("gallery", terms, **more))


def names(page):
    return [hit.document.filenames[0].removesuffix(".png") for hit in page.hits]


def red(gallery):
    return QueryTerm("id", gallery.ids["red"])


def test_a_query_for_nothing_shows_all_there_is(gallery):
    page = ask(gallery, size=3, sort="name")
    assert names(page) == ["blue", "dark red", "green"]
    assert (page.by, page.encoder, page.total, page.next) == (None, "fake", 5, 2)
    assert [(hit.rank, hit.score, hit.distance, hit.parts) for hit in page.hits] == [
        (rank, 0.0, None, ()) for rank in (1, 2, 3)
    ]
    rest = ask(gallery, size=3, sort="name", page=2)
    assert (names(rest), rest.hits[0].rank, rest.next) == (["grey", "red"], 4, None)


def test_what_was_added_last_comes_first_unless_another_order_is_asked_for(gallery):
    assert sorted(names(ask(gallery))) == sorted(COLOURS)
    assert [hit.id for hit in ask(gallery).hits] == [
        hit.id for hit in ask(gallery, sort="added").hits
    ]


def test_browsing_needs_no_vectors(gallery):
    gallery.engine.set_field_state("gallery", "fake", "filling")
    assert len(ask(gallery).hits) == len(COLOURS)


class Vast:
    """An engine with more documents than can be looked through."""

    name = "vast"

    def __init__(self, engine):
        self.collection = engine.collection

    def browse(self, name, **asked):
        return []

    def rankings(self, name, wanted):
        return Rankings([], [], 1_000_000)


@pytest.mark.parametrize(("page", "following"), [(1, 2), (99, 100), (100, None)])
def test_one_can_look_as_far_as_number_ten_thousand(gallery, page, following):
    service = SearchService(Vast(gallery.engine), gallery.settings)
    answer = service.search(Query("gallery", size=100, page=page))
    assert (answer.next, answer.total) == (following, 1_000_000)


def test_filters_and_facets_hold_for_browsing_too(gallery):
    page = ask(gallery, filters=parse_filters(["category=red"]), facets=("category", "format"))
    assert (sorted(names(page)), page.total) == (["dark red", "red"], 2)
    assert page.facets["category"] == [("red", 2), ("blue", 1), ("green", 1), ("grey", 1)]
    assert page.facets["format"] == [("PNG", 2)]


def test_an_order_sorts_the_same_set_that_likeness_found(gallery):
    likeness = ask(gallery, red(gallery))
    by_name = ask(gallery, red(gallery), sort="name")
    assert names(by_name) == sorted(COLOURS)
    assert [hit.rank for hit in by_name.hits] == [1, 2, 3, 4, 5]
    found = {hit.id: (hit.distance, hit.score, hit.parts) for hit in likeness.hits}
    assert {hit.id: (hit.distance, hit.score, hit.parts) for hit in by_name.hits} == found
    assert (by_name.total, by_name.by) == (likeness.total, likeness.by)


def test_an_order_of_words_holds_what_has_the_words_alone(gallery):
    page = ask(gallery, QueryTerm("words", "red"), by="words", sort="name")
    assert names(page) == ["dark red", "red"]
    assert ask(gallery, QueryTerm("words", "nothing"), by="words", sort="name").hits == ()


def test_an_order_ends_with_the_window(gallery):
    service = SearchService(gallery.engine, load_settings(data=gallery.settings.data, window=2))
    nearest = service.search(Query("gallery", (red(gallery),), size=2))
    sorted_ = service.search(Query("gallery", (red(gallery),), size=2, sort="name"))
    assert {hit.id for hit in sorted_.hits} == {hit.id for hit in nearest.hits}
    assert (nearest.next, sorted_.next) == (2, None)


def test_by_words_the_total_is_all_that_match_beyond_the_window_too(gallery):
    service = SearchService(gallery.engine, load_settings(data=gallery.settings.data, window=1))
    for number in range(60):
        gallery.put(f"spot {number}", png((number, 9, 9)))
    page = service.search(Query("gallery", (QueryTerm("words", "spot"),), by="words", size=1))
    assert (len(page.hits), page.window, page.total) == (1, 1, 60)


def test_the_nearest_categories_are_those_of_the_nearest(gallery):
    page = ask(gallery, red(gallery), nearest_categories=9)
    assert page.categories[0].name == "red"
    assert sorted(each.name for each in page.categories) == ["blue", "green", "grey", "red"]
    assert sum(each.share for each in page.categories) == pytest.approx(1)
    assert ask(gallery, red(gallery), nearest_categories=2).categories == page.categories[:2]
    assert ask(gallery, red(gallery)).categories == ()
    assert ask(gallery, nearest_categories=5).categories == ()


def test_the_nearest_categories_are_the_same_on_every_page_in_every_order(gallery):
    first = ask(gallery, red(gallery), nearest_categories=5, size=2)
    later = ask(gallery, red(gallery), nearest_categories=5, size=2, page=3)
    ordered = ask(gallery, red(gallery), nearest_categories=5, size=2, sort="name")
    assert first.categories == later.categories == ordered.categories


@pytest.mark.parametrize(
    ("query", "calls"),
    [
        ({}, ["browse", "rankings"]),
        ({"terms": "red"}, ["vectors", "rankings", "get"]),
        ({"terms": "red", "sort": "name"}, ["vectors", "rankings", "browse"]),
    ],
)
def test_facets_and_categories_cost_no_call_more(gallery, query, calls):
    engine = Counting(gallery.engine)
    terms = (red(gallery),) if "terms" in query else ()
    more = {**query, "terms": terms, "facets": ("category", "tags"), "nearest_categories": 5}
    SearchService(engine, gallery.settings).search(Query("gallery", **more))
    assert engine.calls == calls


def test_the_answer_as_json_has_facets_and_categories_where_they_were_asked_for(gallery):
    page = ask(gallery, red(gallery), facets=("format",), nearest_categories=1)
    answer = as_dict(page, show_paths=True)
    assert answer["facets"] == {"format": [{"value": "PNG", "count": 5}]}
    assert answer["nearest_categories"] == [
        {"name": "red", "share": round(page.categories[0].share, 6)}
    ]
    assert {"facets", "nearest_categories"}.isdisjoint(
        as_dict(ask(gallery, red(gallery)), show_paths=True)
    )
    assert as_dict(ask(gallery), show_paths=True)["by"] is None
