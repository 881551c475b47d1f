"""Heads: on an encoder that is here as it was, or on the one that they carry."""

import pytest

from lookalike.core.errors import BadRequest, EncoderUnavailable
from lookalike.core.settings import settings
from lookalike.encoders import registry
from lookalike.encoders.bundle import remove_bundle, write_bundle
from lookalike.encoders.card import Card
from tests.encoders.drawings import drawn
from tests.encoders.models import write_head, write_network


def test_a_head_stands_on_an_encoder_that_is_here_as_it_was(data):
    write_head("learned:head", base="classic")
    encoder = registry.load_encoder("learned:head")
    [row] = encoder.encode_images([drawn(40, 30)])
    assert row.shape == (8,)
    assert encoder.runtime == "opencv float32, onnxruntime float32"


def test_a_head_that_carries_its_base_needs_no_other(data):
    below = write_network("learned:below")
    write_head("learned:head", base="learned:below", carried=True)
    [expected] = registry.load_encoder("learned:head").encode_images([drawn(40, 30)])
    remove_bundle(data, below.card.id)
    registry.forget("learned:head")
    [row] = registry.load_encoder("learned:head").encode_images([drawn(40, 30)])
    assert row.tolist() == expected.tolist()


def test_a_head_whose_base_is_gone_or_another_says_so(data):
    write_network("learned:below")
    write_head("learned:head", base="learned:below")
    remove_bundle(data, "learned:below")
    with pytest.raises(EncoderUnavailable, match="on learned:below, which is not installed"):
        registry.load_encoder("learned:head")
    write_network("learned:below", seed=2)
    with pytest.raises(EncoderUnavailable, match=r"on learned:below with fingerprint .* here"):
        registry.load_encoder("learned:head")


def test_a_head_whose_base_is_damaged_says_so(data):
    below = write_network("learned:below")
    write_head("learned:head", base="learned:below")
    (below.folder / "model.onnx").unlink()
    registry.forget("learned:below")
    with pytest.raises(EncoderUnavailable, match=r"learned:below.*model.onnx is missing"):
        registry.load_encoder("learned:head")


def test_no_head_is_carried_by_another(data):
    bundle = write_head("learned:head", base="classic")
    with pytest.raises(BadRequest, match="stands on “classic” itself"):
        bundle.carried()


def test_a_card_without_a_base_is_no_head():
    card = Card(id="learned:head", kind="head", dims=8)
    write_bundle(settings().data, card, {"head.onnx": b""})
    with pytest.raises(EncoderUnavailable, match="does not name the encoder it stands on"):
        registry.load_encoder("learned:head")
