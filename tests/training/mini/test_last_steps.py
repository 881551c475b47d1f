"""Looks, whole numbers and curves: each on numbers a test can foresee."""

import numpy as np
import pytest
import torch

from lookalike.core.vectors import unit_rows
from lookalike.encoders.appearance import mapped
from lookalike.encoders.classic import ClassicEncoder
from lookalike.training.mini.calibrate import curve_of, nearest_pairs
from lookalike.training.mini.copies import copied
from lookalike.training.mini.exported import exported
from lookalike.training.mini.looks import learned_looks, views_of
from lookalike.training.mini.network import MiniNetwork
from lookalike.training.mini.pair import Pair
from lookalike.training.mini.recipe import load_recipe
from lookalike.training.mini.words import Words
from tests.encoders.drawings import drawn


def test_looks_leave_out_what_changes_from_copy_to_copy():
    chance = np.random.default_rng(3)
    own = chance.normal(size=(300, 6))
    views = [
        unit_rows(np.hstack([own, 3 * chance.normal(size=(300, 24))])).astype(np.float32)
        for _copy in range(5)
    ]
    recipe = load_recipe().looks.model_copy(update={"dims": 6, "steps": 150, "batch": 150})
    looks = learned_looks(views[:4], recipe, seed=1)
    before = nearest_is_own(views[0], views[4])
    after = nearest_is_own(*(mapped(each, *looks) for each in (views[0], views[4])))
    assert after > before + 0.3
    assert looks.directions.shape == (6, 30)


def test_views_are_the_pictures_and_copies_of_them_in_their_order():
    pictures = [drawn(60, 80, phase) for phase in range(5)]
    views = views_of(ClassicEncoder(), pictures, 2, seed=1)
    assert [each.shape for each in views] == [(5, ClassicEncoder.dims)] * 3
    np.testing.assert_allclose(
        views[0], unit_rows(ClassicEncoder().encode_images(pictures)), atol=1e-6
    )
    assert not np.allclose(views[1], views[0])
    assert not np.allclose(views[1], views[2])


def nearest_is_own(known, asked):
    """The share of rows whose nearest one is that of the same picture."""
    return float(((asked @ known.T).argmax(1) == np.arange(len(asked))).mean())


def test_looks_are_the_same_for_a_seed():
    views = list(unit_rows(np.random.default_rng(0).normal(size=(3 * 20, 30))).reshape(3, 20, 30))
    recipe = load_recipe().looks.model_copy(update={"dims": 4, "steps": 3, "batch": 8})
    first, again = (learned_looks(views, recipe, seed=5) for _time in range(2))
    np.testing.assert_array_equal(first.directions, again.directions)


@pytest.mark.parametrize("size", [(40, 60), (1, 1), (3, 200), (200, 2)])
def test_every_picture_can_be_copied_in_every_way(size):
    image = drawn(*size, 3)
    kept = image.copy()
    for seed in range(60):
        made = copied(image, np.random.default_rng(seed))
        assert made.dtype == np.uint8
        assert made.ndim == 3
        assert made.shape[2] == 3
        assert made.size
    np.testing.assert_array_equal(image, kept)


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
