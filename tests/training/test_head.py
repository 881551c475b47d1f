"""Heads: on an encoder of a package, and on one that was learned and then taken away."""

from hashlib import sha256

import numpy as np
import pytest

from lookalike.core.errors import BadRequest
from lookalike.core.settings import settings
from lookalike.encoders.base import Encoder
from lookalike.encoders.bundle import remove_bundle
from lookalike.encoders.bundle_file import export_bundle, import_bundle
from lookalike.encoders.learned_from import KEY, count_in, hashes_of, kept_in, packed
from lookalike.encoders.registry import load_encoder
from lookalike.training.augment import STRONG
from lookalike.training.head import HeadMethod
from lookalike.training.learn import Request
from lookalike.training.plan import Plan
from lookalike.training.views import VIEWS, views_of
from tests.encoders.models import write_network
from tests.training.drawn import COLOURS, draw, examples_of, learned, picture, trained


class Brightness(Encoder):
    """The mean of each channel; it fails once after so many pictures, and counts them."""

    id, dims, summary, runtime = "brightness", 3, "", "numpy"
    fingerprint = "0" * 64

    def __init__(self, fails_at=None):
        self.seen, self.fails_at = 0, fails_at

    def encode_images(self, images):
        if self.fails_at is not None and self.seen >= self.fails_at:
            raise KeyboardInterrupt
        self.seen += len(images)
        return np.array([each.mean((0, 1)) for each in images], np.float32)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return draw(tmp_path_factory.mktemp("drawn"))


def unseen():
    return [picture(category, 1000 + place, 90) for category in COLOURS for place in range(3)]


def test_a_head_carries_the_learned_encoder_it_stands_on(data, tmp_path):
    below = write_network("learned:below")
    (below.folder / "training.json").write_text(f'{{"{KEY}": "{packed(hashes_of(["ab" * 32]))}"}}')
    method = HeadMethod(load_encoder("learned:below"), below)
    assert (method.side, method.fit) == (16, below.card.preprocessing["fit"])
    request = Request("learned:head", "Colours", wanted={"epochs": 3, "augment": STRONG})
    made = learned(data, method, request, settings().data)
    card = made.bundle.card
    assert (card.kind, card.base.id, card.dims) == ("head", "learned:below", 256)
    assert card.base.fingerprint == below.card.fingerprint
    assert card.summary == "learned from 36 images in 3 categories, 6 more held out; images only"
    augment = card.recipe["plan"]["augment"]  # two rows are not mixed
    assert (augment["smallest"], augment["cutmix"]) == (0.5, 0.0)

    remove_bundle(settings().data, "learned:below")
    rows = load_encoder("learned:head").encode_images(unseen())
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    export_bundle(settings().data, "learned:head", tmp_path / "head.zip")
    remove_bundle(settings().data, "learned:head")
    back = import_bundle(settings().data, tmp_path / "head.zip")
    assert back.card == card
    ids = [sha256(path.read_bytes()).hexdigest() for path in data.glob("*/*.png")]
    assert len(ids) == 42
    assert count_in(kept_in(back.folder), ids) == 36  # and not what was held out
    assert count_in(kept_in(back.folder), ["ab" * 32, "cd" * 32]) == 1  # of the encoder below
    again = load_encoder("learned:head").encode_images(unseen())
    assert np.allclose(rows, again, atol=1e-6)

    with pytest.raises(BadRequest, match="stands on “learned:below” itself; take that"):
        HeadMethod(
            load_encoder("learned:head"), import_bundle(settings().data, tmp_path / "head.zip")
        )


def test_it_tells_categories_apart_and_the_same_seed_gives_the_same(data, tmp_path):
    method = HeadMethod(Brightness(), None)
    made = [trained(data, method, tmp_path / name, 3, epochs=20)[:2] for name in "ab"]
    (first, progress), (second, _again) = made
    assert progress.validation > 0.9
    for name, weights in first.state_dict().items():
        assert np.allclose(weights, second.state_dict()[name], atol=1e-5)


def test_captions_are_refused_before_a_file_is_read(tmp_path):
    with pytest.raises(BadRequest, match="--loss: a head learns from categories"):
        learned(
            tmp_path,
            HeadMethod(Brightness(), None),
            Request("learned:a", "A", wanted={"loss": "captions"}),
            settings().data,
        )


def test_pictures_are_encoded_once_though_it_is_interrupted(data, tmp_path):
    plan = Plan(epochs=1, batch=4, peak=1.0, decay=0.0)
    method = HeadMethod(Brightness(), None)
    examples = examples_of(data, method, tmp_path / "examples")
    whole = views_of(Brightness(), examples, plan, tmp_path / "whole", lambda *_: None)
    assert whole.shape == (42, VIEWS, 3)
    means = examples.images.mean((1, 2))
    assert np.allclose(whole[:, 0], means, atol=0.01)
    assert not np.allclose(whole[:, 1], means, atol=0.01)

    shown = []
    with pytest.raises(KeyboardInterrupt):
        views_of(Brightness(130), examples, plan, tmp_path / "cut", lambda *_: None)
    with (tmp_path / "cut").open("ab") as file:
        file.write(b"torn")
    rest = Brightness()
    again = views_of(rest, examples, plan, tmp_path / "cut", lambda *each: shown.append(each))
    assert (rest.seen, shown) == (VIEWS * 10, [(42, 42)])
    assert np.array_equal(again, whole)
    views_of(Brightness(0), examples, plan, tmp_path / "cut", lambda *_: None)
