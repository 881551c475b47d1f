"""The scan: blocks, ties, rounding, filters; against float64 distances of every row."""

import numpy as np
import pytest

from lookalike.core.vectors import distances, unit_rows
from lookalike.search.embedded.matrix import SIDE
from lookalike.search.embedded.nearest import nearest
from lookalike.search.embedded.view import Part


def part(rows, first=1, dead=()):
    side = np.empty(len(rows), SIDE)
    side["num"] = side["seq"] = np.arange(first, first + len(rows))
    ids = [number.to_bytes(32) for number in range(first, first + len(rows))]
    side["id"] = np.frombuffer(b"".join(ids), "V32")
    side["square"] = (rows.astype(np.float64) ** 2).sum(axis=1)
    return Part(rows, side, np.asarray(dead, np.int64))


def expected(rows, query, k, metric, passing):
    exact = distances(rows[passing - 1], query, metric).round(9)
    order = np.lexsort((passing, exact))[:k]
    return passing[order].tolist()


def found(hits):
    return [int(hit.id, 16) for hit in hits]


@pytest.mark.parametrize("metric", ["cosine", "l2"])
@pytest.mark.parametrize("k", [1, 7, 500, 10_000])
def test_rows_on_a_grid_with_many_ties_come_in_the_order_of_distance_and_id(metric, k):
    rows = np.random.default_rng(3).integers(-3, 4, (4000, 3)).astype(np.float32) + 0.5
    rows = unit_rows(rows) if metric == "cosine" else rows
    queries = rows[:5]
    every = np.arange(1, 4001)
    answers = nearest([part(rows[:3000]), part(rows[3000:], 3001)], queries, k, metric)
    for query, hits in zip(queries, answers, strict=True):
        assert found(hits) == expected(rows, query, k, metric, every)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_the_nearest_passing_rows_are_found_whether_few_or_many_pass(share):
    random = np.random.default_rng(4)
    rows = random.normal(size=(3000, 8)).astype(np.float32)
    passing = np.flatnonzero(random.random(3000) < share) + 1
    [hits] = nearest([part(rows)], rows[:1], 20, "l2", passing)
    assert found(hits) == expected(rows, rows[0], 20, "l2", passing)


def test_a_hundred_queries_over_several_blocks_find_what_each_finds_alone():
    rows = unit_rows(np.random.default_rng(5).normal(size=(300_000, 4)))
    queries = rows[::3000]
    together = nearest([part(rows)], queries, 5, "cosine")
    assert [found(hits)[0] for hits in together] == list(range(1, 300_001, 3000))
    for i in (0, 63, 64, 99):
        assert together[i] == nearest([part(rows)], queries[i : i + 1], 5, "cosine")[0]


def test_dead_rows_are_never_found():
    rows = np.asarray([[0, 0], [1, 0], [2, 0], [3, 0]], np.float32)
    [hits] = nearest([part(rows, dead=[0, 2])], rows[:1], 4, "l2")
    assert found(hits) == [2, 4]
    [hits] = nearest([part(rows, dead=[0, 2])], rows[:1], 4, "l2", np.asarray([1, 3, 4]))
    assert found(hits) == [4]


def test_no_rows_and_nothing_that_passes_give_no_hits():
    rows = np.ones((3, 2), np.float32)
    empty = np.empty((0, 2), np.float32)
    assert nearest([part(empty)], rows[:1], 3, "l2") == [[]]
    assert nearest([part(rows)], rows[:1], 3, "l2", np.empty(0, np.int64)) == [[]]


def test_close_neighbours_far_from_the_origin_are_told_apart():
    """Where float32 loses the differences in |x|^2, exact distances decide."""
    steps = np.asarray([5, 3, 1, 0, 2, 4], np.float32)
    rows = np.stack([1000 + steps * 0.01, np.full(6, 1000)], axis=1).astype(np.float32)
    [hits] = nearest([part(rows)], rows[3:4], 3, "l2")
    assert found(hits) == [4, 3, 5]
