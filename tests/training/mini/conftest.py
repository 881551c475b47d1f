"""A recipe that takes seconds, the data sets it needs, and a teacher that is quick."""

import hashlib

import numpy as np
import pytest

from lookalike.training.mini import teaching
from lookalike.training.mini.recipe import Stage, load_recipe
from lookalike.training.mini.shop import Shop
from tests.training.mini.data_sets import write_data_sets

WIDTH = 24


def answer(text):
    """A row that depends on the words of a text, as those of the teacher do."""
    seeds = [int(hashlib.sha256(word.encode()).hexdigest()[:8], 16) for word in text.split()]
    rows = [np.random.default_rng(seed).normal(size=WIDTH) for seed in seeds or [0]]
    mean = np.mean(rows, 0)
    return (mean / np.linalg.norm(mean)).astype(np.float32)


@pytest.fixture(scope="session")
def data_sets(tmp_path_factory):
    return write_data_sets(tmp_path_factory.mktemp("data-sets"))


@pytest.fixture(scope="module")
def quick_teacher():
    """In place of the teacher, which takes minutes for a vocabulary: the seam is what it answers."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            teaching, "taught", lambda texts, _folder, _show: np.stack([answer(x) for x in texts])
        )
        yield


@pytest.fixture(scope="session")
def small():
    """The recipe that ships, with a network and a plan that are done at once."""
    recipe = load_recipe()
    return recipe.model_copy(
        update={
            "dims": 16,
            "side": 32,
            "stages": (
                Stage(share=0, side=24, mixed=0, grey=0, captions=1),
                Stage(share=0.5, side=32, mixed=1, grey=0.5, captions=0.5),
            ),
            "network": recipe.network.model_copy(update={"widths": (8, 8, 8), "components": 6}),
            "words": recipe.words.model_copy(update={"phrases": 50, "epochs": 1}),
            "drawn": recipe.drawn.model_copy(update={"seeds": (10_000, 20)}),
            "looks": recipe.looks.model_copy(
                update={"dims": 8, "pictures": 60, "copies": 2, "steps": 5, "batch": 16}
            ),
            "bundle": recipe.bundle.model_copy(update={"side": 32, "pictures": 32}),
            "settings": {**recipe.settings, "epochs": 2, "batch": 32},
        }
    )


@pytest.fixture(scope="module")
def said():
    """The lines that the shop says."""
    return []


@pytest.fixture(scope="module")
def shop(small, data_sets, said, tmp_path_factory):
    return Shop(small, data_sets, tmp_path_factory.mktemp("work"), said.append)
