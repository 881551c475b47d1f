"""Losses against figures worked out by hand: with a factor of ln 3, e to the cosine is 3, 1 or 1/3."""

from math import log

import pytest
import torch

from lookalike.training.losses import InBatchContrastive, Softmax, SupervisedContrastive

LN3 = log(3)
EAST, NORTH = [1.0, 0.0], [0.0, 1.0]


def softmax(smoothing):
    made = Softmax(2, 2, smoothing)
    made.directions.data = torch.tensor([[2.0, 0.0], [0.0, 0.5]])  # their lengths do not count
    made.scale.data = torch.tensor(LN3)
    return made


def test_softmax_is_the_cross_entropy_of_scaled_cosines():
    rows = torch.tensor([EAST, EAST])
    # The shares are 3/4 for the first category and 1/4 for the second.
    assert softmax(0)(rows, torch.tensor([0, 0])).item() == pytest.approx(log(4 / 3))
    assert softmax(0)(rows, torch.tensor([0, 1])).item() == pytest.approx((log(4 / 3) + log(4)) / 2)


def test_smoothing_gives_every_category_its_part_of_a_label():
    loss = softmax(0.2)(torch.tensor([EAST]), torch.tensor([0]))
    assert loss.item() == pytest.approx(0.9 * log(4 / 3) + 0.1 * log(4))


def test_softmax_takes_shares_of_categories():
    loss = softmax(0)(torch.tensor([EAST]), torch.tensor([[0.25, 0.75]]))
    assert loss.item() == pytest.approx(0.25 * log(4 / 3) + 0.75 * log(4))


def test_supervised_contrast_is_a_mean_over_the_pairs_outside_the_logarithm():
    rows = torch.tensor([EAST, NORTH, EAST])
    loss = SupervisedContrastive(1 / LN3)(rows, torch.tensor([0, 0, 0]))
    beside = (log(4) + log(4 / 3)) / 2  # an eastern one: 1 of 4 and 3 of 4
    assert loss.item() == pytest.approx((2 * beside + log(2)) / 3)


def test_supervised_contrast_leaves_out_who_has_no_partner():
    rows = torch.tensor([EAST, EAST, NORTH])
    loss = SupervisedContrastive(1 / LN3)(rows, torch.tensor([5, 5, 7]))
    assert loss.item() == pytest.approx(log(4 / 3))


def test_a_batch_without_any_pair_costs_nothing_and_moves_nothing():
    rows = torch.tensor([EAST, NORTH], requires_grad=True)
    loss = SupervisedContrastive()(rows, torch.tensor([0, 1]))
    loss.backward()
    assert loss.item() == 0
    assert rows.grad.tolist() == [[0, 0], [0, 0]]


def test_captions_and_pictures_choose_each_other():
    contrast = InBatchContrastive()
    contrast.scale.data = torch.tensor(LN3)
    rows = torch.tensor([EAST, NORTH])
    assert contrast(rows, rows).item() == pytest.approx(log(4 / 3))
    one_caption = torch.tensor([EAST, EAST])
    by_captions = (log(4 / 3) + log(4)) / 2
    assert contrast(rows, one_caption).item() == pytest.approx((log(2) + by_captions) / 2)
