"""What a stranger's encoder does with a picture decides whether it is installed."""

import pytest

from lookalike.core.confined import Bounds
from lookalike.core.errors import EncoderUnavailable
from lookalike.encoders.bundle import installed
from tests.encoders.brought_files import EVIL, MODEL, OUTSIDE, card_for, left, members
from tests.encoders.models import hoarding, looping
from tests.sources.zips import zipped

ID = "learned:small"


@pytest.mark.parametrize(
    ("card", "model", "told"),
    [
        (None, b"not a model", "cannot be opened"),
        (None, EVIL, "evil.example"),
        (None, OUTSIDE, "cannot be opened"),
        ({"dims": 9}, MODEL, r"n, 9"),
        ({"preprocessing": {"side": 32, "fit": "crop"}}, MODEL, r"n, 32, 32, 3"),
        ({"preprocessing": {}}, MODEL, "preprocessing"),
        ({"kind": "head"}, MODEL, "does not name the encoder"),
        (
            {"kind": "head", "base": {"id": "classic", "fingerprint": "0" * 64}},
            MODEL,
            "on classic with fingerprint 00000000",
        ),
    ],
)
def test_an_encoder_that_encodes_no_picture_is_not_installed(data, brought, card, model, told):
    made = card_for(model_onnx=model) | (card or {})
    with pytest.raises(EncoderUnavailable, match=told):
        brought(zipped(*members(made, model)))
    assert installed(data) == left(data) == []


@pytest.mark.parametrize(
    ("model", "dims", "bounds", "told"),
    [
        (looping(2**62), 8, Bounds(1, 2**30), "not done with one picture after 1 s of processor"),
        (hoarding(2**32), 1, Bounds(60, 2**30), "model.onnx fails on a batch of 2: "),
    ],
)
def test_what_takes_too_much_time_or_memory_is_not_installed(
    data, brought, model, dims, bounds, told
):
    made = card_for(model_onnx=model) | {"dims": dims}
    with pytest.raises(EncoderUnavailable, match=told):
        brought(zipped(*members(made, model)), bounds)
    assert installed(data) == left(data) == []


def test_a_network_that_loops_and_ends_is_installed(data, brought):
    model = looping(1000)
    brought(zipped(*members(card_for(model_onnx=model), model)))
    assert installed(data) == [ID]
