"""All that one page needs, asked at once: the same as knn, lexical and count, asked one by one."""

import numpy as np
import pytest

from lookalike.core.errors import BadRequest, NotFound, RowRefused
from lookalike.search.filters import parse_filters
from lookalike.search.wanted import Wanted

RED = np.asarray([1, 0, 0], np.float32)


@pytest.fixture
def boats(engine, photos, make_item, make_file, colour):
    """Three boats and a car: 1 a red boat, 2 a dark red boat, 3 a boat without a vector."""
    said = {1: "red boat", 2: "dark red boat", 3: "boat", 4: "red car"}
    rows = {1: [1, 0, 0], 2: [1, 1, 0], 4: [0, 1, 0]}
    items = [
        make_item(
            number,
            make_file(f"file:///{number}", caption=text, category=text.split()[-1]),
            colour_row=rows.get(number),
        )
        for number, text in said.items()
    ]
    engine.put(photos, items, refresh="wait_for")
    return photos


def test_vectors_words_and_count_come_together(engine, boats, colour, numbers):
    found = engine.rankings(
        boats, Wanted(k=10, field=colour.name, vector=RED, tokens=["red", "boat", "red"])
    )
    assert numbers(found.near) == [1, 2, 4]
    assert [round(each.distance, 4) for each in found.near] == [0.0, 0.2929, 1.0]
    assert [each.matched for each in found.lexical] == [2, 2, 1, 1]
    assert set(numbers(found.lexical)[:2]) == {1, 2}
    assert found.passing == 4


def test_filters_hold_for_all_three(engine, boats, colour, numbers):
    filters = parse_filters(["category=boat"])
    found = engine.rankings(
        boats, Wanted(k=10, filters=filters, field=colour.name, vector=RED, tokens=["red"])
    )
    assert numbers(found.near) == [1, 2]
    assert sorted(numbers(found.lexical)) == [1, 2]
    assert found.passing == 3


def test_what_holds_an_unwanted_word_is_not_among_the_words(engine, boats, colour, numbers):
    wanted = Wanted(
        k=10, field=colour.name, vector=RED, tokens=["red", "boat"], without=["dark", "car"]
    )
    found = engine.rankings(boats, wanted)
    assert numbers(found.lexical) == [1, 3]
    assert numbers(found.near) == [1, 2, 4]


def test_words_alone_and_vectors_alone_leave_the_other_empty(engine, boats, colour, numbers):
    words = engine.rankings(boats, Wanted(k=1, tokens=["car"]))
    assert (list(words.near), numbers(words.lexical), words.passing) == ([], [4], 4)
    vectors = engine.rankings(boats, Wanted(k=1, field=colour.name, vector=RED))
    assert (numbers(vectors.near), list(vectors.lexical), vectors.passing) == ([1], [], 4)
    neither = engine.rankings(boats, Wanted(k=1, without=["car"]))
    assert (list(neither.near), list(neither.lexical), neither.passing) == ([], [], 4)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [({"vector": RED[:2]}, BadRequest), ({"vector": RED * 0}, RowRefused)],
)
def test_what_knn_refuses_is_refused(engine, boats, colour, wanted, error):
    with pytest.raises(error):
        engine.rankings(boats, Wanted(**{"k": 3, "field": colour.name, "tokens": ["red"]} | wanted))


def test_a_collection_that_is_not_there_is_not_found(engine):
    with pytest.raises(NotFound):
        engine.rankings("nowhere", Wanted(k=3, tokens=["red"]))


def test_many_at_one_distance_lose_neither_words_nor_count(
    engine, photos, make_item, make_file, colour, numbers
):
    items = [
        make_item(number, make_file(f"file:///{number}", caption="red"), colour_row=[1, 0, 0])
        for number in range(1, 41)
    ]
    engine.put(photos, items, refresh="wait_for")
    found = engine.rankings(photos, Wanted(k=5, field=colour.name, vector=RED, tokens=["red"]))
    assert numbers(found.near) == [1, 2, 3, 4, 5]
    assert numbers(found.lexical) == [1, 2, 3, 4, 5]
    assert found.passing == 40
