"""Rows are pulled towards categories where, and only as far as, validation gains by it."""

import math

import pytest
import torch

from lookalike.training.losses import Softmax, SupervisedContrastive
from lookalike.training.pull import STRENGTHS, Pulled, best_pulled

ACROSS = torch.tensor([[2.0, 0.0, 0.0], [0.0, 5.0, 0.0]])
"""Directions of two categories, not of length one."""


def at(degrees, up=0.0):
    """Return a unit row between the first category (0) and the second (90), `up` out of their plane."""
    plane = math.sqrt(1 - up**2)
    turn = math.radians(degrees)
    return torch.tensor([[plane * math.cos(turn), plane * math.sin(turn), up]])


def test_a_row_moves_towards_the_category_it_is_most_like():
    pulled = Pulled(torch.nn.Identity(), ACROSS, strength=1.0)
    moved = pulled(torch.cat([at(20), at(70), at(45), at(20, up=0.6)]))
    assert torch.allclose(moved.norm(dim=1), torch.ones(4), atol=1e-6)
    # Halfway to the direction, for both have length one and nearly all of the share is its.
    assert torch.allclose(moved[:3], torch.cat([at(10), at(80), at(45)]), atol=1e-4)
    assert 0 < moved[3, 2] < 0.6
    assert moved[3, 0] > at(20, up=0.6)[0, 0]


def test_the_order_within_a_category_stays():
    pulled = Pulled(torch.nn.Identity(), ACROSS, strength=1.0)
    query, near, far = pulled(torch.cat([at(5, up=0.5), at(5, up=0.4), at(5, up=-0.5)]))
    assert query @ near > query @ far


class Judged:
    """A task whose figure depends on the strength alone."""

    def __init__(self, loss, figures):
        self.loss, self.figures = loss, figures

    def validate(self, model):
        return self.figures[model.strength]


def softmax():
    loss = Softmax(3, 2)
    loss.directions.data.copy_(ACROSS)
    return loss


@pytest.mark.parametrize(
    ("figures", "strength"),
    [
        ((0.7, 0.9, 0.8), 0.5),
        ((0.7, 0.8, 0.9), 1.0),
        ((0.6005, 0.6009, 0.6), 0.0),
        ((0.7, 0.7005, 0.7009), 0.25),
        ((0.1, 0.2, 0.3), 0.0),
    ],
    ids=["half", "whole", "no gain worth it", "no further gain", "a loss"],
)
def test_the_strength_is_the_best_on_validation(figures, strength):
    model = torch.nn.Linear(3, 3)
    best = best_pulled(Judged(softmax(), dict(zip(STRENGTHS, figures, strict=True))), model, 0.6)
    assert best.strength == strength
    assert (best.model is model) == (strength == 0)
    assert best.validation == (dict(zip(STRENGTHS, figures, strict=True)).get(strength, 0.6))


def test_without_a_direction_for_each_category_nothing_is_pulled():
    model = torch.nn.Linear(3, 3)
    best = best_pulled(Judged(SupervisedContrastive(), {}), model, 0.6)
    assert (best.model, best.strength, best.validation) == (model, 0.0, 0.6)
