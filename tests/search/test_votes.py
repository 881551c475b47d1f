import pytest

from lookalike.search.query import NearCategory
from lookalike.search.votes import VOTERS, nearest_categories
from lookalike.search.wanted import LexicalHit, Neighbour, Rankings


def near(*distances, **labels):
    neighbours = [Neighbour(name, each) for name, each in zip("abcdef", distances, strict=False)]
    return Rankings(neighbours, [], 9, labels=labels)


def shares(found):
    return {each.name: pytest.approx(each.share) for each in nearest_categories(found)}


def test_nearer_ones_weigh_more_and_the_furthest_still_counts():
    # Weights 1, 0.625, 0.25: the zero lies at 4/3, a third of the spread beyond the last.
    found = near(0.0, 0.5, 1.0, a=["cats"], b=["dogs"], c=["dogs"])
    assert shares(found) == {"cats": 1 / 1.875, "dogs": 0.875 / 1.875}
    assert [each.name for each in nearest_categories(found)] == ["cats", "dogs"]


def test_several_categories_share_one_vote_and_none_has_none():
    found = near(0.0, 0.5, 1.0, a=["cats", "pets"], c=["dogs"])
    assert shares(found) == {"cats": 0.5 / 1.25, "pets": 0.5 / 1.25, "dogs": 0.25 / 1.25}


def test_equal_distances_weigh_the_same_and_ties_go_by_name():
    found = near(0.3, 0.3, a=["dogs"], b=["cats"])
    assert nearest_categories(found) == [NearCategory("cats", 0.5), NearCategory("dogs", 0.5)]


def test_without_neighbours_by_vector_those_by_words_vote_by_rank():
    hits = [LexicalHit(name, 1, 0.0) for name in "abc"]
    found = Rankings([], hits, 9, labels={"a": ["cats"], "b": ["dogs"], "c": ["dogs"]})
    assert shares(found) == {"cats": 1 / 1.875, "dogs": 0.875 / 1.875}


def test_the_first_fifty_vote_alone():
    neighbours = [Neighbour(str(n), 0.1) for n in range(VOTERS + 1)]
    labels = {str(n): ["near" if n < VOTERS else "far"] for n in range(VOTERS + 1)}
    assert nearest_categories(Rankings(neighbours, [], 99, labels=labels)) == [
        NearCategory("near", 1.0)
    ]


def test_where_nothing_has_a_category_there_is_none():
    assert nearest_categories(near(0.1, 0.2)) == []
    assert nearest_categories(near()) == []
