import sys

import numpy as np
import pytest

from lookalike.core.errors import BadRequest
from lookalike.evaluation.comparison import compare
from lookalike.evaluation.statistics import Interval, Paired, holm, interval, paired


def test_an_interval_holds_the_mean_and_narrows_with_the_number_of_queries():
    few, many = interval([0.0, 1.0] * 10, seed=1), interval([0.0, 1.0] * 1_000, seed=1)
    for found in (few, many):
        assert found.mean == 0.5
        assert found.low < 0.5 < found.high
    # Normal approximation: 1.96 * 0.5 / sqrt(n), 0.219 for 20 and 0.0219 for 2,000.
    assert few.high - few.low == pytest.approx(2 * 0.219, rel=0.15)
    assert many.high - many.low == pytest.approx(2 * 0.0219, rel=0.15)


def test_the_same_seed_gives_the_same_interval_and_the_same_chance():
    values = np.random.default_rng(3).random(200)
    assert interval(values, seed=5) == interval(values, seed=5)
    assert interval(values, seed=5) != interval(values, seed=6)
    assert paired(values, values**2, seed=5) == paired(values, values**2, seed=5)


def test_values_that_are_all_alike_have_an_interval_of_no_width():
    assert interval([0.25] * 7, seed=0) == Interval(0.25, 0.25, 0.25)


def test_a_single_query_has_no_interval_and_no_test():
    assert interval([0.25], seed=0) == Interval(0.25, None, None)
    assert paired([0.25], [0.75], seed=0) == Paired(0.5, None, None, None)


def test_the_mean_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="no values"):
        interval([], seed=0)


def test_the_chance_of_few_queries_is_counted_exactly():
    # Of the 8 ways to give +1, +2, +3 their signs, only +++ and --- lie as far from 0.
    assert paired([0.0, 0.0, 0.0], [1.0, 2.0, 3.0], seed=0).p == pytest.approx(2 / 8)
    # Queries without a difference change nothing.
    assert paired([0.0] * 5, [1.0, 0.0, 2.0, 3.0, 0.0], seed=0).p == pytest.approx(2 / 8)


def test_runs_that_do_not_differ_differ_by_chance():
    values = [0.1, 0.9, 0.4]
    assert paired(values, values, seed=0) == Paired(0.0, 0.0, 0.0, 1.0)
    assert paired(values, [0.1, 0.9, 0.5], seed=0).p == 1.0


def test_a_difference_on_every_query_is_none_of_chance():
    base = np.random.default_rng(0).random(400)
    found = paired(base, base + 0.1, seed=0)
    assert found.difference == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1)
    assert found.p == pytest.approx(1 / 1_000)  # two-sided, of 1,999 drawn: none lies as far


def test_holm_multiplies_the_smallest_most_and_keeps_the_order():
    # 0.01 * 3; 0.03 * 2; 0.04 * 1 is less than the one before, and takes its value.
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([0.2]) == [0.2]


def test_runs_are_compared_on_the_queries_that_both_have():
    base = {"P@1": {"q": 0.0, "r": 1.0, "only here": 1.0}, "RR": {"q": 1.0}}
    other = {"P@1": {"r": 0.0, "q": 1.0, "only there": 0.0}, "AP": {"q": 1.0}}
    (found,) = compare([base, other])
    assert (found.measure, found.other, found.queries) == ("P@1", 1, 2)
    assert (found.base_mean, found.other_mean, found.paired.difference) == (0.5, 0.5, 0.0)
    assert found.paired.p == found.corrected == 1.0


def test_two_runs_against_the_first_are_corrected_for_their_number():
    queries = [f"q{number}" for number in range(3)]
    base = {"RR": dict.fromkeys(queries, 0.0)}
    better = {"RR": dict(zip(queries, (0.1, 0.2, 0.3), strict=True))}
    best = {"RR": dict(zip(queries, (0.5, 0.6, 0.7), strict=True))}
    first, second = compare([base, better, best])
    assert (first.other, second.other) == (1, 2)
    assert (first.paired.p, second.paired.p) == pytest.approx((0.25, 0.25))
    assert (first.corrected, second.corrected) == pytest.approx((0.5, 0.5))


def test_a_run_that_shares_one_query_is_shown_without_a_test():
    base = {"RR": {"q": 0.5, "r": 0.5}}
    alone, both = compare([base, {"RR": {"q": 1.0}}, {"RR": {"q": 1.0, "r": 0.0}}])
    assert (alone.queries, alone.paired.difference, alone.paired.p, alone.corrected) == (
        *(1, 0.5),
        *(None, None),
    )
    assert both.corrected == 1.0


def test_one_run_or_runs_with_nothing_in_common_are_refused():
    with pytest.raises(BadRequest, match="it takes two"):
        compare([{"RR": {"q": 1.0}}])
    with pytest.raises(BadRequest, match="share no query"):
        compare([{"RR": {"q": 1.0}}, {"RR": {"r": 1.0}}])


def test_without_the_extra_a_comparison_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    run = {"RR": {"q": 1.0, "r": 0.0}}
    with pytest.raises(BadRequest, match=r"pip install 'lookalike\[evaluate\]'"):
        compare([run, run])
