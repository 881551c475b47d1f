"""Documents in an order of their own: by date, name or size, filtered, or only some of them."""

from datetime import UTC, datetime

import pytest

from lookalike.core.errors import BadRequest, NotFound
from lookalike.search.filters import parse_filters


def day(number):
    return datetime(2024, 5, number, 12, tzinfo=UTC)


@pytest.fixture
def shelf(engine, photos, make_item, make_file):
    """Six documents; 1 and 4 are as large as each other, 5 has neither date nor name."""

    def item(number, *names, category="boats", **known):
        files = [
            make_file(f"file:///{number}/{name}", filename=name, category=category)
            for name in names or [""]
        ]
        return make_item(number, *files, **known)

    engine.put(
        photos,
        [
            item(1, "banana.jpg", bytes=500, ingested_at=day(3), taken_at=day(1)),
            item(2, "Cherry.jpg", bytes=100, ingested_at=day(1), taken_at=day(4)),
            item(3, "zebra.jpg", "apple.jpg", bytes=900, ingested_at=day(2), taken_at=day(2)),
            item(4, "öl.jpg", bytes=500, ingested_at=day(5), category="cars"),
            item(5, bytes=300, category="cars"),
            item(6, "Éclair.jpg", bytes=1000, ingested_at=day(4), taken_at=day(3)),
        ],
        refresh="wait_for",
    )
    return photos


ORDERS = [
    ("added", [4, 6, 1, 3, 2, 5]),
    ("newest", [2, 6, 3, 1, 4, 5]),
    ("oldest", [1, 3, 6, 2, 4, 5]),
    ("name", [3, 1, 2, 6, 4, 5]),
    ("largest", [6, 3, 1, 4, 5, 2]),
]


@pytest.mark.parametrize(("sort", "order"), ORDERS)
def test_documents_come_in_order_what_has_no_value_last_and_ties_by_id(
    engine, shelf, numbers, sort, order
):
    assert numbers(engine.browse(shelf, sort=sort, first=0, k=10)) == order
    slices = [engine.browse(shelf, sort=sort, first=first, k=4) for first in (0, 4, 8)]
    assert [numbers(found) for found in slices] == [order[:4], order[4:], []]


@pytest.mark.parametrize(("sort", "order"), ORDERS)
def test_filters_and_ids_choose_which(engine, shelf, numbers, make_id, sort, order):
    cars = engine.browse(shelf, sort=sort, first=0, k=9, filters=parse_filters(["category=cars"]))
    assert numbers(cars) == [number for number in order if number in {4, 5}]
    ids = [make_id(number) for number in (6, 5, 1, 77)] + ["no id"]
    some = engine.browse(shelf, sort=sort, first=0, k=9, ids=ids)
    assert numbers(some) == [number for number in order if number in {1, 5, 6}]
    boats = parse_filters(["category=boats"])
    both = engine.browse(shelf, sort=sort, first=1, k=9, filters=boats, ids=ids)
    assert numbers(both) == [number for number in order if number in {1, 6}][1:]
    assert engine.browse(shelf, sort=sort, first=0, k=9, ids=[]) == []


def test_moments_within_one_millisecond_are_one_moment(engine, photos, make_item, numbers):
    later = day(1).replace(microsecond=1_999)
    items = [make_item(1, ingested_at=day(1)), make_item(2, ingested_at=later.replace(microsecond=1_000)),
             make_item(3, ingested_at=later)]  # fmt: skip
    engine.put(photos, items, refresh="wait_for")
    assert numbers(engine.browse(photos, sort="added", first=0, k=9)) == [2, 3, 1]


def test_whole_documents_come_back(engine, shelf, make_id):
    [found] = engine.browse(shelf, sort="largest", first=0, k=1)
    assert found == engine.get(shelf, [make_id(6)])[make_id(6)]


def test_a_name_follows_the_files(engine, shelf, numbers, make_id, make_file):
    entry = make_file("file:///4/aa", filename="Aardvark.jpg")
    engine.add_files(shelf, [(make_id(4), entry)], refresh="wait_for")
    assert numbers(engine.browse(shelf, sort="name", first=0, k=2)) == [4, 3]
    engine.remove_files(shelf, [(make_id(4), entry.uri)], refresh="wait_for")
    engine.delete(shelf, [make_id(3)], refresh="wait_for")
    assert numbers(engine.browse(shelf, sort="name", first=0, k=9)) == [1, 2, 6, 4, 5]


@pytest.mark.parametrize(("first", "k"), [(-1, 5), (0, 0), (0, 10_001), (9_999, 2)])
def test_a_slice_that_is_none_or_beyond_ten_thousand_is_a_bad_request(engine, shelf, first, k):
    with pytest.raises(BadRequest):
        engine.browse(shelf, sort="added", first=first, k=k)


def test_the_last_slice_there_may_be_is_empty(engine, shelf):
    assert engine.browse(shelf, sort="added", first=9_999, k=1) == []


def test_a_collection_that_is_not_there_is_not_found(engine):
    with pytest.raises(NotFound):
        engine.browse("nowhere", sort="added", first=0, k=1)
