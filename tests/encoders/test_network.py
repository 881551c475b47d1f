"""What a network or a head computes, and what of a stranger's model is refused before its first use."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.settings import settings
from lookalike.encoders import registry
from lookalike.encoders.bundle import write_bundle
from tests.encoders.drawings import drawn, plain
from tests.encoders.models import (
    DIMS,
    FLOAT,
    SIDE,
    UINT8,
    external,
    model,
    network,
    network_card,
    node,
    write_network,
)


def encoder_of(raw, encoder_id="learned:small", **known):
    """The encoder of a bundle around a model."""
    write_bundle(settings().data, network_card(encoder_id, **known), {"model.onnx": raw})
    return registry.load_encoder(encoder_id)


def means(gives=("rows", FLOAT, ["n", 3])):
    """A model whose rows are the mean red, green and blue."""
    nodes = [
        node("Cast", "images", "floats", to=FLOAT),
        node("ReduceMean", "floats", "axes", "rows", keepdims=0),
    ]
    axes = [("axes", np.int64([1, 2]))]
    return model(nodes, ("images", UINT8, ["n", 8, 8, 3]), gives, axes)


def test_pixels_come_in_as_rgb_squares_and_rows_go_out_as_the_model_gives_them():
    encoder = encoder_of(means(), dims=3, preprocessing={"side": 8, "fit": "crop"})
    image = np.zeros((20, 40, 3), np.uint8)
    image[:, 10:30] = (200, 100, 7)
    assert encoder.encode_images([image]).tolist() == [[200, 100, 7]]


def test_a_row_of_zeros_becomes_one_of_equal_numbers():
    encoder = encoder_of(means(), dims=3, preprocessing={"side": 8, "fit": "stretch"})
    rows = encoder.encode_images([plain(0), plain(9)])
    np.testing.assert_allclose(rows, [[3**-0.5] * 3, [9] * 3], rtol=1e-6)


def test_more_pictures_than_fit_a_batch_are_encoded_in_their_order():
    encoder = encoder_of(means(), dims=3, preprocessing={"side": 8, "fit": "stretch"})
    rows = encoder.encode_images([plain(1 + i, 8, 8) for i in range(130)])
    assert rows[:, 0].tolist() == [1.0 + i for i in range(130)]


def test_large_squares_ask_for_the_full_image():
    small, large = ({"side": side, "fit": "crop"} for side in (448, 449))
    assert not encoder_of(b"", "learned:a", preprocessing=small).needs_full_size
    assert encoder_of(b"", "learned:b", preprocessing=large).needs_full_size


def test_threads_that_ask_first_at_once_all_get_rows():
    encoder = encoder_of(network())
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(encoder.encode_images, [[drawn(30, 20)]] * 8))
    assert all(each.tolist() == answers[0].tolist() for each in answers)


IMAGES, ROWS = ("images", UINT8, ["n", SIDE, SIDE, 3]), ("rows", FLOAT, ["n", DIMS])


def cast(takes, to=FLOAT, gives=ROWS):
    """A model that takes something else, and gives rows all the same."""
    nodes = [
        node("Cast", takes[0], "floats", to=FLOAT),
        node("Flatten", "floats", "line"),
        node("ReduceMean", "line", "axes", "mean", keepdims=1),
        node("Mul", "mean", "ones", "sums"),
        node("Cast", "sums", gives[0], to=to),
    ]
    constants = [("axes", np.int64([1])), ("ones", np.ones((1, DIMS), np.float32))]
    return model(nodes, takes, gives, constants)


def outside(location):
    """A model with a weight in another file."""
    last = node("Add", "sums", "w2", "rows")
    return network(last=last, constants=[external(location)])


def outside_in_an_operator(location):
    """The same, of a constant that is no initializer."""
    constant = node("Constant", "w2", value=external(location))
    raw = [constant, node("Cast", "images", "f", to=FLOAT), node("Flatten", "f", "l"),
           node("MatMul", "l", "w", "m"), node("Add", "m", "w2", "rows")]  # fmt: skip
    return model(raw, IMAGES, ROWS, [("w", np.ones((SIDE * SIDE * 3, DIMS), np.float32))])


def as_many_as_are_bright():
    """A model whose rows have seven numbers, which no look at it alone can tell."""
    nodes = [
        node("Cast", "images", "floats", to=FLOAT),
        node("Flatten", "floats", "line"),
        node("MatMul", "line", "w", "sums"),
        node("ReduceMax", "floats", "top", keepdims=0),
        node("Mul", "top", "zero", "nothing"),
        node("Greater", "marks", "nothing", "kept"),
        node("Compress", "sums", "kept", "rows", axis=1),
    ]
    constants = [
        ("w", np.ones((SIDE * SIDE * 3, DIMS), np.float32)),
        ("zero", np.float32(0)),
        ("marks", np.float32([0] + [1] * 7)),
    ]
    return model(nodes, IMAGES, ("rows", FLOAT, ["n", "d"]), constants)


REFUSED = {
    "no model": (b"not a model", "model.onnx cannot be opened"),
    "nothing": (b"", "model.onnx cannot be opened"),
    "cut off": (network()[:-200], "model.onnx cannot be opened"),
    "weights elsewhere": (outside("w.bin"), "model.onnx cannot be opened"),
    "weights above": (outside("../../../w.bin"), "model.onnx cannot be opened"),
    "weights of the system": (outside("/etc/hostname"), "model.onnx cannot be opened"),
    "a constant elsewhere": (outside_in_an_operator("w.bin"), "model.onnx cannot be opened"),
    "an operator of somebody's": (
        network(
            last=node("Evil", "sums", "rows", domain="evil.example"),
            opsets=[("", 18), ("evil.example", 1)],
        ),
        "model.onnx cannot be opened.*evil.example",
    ),
    "another input": (cast(("pixels", *IMAGES[1:])), r"takes or gives pixels .*says images"),
    "another type in": (cast(("images", FLOAT, IMAGES[2])), r"says images tensor.uint8."),
    "another side": (cast(("images", UINT8, ["n", 8, 8, 3])), r"8, 8, 3.*says .*16, 16, 3"),
    "channels first": (cast(("images", UINT8, ["n", 3, SIDE, SIDE])), "n, 16, 16, 3"),
    "one at a time": (cast(("images", UINT8, [1, SIDE, SIDE, 3])), r"\[1, 16, 16, 3\]"),
    "another output": (cast(IMAGES, gives=("vectors", *ROWS[1:])), r"gives vectors .*says rows"),
    "another type out": (cast(IMAGES, 11, ("rows", 11, ROWS[2])), r"says rows tensor.float."),
    "other dims": (network(dims=9, gives=("rows", FLOAT, ["n", 9])), r"9.*says rows .*n, 8"),
    "other dims than it says": (as_many_as_are_bright(), r"of the shape \(2, 7\), not \(2, 8\)"),
    "one row for all": (network(last=node("ReduceMax", "sums", "all", "rows"),
                                constants=[("all", np.int64([0]))]), r"\[1, 8\]"),
    "rows that are not finite": (network(last=node("Log", "sums", "rows")), "not finite"),
    "rows of zeros": (network(last=node("Sub", "sums", "sums", "rows")), "it is zero"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_model_that_is_not_what_its_card_says_is_refused_at_first_use(
    kind, tmp_path, monkeypatch
):
    raw, told = REFUSED[kind]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w.bin").write_bytes(np.ones(DIMS, np.float32).tobytes())
    encoder = encoder_of(raw)
    (settings().data / "encoders" / "learned%3Asmall" / "w.bin").write_bytes(b"\0" * 4 * DIMS)
    for _again in range(2):
        with pytest.raises(EncoderUnavailable, match=f"learned:small cannot be used.*{told}"):
            encoder.encode_images([drawn(30, 20)])


def test_a_model_that_fails_later_says_so():
    nodes = [
        node("Cast", "images", "floats", to=FLOAT),
        node("ReduceMax", "floats", "top", keepdims=0),
        node("Mul", "top", "zero", "nothing"),
        node("Add", "nothing", "two", "sides"),
        node("Cast", "sides", "shape", to=7),
        node("Reshape", "floats", "shape", "rows"),
    ]
    takes, gives = ("images", UINT8, ["n", 8, 8, 3]), ("rows", FLOAT, ["n", 192])
    constants = [("zero", np.float32(0)), ("two", np.float32([2, 192]))]
    raw = model(nodes, takes, gives, constants)
    encoder = encoder_of(raw, dims=192, preprocessing={"side": 8, "fit": "crop"})
    assert encoder.encode_images([plain(9)] * 2).shape == (2, 192)
    with pytest.raises(EncoderUnavailable, match=r"model.onnx fails on a batch of 3"):
        encoder.encode_images([plain(9)] * 3)


def test_two_encoders_of_one_model_in_two_fits_are_two():
    first = write_network("learned:a").card
    second = write_network("learned:b", preprocessing={"side": SIDE, "fit": "crop"}).card
    assert first.fingerprint != second.fingerprint
