"""Rows are pulled towards categories where that groups the validation share better."""

import math

import torch
from torch.nn.functional import normalize

from lookalike.training.losses import Softmax, SupervisedContrastive
from lookalike.training.pull import Pulled, best_pulled, moved
from lookalike.training.purity import Judged, grouping, purity

ACROSS = torch.tensor([[2.0, 0.0, 0.0], [0.0, 5.0, 0.0]])
"""Directions of two categories, not of length one."""


def at(degrees, up=0.0):
    """Return a unit row between the first category (0) and the second (90), `up` out of their plane."""
    plane = math.sqrt(1 - up**2)
    turn = math.radians(degrees)
    return torch.tensor([[plane * math.cos(turn), plane * math.sin(turn), up]])


def test_a_row_moves_towards_the_category_it_is_most_like():
    pulled = Pulled(torch.nn.Identity(), normalize(ACROSS), strength=1.0)
    found = pulled(torch.cat([at(20), at(70), at(45), at(20, up=0.6)]))
    assert torch.allclose(found.norm(dim=1), torch.ones(4), atol=1e-6)
    # Halfway to the direction, for both have length one and nearly all of the share is its.
    assert torch.allclose(found[:3], torch.cat([at(10), at(80), at(45)]), atol=1e-4)
    assert 0 < found[3, 2] < 0.6
    assert found[3, 0] > at(20, up=0.6)[0, 0]


def test_the_order_within_a_category_stays():
    rows = torch.cat([at(5, up=0.5), at(5, up=0.4), at(5, up=-0.5)])
    query, near, far = moved(rows, normalize(ACROSS), 1.0)
    assert query @ near > query @ far


class Task:
    """What was judged, whatever the model."""

    def __init__(self, loss, judged):
        self.loss, self._judged = loss, judged

    def judged(self, _model):
        return self._judged


def softmax():
    loss = Softmax(3, 2)
    loss.directions.data.copy_(ACROSS)
    return loss


def rows_at(*degrees):
    return torch.cat([at(each) for each in degrees])


MODEL = torch.nn.Linear(3, 3)


def test_rows_are_pulled_where_that_brings_categories_together():
    # Each query has one of its own category nearest, and one of the other before its second.
    known, labels = rows_at(0, 40, 55, 90), torch.tensor([0, 0, 1, 1])
    judged = Judged(rows_at(43, 60), torch.tensor([0, 1]), known, labels)
    assert grouping(judged) == 0.5
    best = best_pulled(Task(softmax(), judged), MODEL, purity(judged))
    assert best.strength > 0
    assert best.model.model is MODEL
    assert best.model.strength == best.strength
    turned = [moved(rows, normalize(ACROSS), best.strength) for rows in (judged.rows, known)]
    again = judged._replace(rows=turned[0], known=turned[1])
    assert grouping(again) == 1
    assert best.validation == purity(again)


def test_where_nothing_is_gained_the_model_is_left():
    judged = Judged(rows_at(2, 88), torch.tensor([0, 1]), rows_at(0, 90), torch.tensor([0, 1]))
    assert best_pulled(Task(softmax(), judged), MODEL, 1.0) == (MODEL, 0.0, 1.0)


def test_without_a_direction_for_each_category_nothing_is_pulled():
    best = best_pulled(Task(SupervisedContrastive(), None), MODEL, 0.6)
    assert best == (MODEL, 0.0, 0.6)
