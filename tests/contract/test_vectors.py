"""Vector fields: stored rows, filling a field that was added later, and nearest neighbours."""

import numpy as np
import pytest

from lookalike.core.errors import BadRequest, RowRefused, UnknownChoice
from lookalike.search.engine import VectorField


@pytest.fixture
def circle(engine, photos, make_item):
    """Documents 1 to 5, at 0, 30, 90, 135 and 180 degrees of the first row."""
    angles = np.radians([0, 30, 90, 135, 180])
    rows = [[np.cos(a) * 7, np.sin(a) * 7, 0] for a in angles]
    items = [make_item(n, colour_row=row) for n, row in enumerate(rows, 1)]
    engine.put(photos, items, refresh="wait_for")
    return photos


@pytest.fixture
def plane(engine, photos, make_item):
    """Documents 1 to 4, at distances 0, 1, 5 and 10 of (1, 1)."""
    points = [[1, 1], [1, 2], [4, 5], [7, 9]]
    items = [make_item(n, shape_row=point) for n, point in enumerate(points, 1)]
    engine.put(photos, items, refresh="wait_for")
    return photos


def test_cosine_rows_are_stored_at_length_one(engine, photos, colour, make_item, make_id):
    engine.put(photos, [make_item(1, colour_row=[0, 3, 4])], refresh="wait_for")
    stored = engine.vectors(photos, colour.name, [make_id(1)])[make_id(1)]
    assert stored.dtype == np.float32
    assert stored == pytest.approx([0, 0.6, 0.8], abs=1e-6)


def test_l2_rows_are_stored_as_they_come(engine, photos, shape, make_item, make_id):
    engine.put(photos, [make_item(1, shape_row=[300, -0.5])], refresh="wait_for")
    stored = engine.vectors(photos, shape.name, [make_id(1)])[make_id(1)]
    assert stored.tolist() == [300, -0.5]


def test_documents_without_a_row_are_left_out_of_vectors(
    engine, photos, colour, make_item, make_id
):
    engine.put(photos, [make_item(1, colour_row=[1, 0, 0]), make_item(2)], refresh="wait_for")
    found = engine.vectors(photos, colour.name, [make_id(n) for n in (1, 2, 3)])
    assert set(found) == {make_id(1)}


def test_cosine_neighbours_come_nearest_first_with_one_minus_cosine(
    engine, circle, colour, matrix, numbers
):
    [found] = engine.knn(circle, colour.name, matrix([2, 0, 0]), 5)
    assert numbers(found) == [1, 2, 3, 4, 5]
    expected = [0, 1 - 0.8660254, 1, 1.7071068, 2]
    assert [one.distance for one in found] == pytest.approx(expected, abs=1e-5)


def test_l2_neighbours_come_nearest_first_with_euclidean_distance(
    engine, plane, shape, matrix, numbers
):
    [found] = engine.knn(plane, shape.name, matrix([1, 1]), 4)
    assert numbers(found) == [1, 2, 3, 4]
    assert [one.distance for one in found] == pytest.approx([0, 1, 5, 10], abs=1e-3)


def test_only_k_neighbours_are_returned(engine, circle, colour, matrix, numbers):
    [found] = engine.knn(circle, colour.name, matrix([0, 1, 0]), 2)
    assert numbers(found) == [3, 4]


def test_k_above_the_number_of_documents_returns_them_all(engine, plane, shape, matrix, numbers):
    [found] = engine.knn(plane, shape.name, matrix([7, 9]), 10_000)
    assert numbers(found) == [4, 3, 2, 1]


def test_a_matrix_of_queries_gives_what_single_queries_give(engine, circle, colour, matrix):
    queries = matrix([1, 0, 0], [0, 1, 0], [-1, 0.2, 0], [0.5, 0.5, 0.1])
    together = engine.knn(circle, colour.name, queries, 3)
    assert len(together) == 4
    for i, found in enumerate(together):
        [alone] = engine.knn(circle, colour.name, queries[i : i + 1], 3)
        assert [one.id for one in found] == [one.id for one in alone]
        assert [one.distance for one in found] == pytest.approx(
            [one.distance for one in alone], abs=1e-6
        )


def test_no_queries_give_no_answers(engine, circle, colour):
    assert engine.knn(circle, colour.name, np.empty((0, 3), np.float32), 3) == []


def test_equal_distances_are_ordered_by_id(engine, photos, colour, make_item, matrix, numbers):
    order = [9, 2, 7, 4, 1, 8, 3, 6, 5]
    engine.put(photos, [make_item(n, colour_row=[1, 1, 0]) for n in order], refresh="wait_for")
    [found] = engine.knn(photos, colour.name, matrix([1, 0, 0]), 20)
    assert numbers(found) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_an_exact_search_finds_the_same(engine, circle, colour, matrix, numbers):
    [found] = engine.knn(circle, colour.name, matrix([1, 0.1, 0]), 3, exact=True)
    assert numbers(found) == [1, 2, 3]


def test_each_document_finds_itself_first(engine, photos, colour, make_item, make_id):
    rows = np.random.default_rng(7).normal(size=(200, 3)).astype(np.float32)
    items = [make_item(n, colour_row=row) for n, row in enumerate(rows)]
    engine.put(photos, items, refresh="wait_for")
    found = engine.knn(photos, colour.name, rows, 1)
    assert [hits[0].id for hits in found] == [make_id(n) for n in range(200)]
    assert max(hits[0].distance for hits in found) < 1e-5


def test_documents_without_a_row_are_no_neighbours(
    engine, photos, colour, shape, make_item, matrix, numbers
):
    engine.put(
        photos,
        [make_item(1, colour_row=[1, 0, 0]), make_item(2, shape_row=[1, 0]), make_item(3)],
        refresh="wait_for",
    )
    [by_colour] = engine.knn(photos, colour.name, matrix([1, 0, 0]), 5)
    [by_shape] = engine.knn(photos, shape.name, matrix([1, 0]), 5)
    assert (numbers(by_colour), numbers(by_shape)) == ([1], [2])


def test_a_replaced_row_is_found_where_it_is_now(
    engine, photos, colour, make_item, matrix, numbers
):
    engine.put(photos, [make_item(n, colour_row=[1, n, 0]) for n in (1, 2)], refresh="wait_for")
    engine.put(photos, [make_item(1, colour_row=[0, 0, 1])], refresh="wait_for")
    [found] = engine.knn(photos, colour.name, matrix([1, 1, 0]), 5)
    assert numbers(found) == [2, 1]
    assert found[1].distance == pytest.approx(1, abs=1e-5)
    assert engine.stats(photos).vectors[colour.name] == 2


@pytest.mark.parametrize("row", [[1, 0], [1, 0, 0, 0]])
def test_a_query_of_wrong_length_is_a_bad_request(engine, circle, colour, matrix, row):
    with pytest.raises(BadRequest):
        engine.knn(circle, colour.name, matrix(row), 3)


@pytest.mark.parametrize("row", [[0, 0, 0], [float("nan"), 0, 1], [float("inf"), 0, 0]])
def test_a_query_that_points_nowhere_is_refused(engine, circle, colour, matrix, row):
    with pytest.raises(RowRefused):
        engine.knn(circle, colour.name, matrix([1, 0, 0], row), 3)


@pytest.mark.parametrize("k", [0, -1, 10_001])
def test_k_out_of_bounds_is_a_bad_request(engine, circle, colour, matrix, k):
    with pytest.raises(BadRequest):
        engine.knn(circle, colour.name, matrix([1, 0, 0]), k)


def test_an_unknown_field_is_refused(engine, circle, matrix, make_id):
    with pytest.raises(UnknownChoice, match="v_nobody_00000000"):
        engine.knn(circle, "v_nobody_00000000", matrix([1, 0, 0]), 3)
    with pytest.raises(UnknownChoice, match="v_nobody_00000000"):
        engine.vectors(circle, "v_nobody_00000000", [make_id(1)])
    with pytest.raises(UnknownChoice, match="v_nobody_00000000"):
        engine.put_vectors(circle, "v_nobody_00000000", [(make_id(1), matrix([1, 0, 0])[0])])
    with pytest.raises(UnknownChoice, match="v_nobody_00000000"):
        list(engine.missing_vectors(circle, "v_nobody_00000000"))


def test_having_says_who_has_a_row_in_every_field(
    engine, photos, colour, shape, make_item, make_id
):
    engine.put(
        photos,
        [
            make_item(1, colour_row=[1, 0, 0], shape_row=[1, 0]),
            make_item(2, colour_row=[1, 0, 0]),
            make_item(3),
        ],
        refresh="wait_for",
    )
    ids = [make_id(n) for n in (1, 2, 3, 4)]
    assert engine.having(photos, ids, [colour.name]) == {make_id(1), make_id(2)}
    assert engine.having(photos, ids, [colour.name, shape.name]) == {make_id(1)}
    assert engine.having(photos, ids[1:], [shape.name]) == set()
    assert engine.having(photos, [], [shape.name]) == set()


def test_missing_vectors_are_the_documents_without_a_row(
    engine, photos, colour, make_item, make_id
):
    items = [make_item(1, colour_row=[1, 0, 0]), make_item(2), make_item(3)]
    engine.put(photos, items, refresh="wait_for")
    assert sorted(engine.missing_vectors(photos, colour.name)) == [make_id(2), make_id(3)]


def test_a_field_added_later_is_filled_while_the_old_one_serves(
    engine, photos, colour, make_item, make_id, matrix, numbers, outcomes
):
    items = [make_item(n, colour_row=[1, n, 0]) for n in (1, 2, 3)]
    engine.put(photos, items, refresh="wait_for")
    deep = VectorField("v_deep_cccccccc", "deep", 4, "cosine", "c" * 64, state="filling")
    engine.add_field(photos, deep)
    assert engine.stats(photos).vectors[deep.name] == 0
    assert sorted(engine.missing_vectors(photos, deep.name)) == [make_id(n) for n in (1, 2, 3)]
    rows = [
        (make_id(1), matrix([0, 0, 0, 2])[0]),
        (make_id(2), matrix([0, 0, 2, 0])[0]),
        (make_id(3), matrix([0, 0, 0, 0])[0]),
        (make_id(9), matrix([1, 0, 0, 0])[0]),
    ]
    written = engine.put_vectors(photos, deep.name, rows, refresh="wait_for")
    assert outcomes(written) == ["updated", "updated", "failed", "missing"]
    assert isinstance(written[2].error, RowRefused)
    assert engine.stats(photos).vectors == {**engine.stats(photos).vectors, deep.name: 2}
    assert list(engine.missing_vectors(photos, deep.name)) == [make_id(3)]
    [by_deep] = engine.knn(photos, deep.name, matrix([0, 0, 0.1, 1]), 5)
    [by_colour] = engine.knn(photos, colour.name, matrix([1, 1, 0]), 5)
    assert numbers(by_deep) == [1, 2]
    assert numbers(by_colour) == [1, 2, 3]
    assert engine.stats(photos).vectors[colour.name] == 3
    assert len(engine.get(photos, [make_id(1)])[make_id(1)].files) == 1


def test_put_vectors_replaces_a_row(engine, photos, shape, make_item, make_id, matrix, outcomes):
    engine.put(photos, [make_item(1, shape_row=[1, 1])])
    written = engine.put_vectors(
        photos, shape.name, [(make_id(1), matrix([5, 5])[0])], refresh="wait_for"
    )
    assert outcomes(written) == ["updated"]
    [found] = engine.knn(photos, shape.name, matrix([5, 5]), 5)
    assert [one.id for one in found] == [make_id(1)]
    assert found[0].distance == pytest.approx(0, abs=1e-3)
    assert engine.vectors(photos, shape.name, [make_id(1)])[make_id(1)].tolist() == [5, 5]


def test_rows_that_lie_very_near_are_ordered_by_their_distances(
    engine, photos, shape, make_item, matrix, numbers
):
    steps = [4e-4, 3e-4, 2e-4, 1e-4, 0.0, 5e-3]
    engine.put(
        photos,
        [
            make_item(n, shape_row=[0, step]) if step else make_item(n)
            for n, step in enumerate(steps)
        ],
        refresh="wait_for",
    )
    [found] = engine.knn(photos, shape.name, matrix([1e-30, 0]), 4)
    assert numbers(found) == [3, 2, 1, 0]
    assert [one.distance for one in found] == pytest.approx([1e-4, 2e-4, 3e-4, 4e-4], abs=1e-6)
