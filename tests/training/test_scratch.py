"""A small network from nothing: it learns, and the same seed gives the same."""

import json

import numpy as np
import pytest
import torch

from lookalike.core.errors import BadRequest, Conflict
from lookalike.core.settings import settings
from lookalike.encoders.bundle import installed
from lookalike.encoders.registry import encoder_ids, load_encoder
from lookalike.imaging import is_candidate
from lookalike.sources.labelled import labelled_at
from lookalike.training.augment import LIGHT, STRONG
from lookalike.training.learn import Request
from lookalike.training.pictures import PictureTask
from lookalike.training.scratch import Scratch, side_of
from tests.training.drawn import COLOURS, draw, learned, picture, trained

FEW = {"epochs": 4, "batch": 12}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return draw(tmp_path_factory.mktemp("drawn"))


def rows_of(model, examples):
    task = PictureTask(model, torch.nn.Identity(), examples, LIGHT)
    return task.rows(model, np.arange(len(examples.ids)))


def test_it_becomes_an_encoder_like_any_other(data):
    request = Request("learned:colours", "Colours", wanted=FEW | {"precision": "float32"})
    made = learned(data, Scratch(32), request, settings().data)
    assert "learned:colours" in encoder_ids()
    card = made.bundle.card
    assert (card.kind, card.dims, card.preprocessing) == (
        "network",
        256,
        {"side": 32, "fit": "stretch"},
    )
    assert card.recipe["plan"]["seed"] == 0
    assert card.data["categories"] == ["blue", "green", "red"]
    assert (card.data["images"], made.refused) == (42, ())
    assert card.measures["purity@10"] > 0.8
    assert not list((settings().data / "training").glob("*colours"))
    curves = json.loads((made.bundle.folder / "training.json").read_text())["curves"]
    assert [each["epoch"] for each in curves] == [1, 2, 3, 4]
    assert curves[-1]["validation"] <= card.measures["purity@10"]
    before = curves[-1]["validation"] if card.recipe["pull"] else None
    assert card.recipe.get("unpulled") == before

    unseen = [picture(category, 1000 + place, 90) for category in COLOURS for place in range(3)]
    rows = load_encoder("learned:colours").encode_images(unseen)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    near = rows @ rows.T - 2 * np.eye(9)
    assert (near.argmax(1) // 3 == np.arange(9) // 3).all()

    with pytest.raises(Conflict, match="an encoder “learned:colours” already"):
        learned(data, Scratch(32), request, settings().data)


@pytest.fixture(scope="module")
def seven(data, tmp_path_factory):
    return trained(data, Scratch(32), tmp_path_factory.mktemp("seven"), 7, epochs=2, batch=12)


def test_a_seed_gives_the_same_rows_again(data, seven, tmp_path):
    again = trained(data, Scratch(32), tmp_path / "again", 7, epochs=2, batch=12)
    rows = [rows_of(model, examples) for model, _progress, examples in (seven, again)]
    assert torch.allclose(*rows, atol=1e-5)
    assert seven[1].validation == again[1].validation


@pytest.mark.parametrize(
    "wanted",
    [
        {"seed": 8},
        {"augment": STRONG},
        {"loss": "contrastive"},
        {"precision": "bfloat16"},
    ],
    ids=["another seed", "CutMix and colours", "supervised contrast", "bfloat16"],
)
def test_what_is_chosen_otherwise_learns_otherwise(data, seven, tmp_path, wanted):
    seed = wanted.pop("seed", 7)
    given = {"epochs": 2, "batch": 12} | wanted
    model, progress, examples = trained(data, Scratch(32), tmp_path, seed, **given)
    rows = rows_of(model, examples)
    assert rows.isfinite().all()
    assert not torch.allclose(rows, rows_of(seven[0], examples), atol=1e-4)
    assert progress.curves[-1]["loss"] < progress.curves[0]["loss"] or "augment" in wanted


def test_pictures_are_mixed_for_a_softmax_alone(data):
    wanted = {"epochs": 1, "batch": 12, "augment": STRONG, "loss": "contrastive"}
    made = learned(data, Scratch(32), Request("learned:a", "A", wanted=wanted), settings().data)
    augment = made.bundle.card.recipe["plan"]["augment"]
    assert (augment["cutmix"], augment["smallest"], augment["rand"]) == (0.0, 0.5, 5)


def test_captions_teach(tmp_path):
    draw(tmp_path, each=12)
    rows = [
        f"{category}/{number}.png,a {category} square; number {number}"
        for category in COLOURS
        for number in range(12)
    ]
    (tmp_path / "list.csv").write_text("\n".join(["image,caption", *rows]))
    _model, progress, examples = trained(
        tmp_path / "list.csv", Scratch(32), tmp_path / "made", epochs=4, batch=12, loss="captions"
    )
    assert len(examples.captions) == 36
    losses = [each["loss"] for each in progress.curves]
    assert losses[-1] < losses[0]
    assert 0 <= progress.validation <= 1


def test_what_cannot_be_learned_from_leaves_nothing_behind(tmp_path):
    draw(tmp_path / "one", each=12, categories=["red"])
    with pytest.raises(BadRequest, match="all its images are in one category, “red”"):
        learned(tmp_path / "one", Scratch(32), Request("learned:a", "A"), settings().data)
    assert [each.name for each in (settings().data / "training").iterdir()] == ["learned%3Aa.lock"]
    assert installed(settings().data) == []


def test_the_side_is_that_of_the_pictures(tmp_path):
    draw(tmp_path, each=3)
    items = list(labelled_at(tmp_path, is_candidate=is_candidate))
    assert side_of(items, settings()) == 32
    assert side_of([], settings()) == 128
    broken = tmp_path / "red" / "a.png"
    broken.write_bytes(b"nothing")
    [item] = [
        each for each in labelled_at(tmp_path, is_candidate=is_candidate) if "a.png" in each.name
    ]
    assert side_of([item], settings()) == 128


@pytest.mark.parametrize(
    ("count", "epochs", "batch"), [(10, 80, 32), (900, 80, 32), (5000, 80, 128), (45_000, 9, 512)]
)
def test_fewer_pictures_are_shown_more_often_in_smaller_steps(count, epochs, batch):
    plan = Scratch(32).plan(count, 3)
    assert (plan.epochs, plan.batch, plan.seed) == (epochs, batch, 3)
