"""Looks, whole numbers and curves: each on numbers a test can foresee."""

import numpy as np
import pytest
import torch

from lookalike.core.vectors import unit_rows
from lookalike.encoders.appearance import mapped
from lookalike.training.mini.calibrate import curve_of, nearest_pairs
from lookalike.training.mini.exported import exported
from lookalike.training.mini.looks import learned_looks
from lookalike.training.mini.network import MiniNetwork
from lookalike.training.mini.pair import Pair
from lookalike.training.mini.recipe import load_recipe
from lookalike.training.mini.words import Words


def test_looks_keep_the_strongest_directions_in_their_order():
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(500, 6)) * [9, 1, 1, 5, 1, 1] + 20
    recipe = load_recipe().looks.model_copy(update={"dims": 2, "whitening": 0.0})
    mean, directions = learned_looks(rows.astype(np.float32), recipe)
    np.testing.assert_allclose(mean, unit_rows(rows).mean(0), rtol=1e-4)
    strongest = np.abs(directions).argmax(1)
    assert strongest.tolist() == [0, 3]


def test_whitening_makes_directions_alike():
    chance = np.random.default_rng(0)
    rows = (chance.normal(size=(900, 6)) * [9, 1, 1, 5, 1, 1] + 20).astype(np.float32)
    recipe = load_recipe().looks.model_copy(update={"dims": 2})
    spread = {}
    for power in (0.0, 0.5):
        mean, directions = learned_looks(rows, recipe.model_copy(update={"whitening": power}))
        spread[power] = ((unit_rows(rows) - mean) @ directions.T).std(0)
    assert spread[0.0][0] > 1.3 * spread[0.0][1]
    np.testing.assert_allclose(*spread[0.5], rtol=1e-3)
    assert np.linalg.norm(mapped(rows[:3], mean, directions), axis=1) == pytest.approx([1] * 3)


def test_the_curve_is_where_right_and_wrong_part():
    far = np.linspace(0, 1, 400)
    curve = curve_of(far, far + np.random.default_rng(0).normal(0, 0.05, 400) < 0.4)
    assert curve.likely(np.array([0.4]))[0] == pytest.approx(0.5, abs=0.1)
    assert curve.likely(np.array([0.1]))[0] > 0.95


def test_a_picture_is_no_neighbour_of_itself():
    rows = unit_rows(np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]]))
    far, right = nearest_pairs(rows, ["a", "a", "b"], rows, ["a", "a", "b"], itself=True)
    assert len(far) == len(right) == 6
    assert far.min() > 0
    assert right.tolist() == [True, False, True, False, False, False]


class OneFigure:
    """Judges by the rows of one picture; what is given stands for the data."""

    def __init__(self, figures):
        self.figures_to_come = list(figures)
        self.rows = []

    def figures(self, images, _words, side):
        self.rows.append(images(torch.full((3, 3, side, side), 90, dtype=torch.uint8)))
        return {"part": self.figures_to_come.pop(0)}


@pytest.mark.parametrize(("in_int8", "taken"), [(0.496, "int8"), (0.49, "float32")])
def test_whole_numbers_are_taken_where_they_lose_next_to_nothing(in_int8, taken):
    recipe = load_recipe()
    torch.manual_seed(0)
    shape = recipe.network.model_copy(update={"widths": (8, 8, 8)})
    network = MiniNetwork(shape, 16).eval()
    sample = torch.randint(256, (64, 3, 64, 64), dtype=torch.uint8)
    network.stem.learn(sample)
    judge = OneFigure([0.5, in_int8])
    pair = Pair(network, Words(torch.eye(4, 16), torch.ones(4), 16))
    made = exported(pair, judge, sample, recipe.bundle)
    assert made.precision == taken
    cosine = torch.nn.functional.cosine_similarity(*judge.rows)
    assert (cosine > 0.97).all()
    torch.testing.assert_close(judge.rows[1].norm(dim=1), torch.ones(3))
