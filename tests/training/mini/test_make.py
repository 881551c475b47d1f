"""The whole recipe on a few pictures: killed it goes on, and what it makes finds things by words."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from lookalike.core.errors import Conflict
from lookalike.encoders.bundle import read_bundle
from lookalike.encoders.registry import made_of
from lookalike.training.mini import make
from lookalike.training.mini.finish import finish
from lookalike.training.mini.make import LOG, gathered, trained
from lookalike.training.mini.recipe import shortened
from tests.evaluation.archives import swatch


class Killed(BaseException):
    """Stands for a signal."""


@pytest.fixture(scope="module")
def result(shop, quick_teacher):
    return trained(shop, gathered(shop))


@pytest.fixture(scope="module")
def bundle(shop, result):
    return finish(shop, result)


def test_killed_and_begun_again_it_ends_at_the_same_weights(result, shop, monkeypatch, tmp_path):
    other = replace(shop, work=tmp_path)

    def stop(reached):
        if reached.step == 3:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(make, "_shown", lambda _task, _shop: stop)
        patched.setattr("lookalike.training.loop.SAVE_EVERY", 0.0)
        with pytest.raises(Killed):
            trained(other, gathered(other))
    resumed = trained(other, gathered(other)).task.model.state_dict()
    for name, weight in result.task.model.state_dict().items():
        torch.testing.assert_close(weight, resumed[name])


def test_another_recipe_in_the_same_folder_is_refused(shop, result):
    other = replace(shop, recipe=shortened(shop.recipe, 0.5))
    with pytest.raises(Conflict, match="by another recipe or of other data"):
        trained(other, gathered(other))


def test_it_says_how_far_it_is_and_keeps_the_figures_of_each_epoch(shop, said, result):
    lines = [json.loads(line) for line in (shop.work / LOG).read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2]
    assert {"tiny-imagenet", "cifar-10", "flickr8k"} <= set(lines[0])
    assert all(0 <= line["cifar-10"] <= 1 for line in lines)
    assert any("cifar-10 0." in line for line in said)


def test_the_bundle_encodes_both_and_says_what_it_is_made_of(shop, bundle):
    assert bundle.card.id == "mini-1"
    assert bundle.card.dims == 16 + 8
    assert bundle.card.data["parts"]["cifar-10"] == 36
    assert {"plan", "words", "parts", "seed"} <= set(bundle.card.recipe)
    encoder = made_of(read_bundle(shop.work, "mini-1"))
    images = encoder.encode_images([swatch("red"), swatch("green")])
    words = encoder.encode_words(["red", "a photo of a green"])
    assert images.shape == words.shape == (2, 24)
    assert np.isfinite(images).all()
    assert encoder.runtime in ("onnxruntime int8", "onnxruntime float32")


def test_each_row_is_the_same_alone_and_in_a_batch(bundle):
    encoder = made_of(bundle)
    pictures = [swatch(colour, mark) for colour in ("red", "blue") for mark in range(5)]
    together = encoder.encode_images(pictures)
    alone = np.concatenate([encoder.encode_images([each]) for each in pictures])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_what_is_made_is_not_made_again(shop, said, result, bundle):
    count = len(said)
    assert finish(shop, result).card == bundle.card
    assert len(said) == count


def test_a_near_hit_is_likelier_right_than_a_far_one(bundle):
    calibration = bundle.card.calibration
    for curve in (calibration.images, calibration.words):
        near, far = curve.likely(np.array([0.0, 1.5]))
        assert 0 <= far < near <= 1 or math.isclose(near, far)


def test_a_share_of_the_recipe_has_a_share_of_the_epochs(small):
    assert shortened(small, 0.5).plan.epochs == 1
    assert shortened(small, 0.01).plan.epochs == 1
    assert small.stage_in(0).side == 24
    assert small.stage_in(1).side == 32
