"""Filters, in every kind, for every search; facets with all filters but their own."""

from datetime import UTC, datetime

import pytest

from lookalike.core.document import Location
from lookalike.core.errors import BadRequest
from lookalike.search.filters import parse_filters


@pytest.fixture
def zoo(engine, photos, make_item, make_file):
    """Six documents, in a row by colour from document 1 on."""

    def animal(number, category, tags=(), **known):
        row = [1, number / 10, 0]
        file = make_file(
            f"file:///zoo/{number}.jpg",
            category=category,
            tags=tags,
            folder=known.pop("folder", "zoo"),
            filename=f"{number}.jpg",
        )
        return make_item(number, file, colour_row=row, **known)

    def day(*date):
        return datetime(*date, tzinfo=UTC)

    engine.put(
        photos,
        [
            animal(1, "cats", ("red", "big"), width=100, taken_at=day(2023, 12, 31, 23, 59, 59)),
            animal(2, "cats", ("red",), width=200, taken_at=day(2024, 1, 1), format="jpeg"),
            animal(3, "dogs", ("big",), width=300, taken_at=day(2024, 5, 31, 23, 59, 59)),
            animal(4, "dogs", (), width=400, taken_at=day(2024, 6, 1), camera="Canon EOS"),
            animal(5, "birds", ("red",), width=500, location=Location(lat=1, lon=2), folder="sky"),
            animal(6, None, ("Red",), width=600, colours=("#ff0000", "#00ff00"), format="png"),
        ],
        refresh="wait_for",
    )
    return photos


CASES = [
    (["category=cats"], [1, 2]),
    (["category=Cats"], []),
    (["category=cat"], []),
    (["category=cats", "category=birds"], [1, 2, 5]),
    (["category=cats", "tags=big"], [1]),
    (["tags=red", "tags=big", "category=dogs"], [3]),
    (["category!=cats"], [3, 4, 5, 6]),
    (["category!=cats", "category!=dogs"], [5, 6]),
    (["category=*"], [1, 2, 3, 4, 5]),
    (["category!=*"], [6]),
    (["tags=*", "tags!=red"], [3, 6]),
    (["tags=red", "tags!=big"], [2, 5]),
    (["tags!=*"], [4]),
    (["folder=sky"], [5]),
    (["filename=3.jpg"], [3]),
    (["format=jpeg", "format=png"], [2, 6]),
    (["camera=Canon EOS"], [4]),
    (["camera=*"], [4]),
    (["colour=#ff0000"], [6]),
    (["location=*"], [5]),
    (["location!=*"], [1, 2, 3, 4, 6]),
    (["width=300"], [3]),
    (["width=200..400"], [2, 3, 4]),
    (["width=..200"], [1, 2]),
    (["width=500.."], [5, 6]),
    (["width=..100", "width=600.."], [1, 6]),
    (["width!=200..500"], [1, 6]),
    (["width=200..500", "width!=300"], [2, 4, 5]),
    (["taken_at=2024"], [2, 3, 4]),
    (["taken_at=2024-05"], [3]),
    (["taken_at=2024-06-01"], [4]),
    (["taken_at=2024-02.."], [3, 4]),
    (["taken_at=..2024-01-01"], [1, 2]),
    (["taken_at=..2023"], [1]),
    (["taken_at=2023..2024-05"], [1, 2, 3]),
    (["taken_at!=2024"], [1, 5, 6]),
    (["taken_at=*"], [1, 2, 3, 4]),
    (["taken_at!=*"], [5, 6]),
    (["category=cats", "width=..150", "taken_at=2023"], [1]),
    ([], [1, 2, 3, 4, 5, 6]),
]


@pytest.mark.parametrize(("conditions", "passing"), CASES)
def test_a_filter_passes_these_alone(engine, zoo, colour, matrix, numbers, conditions, passing):
    filters = parse_filters(conditions)
    assert engine.count(zoo, filters) == len(passing)
    [found] = engine.knn(zoo, colour.name, matrix([1, 0.1, 0]), 10, filters)
    assert numbers(found) == passing


def test_filters_hold_before_the_search_not_after(engine, zoo, colour, matrix, numbers):
    [found] = engine.knn(
        zoo, colour.name, matrix([1, 0.1, 0]), 2, parse_filters(["category=dogs", "category=birds"])
    )
    assert numbers(found) == [3, 4]


def test_a_matrix_of_queries_is_filtered_too(engine, zoo, colour, matrix, numbers):
    queries = matrix([1, 0.1, 0], [1, 0.6, 0])
    first, second = engine.knn(zoo, colour.name, queries, 2, parse_filters(["tags=red"]))
    assert numbers(first) == [1, 2]
    assert numbers(second) == [5, 2]


def test_words_are_filtered_too(engine, zoo, numbers):
    found = engine.lexical(zoo, ["zoo"], 10, parse_filters(["tags=big"]))
    assert sorted(numbers(found)) == [1, 3]


def test_facets_count_every_value(engine, zoo):
    facets = engine.facets(zoo, ["category", "tags", "folder", "format", "camera"])
    assert facets == {
        "category": [("cats", 2), ("dogs", 2), ("birds", 1)],
        "tags": [("red", 3), ("big", 2), ("Red", 1)],
        "folder": [("zoo", 5), ("sky", 1)],
        "format": [("jpeg", 1), ("png", 1)],
        "camera": [("Canon EOS", 1)],
    }


def test_a_facet_ignores_the_filter_on_itself_and_keeps_the_others(engine, zoo):
    facets = engine.facets(zoo, ["category", "tags"], parse_filters(["category=cats", "tags=red"]))
    assert facets == {
        "category": [("cats", 2), ("birds", 1)],
        "tags": [("red", 2), ("big", 1)],
    }


def test_an_empty_tag_is_none(engine, photos, make_item, make_file):
    engine.put(photos, [make_item(1, make_file(tags=("", "red")))], refresh="wait_for")
    engine.put(photos, [make_item(2, make_file(tags=("",)))], refresh="wait_for")
    assert engine.facets(photos, ["tags"]) == {"tags": [("red", 1)]}
    assert engine.count(photos, parse_filters(["tags!=*"])) == 1


def test_facets_are_cut_to_the_size_asked(engine, zoo):
    assert engine.facets(zoo, ["category"], size=2) == {"category": [("cats", 2), ("dogs", 2)]}


def test_a_facet_of_an_unknown_field_is_a_bad_request(engine, zoo):
    with pytest.raises(BadRequest):
        engine.facets(zoo, ["nothing"])


def test_filters_follow_a_change_of_files(engine, zoo, make_file, make_id):
    engine.add_files(
        zoo,
        [(make_id(4), make_file("file:///zoo/4.jpg", category="wolves"))],
        refresh="wait_for",
    )
    assert engine.count(zoo, parse_filters(["category=dogs"])) == 1
    assert engine.count(zoo, parse_filters(["category=wolves"])) == 1


def test_a_document_is_counted_once_whatever_the_number_of_its_files(
    engine, photos, make_item, make_file
):
    files = [make_file(f"file:///{n}", category="cats", tags=("red",)) for n in range(5)]
    engine.put(photos, [make_item(1, *files)], refresh="wait_for")
    assert engine.count(photos, parse_filters(["category=cats"])) == 1
    assert engine.facets(photos, ["category", "tags"]) == {
        "category": [("cats", 1)],
        "tags": [("red", 1)],
    }
