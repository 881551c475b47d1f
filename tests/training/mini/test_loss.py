"""The loss: low where pictures lie at their names and captions, whatever is of the same image."""

import pytest
import torch

from lookalike.training.mini.loss import PairLoss, Told
from lookalike.training.mini.recipe import load_recipe
from lookalike.training.mini.words import Words

DIMS = 6


@pytest.fixture
def told():
    """Texts 0 and 1 are names; 2 and 3 captions of image 0, 4 of image 1, 5 of image 2."""
    return Told(
        tokens=torch.arange(1, 7)[:, None],
        taught=torch.eye(6),
        groups=[torch.tensor([0, 1])],
        captions=torch.tensor([2, 3, 4, 5]),
        image_of=torch.tensor([-1, -1, 0, 0, 1, 2]),
    )


@pytest.fixture
def loss(told):
    words = Words(torch.eye(7, DIMS).roll(1, 1), torch.ones(7), DIMS)
    recipe = load_recipe().loss.model_copy(update={"others": 0, "smoothing": 0.0, "softness": 0.0})
    return PairLoss(words, told, recipe)


def at(loss, *texts):
    """The rows that these texts have."""
    return loss._rows_of(torch.tensor(texts))


def targets(*given):
    return torch.tensor(given, dtype=torch.float64)


def test_a_picture_at_its_name_loses_less_than_one_at_another(loss):
    right = loss(at(loss, 0, 1), targets((0, 0, 0, 1), (0, 1, 1, 1)))
    wrong = loss(at(loss, 1, 0), targets((0, 0, 0, 1), (0, 1, 1, 1)))
    assert right < 1e-3 < wrong


def test_a_mixed_picture_belongs_to_both_by_their_shares(loss):
    both = torch.nn.functional.normalize(at(loss, 0) + at(loss, 1))
    half = loss(both, targets((0, 0, 1, 0.5)))
    torch.testing.assert_close(half.item(), float(torch.tensor(2.0).log()), rtol=1e-4, atol=1e-4)
    assert loss(at(loss, 0), targets((0, 0, 1, 0.5))) > half


def test_captions_are_told_apart_and_those_of_one_image_are_not(loss):
    right = loss(at(loss, 2, 4), targets((-1, 2, 2, 1), (-1, 4, 4, 1)))
    wrong = loss(at(loss, 4, 2), targets((-1, 2, 2, 1), (-1, 4, 4, 1)))
    same = loss(at(loss, 2, 3), targets((-1, 2, 2, 1), (-1, 3, 3, 1)))
    assert right < 1e-3 < wrong
    assert same < 1e-3


def test_pictures_alone_or_names_alone_are_no_error(loss):
    assert loss(at(loss, 2), targets((-1, 2, 2, 1))) == 0
    assert torch.isfinite(loss(at(loss, 0), targets((0, 0, 0, 1))))


def test_words_of_captions_learn_and_the_table_does_not(loss):
    words = loss._words[0]
    before = words.table.clone()
    loss(at(loss, 4, 2), targets((-1, 2, 2, 1), (-1, 4, 4, 1))).backward()
    assert words.map.weight.grad.abs().sum() > 0
    assert not words.table.requires_grad
    assert words.table.equal(before)
