import pytest

from lookalike.evaluation.plots import along, bins_of, curve, end_of_axis, rounded_up, shades, steps
from lookalike.evaluation.report_model import Confusion, Distances


@pytest.mark.parametrize(
    ("value", "end"),
    [(0.9, 1), (0.5, 0.5), (0.013, 0.02), (0.02, 0.02), (0.0, 0.001), (3.0, 1), (-1.0, 0.001)],
)
def test_an_axis_ends_at_the_least_round_share_that_shows_the_value(value, end):
    assert end_of_axis(value) == end


def test_what_is_beyond_an_axis_lies_at_its_end():
    assert along(0.25, 0, 1, 160) == 40
    assert along(0, -0.05, 0.05, 160) == 80
    assert [along(each, 0, 1, 160) for each in (-1, 7)] == [0, 160]


def test_a_curve_goes_from_the_top_left_as_far_as_its_axis():
    points = [(0.0, 1.0), (0.5, 0.25), (1.0, 0.0)]
    assert curve(points, 1.0) == "M0.0 0.0 160.0 150.0 320.0 200.0"
    assert curve(points, 0.5) == "M0.0 0.0 320.0 150.0"
    assert curve([], 1.0) == ""


def test_few_relevant_hits_are_seen_beside_many_others():
    found = bins_of(Distances(edges=(0, 1, 2), relevant=(3, 1), other=(0, 1000)))
    assert [(each.relevant, each.other) for each in found] == [(0.75, 0.0), (0.25, 1.0)]


def test_nothing_is_drawn_where_no_hit_lies():
    bins = bins_of(Distances(edges=(0, 1, 2, 4), relevant=(1, 0, 1), other=(0, 0, 0)))
    drawn = steps(bins, relevant=True, most=0.5)
    assert drawn == "M0 200V0.0H80.0V200M160.0 200V0.0H320.0V200"
    assert (
        steps(bins, relevant=False, most=1.0)
        == "M0 200V200M80.0 200V200M160.0 200V200M320.0 200V200"
    )


def test_the_largest_share_has_the_strongest_shade_and_what_is_next_to_nothing_has_none():
    confusion = Confusion(categories=("a", "b"), shares=((0.5, 0.01), (0.25, 0.5)))
    assert shades(confusion) == [(0.5, "M0 1h1v1h-1z"), (1.0, "M0 0h1v1h-1zM1 1h1v1h-1z")]


def test_an_axis_of_any_amount_ends_at_the_next_round_number():
    amounts = {2.31: 2.5, 2.5: 2.5, 2.51: 3, 9.2: 10, 10: 10, 0.043: 0.05, 1234: 1500}
    assert {each: round(rounded_up(each), 9) for each in amounts} == amounts
