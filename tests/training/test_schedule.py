"""Learning rates by step."""

import pytest

from lookalike.training.plan import Plan
from lookalike.training.schedule import learning_rate

PLAN = Plan(epochs=1, batch=1, peak=2.0, decay=0.0, warm_up=0.2, first=0.2, last=0.1)


@pytest.mark.parametrize(("step", "expected"), [(0, 0.4), (1, 1.2), (2, 2.0), (6, 1.1), (10, 0.2)])
def test_it_rises_in_a_line_and_falls_as_half_a_cosine(step, expected):
    assert learning_rate(PLAN, step, 10) == pytest.approx(expected)


def test_without_a_warm_up_it_begins_at_its_peak():
    plan = Plan(epochs=1, batch=1, peak=2.0, decay=0.0, warm_up=0.0, last=0.0)
    assert learning_rate(plan, 0, 1) == 2.0
    assert learning_rate(plan, 3, 6) == pytest.approx(1.0)


def test_it_holds_its_peak_until_the_plan_lets_it_fall():
    plan = Plan(epochs=1, batch=1, peak=2.0, decay=0.0, warm_up=0.2, hold=0.6, last=0.0)
    rates = [learning_rate(plan, step, 10) for step in range(11)]
    assert rates[2:6] == [2.0] * 4
    assert rates[8] == pytest.approx(1.0)
    assert rates[10] == pytest.approx(0.0)
