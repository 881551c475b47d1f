import pytest

from lookalike.search.ranking import fuse, settle, similarity
from lookalike.search.wanted import Neighbour


def test_distances_are_rounded_and_ties_are_broken_by_id():
    found = [Neighbour("c", 0.1000001), Neighbour("a", 0.10000014), Neighbour("b", -1e-9)]
    assert settle(found, 3) == [Neighbour("b", 0.0), Neighbour("a", 0.1), Neighbour("c", 0.1)]


def test_the_query_itself_comes_first_among_equals_and_only_among_equals():
    found = [Neighbour("a", 0.0), Neighbour("b", 0.0), Neighbour("c", 0.2)]
    assert [each.id for each in settle(found, 3, {"b"})] == ["b", "a", "c"]
    assert [each.id for each in settle(found, 3, {"c"})] == ["a", "b", "c"]


def test_the_window_cuts_after_the_order_is_settled():
    found = [Neighbour("b", 0.5), Neighbour("a", 0.5)]
    assert settle(found, 1) == [Neighbour("a", 0.5)]


def test_ranks_are_fused_by_their_reciprocals():
    fused = fuse({"vectors": ["a", "b"], "words": ["b", "c"]}, {})
    assert [each.id for each in fused] == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(1 / 62 + 1 / 61)
    assert fused[0].ranks == {"vectors": 2, "words": 1}
    assert fused[1].score == pytest.approx(1 / 61)


def test_weights_scale_a_ranking():
    fused = fuse({"vectors": ["a"], "words": ["b"]}, {"words": 2.0})
    assert [each.id for each in fused] == ["b", "a"]


def test_a_smaller_distance_is_a_higher_score():
    assert similarity(0.25, "cosine") == 0.75
    assert similarity(3.0, "l2") == 0.25
