"""All that one page needs, asked at once: the same as knn, lexical and count, asked one by one."""

import numpy as np
import pytest

from lookalike.core.errors import BadRequest, NotFound, RowRefused, UnknownChoice
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


def test_a_vector_field_that_is_not_there_is_an_unknown_choice(engine, boats):
    with pytest.raises(UnknownChoice, match="v_colour_aaaaaaaa"):
        engine.rankings(boats, Wanted(k=3, field="v_nobody_00000000", vector=RED))


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


def test_all_that_have_words_are_counted_however_few_are_returned(engine, boats):
    def matching(**wanted):
        return engine.rankings(boats, Wanted(k=1, **wanted)).matching

    assert matching(tokens=["red", "boat"]) == 4
    assert matching(tokens=["red", "red"]) == 3
    assert matching(tokens=["red"], without=["dark"]) == 2
    assert matching(tokens=["red"], filters=parse_filters(["category=boat"])) == 2
    assert matching(tokens=["nothing"]) == matching() == 0


def test_facets_come_along_as_they_come_alone(engine, boats, colour):
    filters = parse_filters(["category=boat"])
    wanted = Wanted(
        k=1, filters=filters, field=colour.name, vector=RED, facets=("category", "format")
    )
    found = engine.rankings(boats, wanted)
    assert found.facets == {"category": [("boat", 3), ("car", 1)], "format": []}
    assert found.facets == engine.facets(boats, ("category", "format"), filters)
    assert engine.rankings(boats, Wanted(k=1)).facets == {}


def test_facets_of_words_alone_count_what_has_the_words(engine, boats, colour):
    def counted(*conditions, **wanted):
        asked = Wanted(k=1, filters=parse_filters(conditions), facets=("category",), **wanted)
        return engine.rankings(boats, asked).facets["category"]

    assert counted(tokens=["red", "red"]) == [("boat", 2), ("car", 1)]
    assert counted(tokens=["dark", "car"]) == [("boat", 1), ("car", 1)]
    assert counted(tokens=["red"], without=["dark"]) == [("boat", 1), ("car", 1)]
    assert counted("category=car", tokens=["boat"]) == [("boat", 3)]
    assert counted("filename=no.jpg", tokens=["boat"]) == counted(tokens=["nothing"]) == []
    nearest = counted(tokens=["dark"], field=colour.name, vector=RED)
    assert nearest == [("boat", 3), ("car", 1)]


def test_facets_follow_every_change(engine, boats, make_item, make_file, make_id):
    def categories(*conditions):
        wanted = Wanted(k=1, filters=parse_filters(conditions), facets=("category",))
        return engine.rankings(boats, wanted).facets["category"]

    assert categories() == categories("width=..") == [("boat", 3), ("car", 1)]
    engine.put(boats, [make_item(9, make_file("file:///9", category="car"))], refresh="wait_for")
    engine.add_files(
        boats, [(make_id(1), make_file("file:///1b", category="ship"))], refresh="wait_for"
    )
    assert categories() == categories("width=..") == [("boat", 3), ("car", 2), ("ship", 1)]
    engine.remove_files(boats, [(make_id(1), "file:///1b")], refresh="wait_for")
    engine.delete(boats, [make_id(2)], refresh="wait_for")
    assert categories() == categories("width=..") == [("boat", 2), ("car", 2)]


def test_an_unknown_facet_is_refused_before_anything_runs(engine, boats):
    with pytest.raises(UnknownChoice):
        engine.rankings(boats, Wanted(k=1, facets=("nothing",)))


def test_the_first_by_vector_are_labelled_else_the_first_by_words(engine, boats, colour, make_id):
    nearest = Wanted(k=3, field=colour.name, vector=RED, tokens=["boat"], labelled=2)
    assert engine.rankings(boats, nearest).labels == {make_id(1): ["boat"], make_id(2): ["boat"]}
    words = Wanted(k=3, tokens=["car"], labelled=2)
    assert engine.rankings(boats, words).labels == {make_id(4): ["car"]}
    assert engine.rankings(boats, Wanted(k=3, tokens=["car"])).labels == {}


def test_labels_are_all_categories_and_none_of_what_has_none(
    engine, photos, make_item, make_file, colour, make_id
):
    several = [make_file(f"file:///{each}", category=each) for each in ("sea", "boat")]
    engine.put(
        photos,
        [make_item(1, *several, colour_row=[1, 0, 0]), make_item(2, colour_row=[1, 1, 0])],
        refresh="wait_for",
    )
    found = engine.rankings(photos, Wanted(k=3, field=colour.name, vector=RED, labelled=5))
    assert found.labels == {make_id(1): ["boat", "sea"]}
