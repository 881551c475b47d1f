"""The validation figure: whose neighbours are of their own category."""

import pytest
import torch

from lookalike.training.purity import Judged, grouping, purity

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]


def test_a_small_category_is_measured_by_as_many_neighbours_as_it_has():
    known = torch.tensor([EAST] * 3 + [NORTH] * 20)
    labels = torch.tensor([0] * 3 + [1] * 20)
    rows = torch.tensor([EAST, [0.8, 0.6]])
    # The first finds its 3 of 3, the second after those 3 only 7 of 10.
    assert purity(Judged(rows, torch.tensor([0, 1]), known, labels)) == pytest.approx((1 + 0.7) / 2)
    assert purity(Judged(rows[1:], torch.tensor([1]), known, labels)) == pytest.approx(0.7)


def test_a_category_that_nobody_was_taught_is_never_found():
    known = torch.tensor([EAST] * 3)
    judged = Judged(torch.tensor([EAST]), torch.tensor([4]), known, torch.tensor([0] * 3))
    assert purity(judged) == 0
    assert grouping(judged) == 0


def test_grouping_looks_at_as_many_neighbours_as_the_category_has():
    known = torch.tensor([EAST] * 3 + [NORTH] * 20)
    labels = torch.tensor([0] * 3 + [1] * 20)
    rows = torch.tensor([EAST, [0.8, 0.6]])
    # The first finds its 3 of 3, the second after those 3 only 17 of its 20.
    judged = Judged(rows, torch.tensor([0, 1]), known, labels)
    assert grouping(judged) == pytest.approx((1 + 17 / 20) / 2)
