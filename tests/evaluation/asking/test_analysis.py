"""Curve, distances, categories and confusion of runs that are small enough to count."""

from datetime import UTC, datetime

import pytest

from lookalike.evaluation import analysis
from lookalike.evaluation.contents import Contents, Held
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.queries import EvalQuery
from lookalike.search.engine import Collection

ANY = Collection("any", "u1", "Any", datetime(2026, 1, 1, tzinfo=UTC))

RUN = {
    "q": [("a", 0.0), ("b", 1.0), ("x", 2.0), ("c", 4.0)],
    "r": [("x", 1.0), ("y", 4.0)],
    "lost": [("a", 0.5)],
}
JUDGEMENTS = Judgements(
    {"cat": {"a": 1, "b": 1}, "dog": {"x": 1}, "": {}}, {"q": "cat", "r": "dog", "lost": ""}
)
QUERIES = [EvalQuery("q", "q", ("cat",)), EvalQuery("r", "r", ("cat", "dog")), EvalQuery("s", "s")]


@pytest.fixture
def contents():
    held = {"a": ("cat",), "b": ("cat", "dog"), "c": ("owl",), "x": ("dog",), "y": ()}
    return Contents(ANY, {each: Held(each, names) for each, names in held.items()}, "")


def test_the_curve_has_a_point_at_each_rank_up_to_the_depth():
    assert analysis.curve_ranks(1) == [1]
    assert analysis.curve_ranks(10) == [1, 2, 5, 10]
    assert analysis.curve_ranks(30) == [1, 2, 5, 10, 20, 30]
    values = {
        "R@1": {"q": 0.5, "r": 1.0},
        "P@1": {"q": 1.0, "r": 0.5},
        "R@2": {"q": 1.0, "r": 1.0},
        "P@2": {"q": 0.25, "r": 0.25},
    }
    curve = analysis.precision_recall(values, 2)
    assert (curve.recall, curve.precision) == ((0.75, 1.0), (0.75, 0.25))


def test_relevant_and_other_hits_are_counted_by_distance():
    found = analysis.distances(RUN, JUDGEMENTS)
    assert (found.edges[0], found.edges[10], found.edges[-1]) == (0, 1, 4)
    counted = {found.edges[place]: count for place, count in enumerate(found.relevant) if count}
    assert counted == {0: 1, 1: 2}
    counted = {found.edges[place]: count for place, count in enumerate(found.other) if count}
    assert counted == {2: 1, 3.9: 2}
    assert analysis.distances({}, JUDGEMENTS) is None


def test_a_query_of_two_categories_counts_in_both():
    found = analysis.by_category({"P@1": {"q": 1.0, "r": 0.5}}, QUERIES)
    assert [(each.name, each.queries, each.measures) for each in found] == [
        ("cat", 2, {"P@1": 0.75}),
        ("dog", 1, {"P@1": 0.5}),
    ]


def test_a_hit_of_two_categories_counts_half_in_each(contents):
    found = analysis.confusion(RUN, QUERIES, contents)
    assert found.categories == ("cat", "dog")
    # six hits of cats: a cat, half b, two x dogs and half b, one owl, one of none
    assert found.shares == (
        pytest.approx((1.5 / 6, 2.5 / 6), abs=1e-6),
        pytest.approx((0, 1 / 2)),
    )
