"""A bag of words in a bundle: its file is hostile until it is checked."""

import io
import re
import zipfile

import numpy as np
import pytest

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.vectors import unit_rows
from lookalike.encoders.arrays import as_npz
from lookalike.encoders.registry import load_encoder
from lookalike.encoders.vocabulary import arrays_in
from lookalike.encoders.word_blocks import Colour, Dense, Sees
from tests.encoders.drawings import drawn
from tests.encoders.words import SEES, learned, write_bovw


def arrays():
    return arrays_in(learned())


def npz(**known):
    written = io.BytesIO()
    np.savez(written, **known)
    return written.getvalue()


def test_its_row_has_the_blocks_side_by_side_at_the_lengths_of_their_weights():
    sees = Sees(
        dense=Dense(step=16, weight=2.0), keypoints=None, colour=Colour(step=6), gradients=None
    )
    write_bovw(sees=sees)

    [row] = load_encoder("bovw:small").encode_images([drawn(90, 120)])

    assert np.linalg.norm(row[:8]) == pytest.approx(2, abs=1e-5)
    assert np.linalg.norm(row[8:]) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("pooling", ["counts", "vlad", "fisher"])
def test_each_pooling_tells_an_image_from_others(pooling):
    sees = Sees(dense=Dense(step=16, pooling=pooling), keypoints=None, colour=None, gradients=None)
    write_bovw(sees=sees)
    image, other = drawn(90, 120, 3), drawn(120, 90, 11)
    softer = np.clip(image.astype(int) + 6, 0, 255).astype(np.uint8)

    row, near, far = unit_rows(load_encoder("bovw:small").encode_images([image, softer, other]))

    assert row @ near > row @ far


def test_a_mirrored_block_gives_an_image_and_its_mirror_image_one_row():
    sees = Sees(dense=None, keypoints=None, colour=Colour(step=2, mirrored=True), gradients=None)
    write_bovw(sees=sees)
    image = drawn(96, 96, 5)

    row, mirror_image = load_encoder("bovw:small").encode_images([image, image[:, ::-1]])

    np.testing.assert_allclose(row, mirror_image, atol=1e-4)


def test_the_file_is_the_same_for_the_same_arrays():
    assert as_npz(arrays()) == as_npz(arrays())


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("dense.mean", np.zeros(127, np.float32)),
        ("dense.projection", np.zeros((128, 12), np.float64)),
        ("dense.centres", np.zeros((4, 12), np.float32)),
        ("dense.deviations", np.zeros((4, 14), np.float32)),
        ("colour.weights", np.ones((16, 1), np.float32)),
        ("colour.centres", np.full((16, 12), np.nan, np.float32)),
        ("gradients.middle", np.float32(1)),
        ("gradients.reduction", np.zeros((128, 0), np.float32)),
    ],
)
def test_an_array_that_does_not_fit_is_named(name, changed):
    write_bovw(file=npz(**(arrays() | {name: changed})))

    with pytest.raises(
        EncoderUnavailable, match=rf"vocabulary\.npz does not fit its card: .*{re.escape(name)}"
    ):
        load_encoder("bovw:small")


def test_an_array_that_is_missing_is_named():
    write_bovw(file=npz(**{k: v for k, v in arrays().items() if k != "colour.mean"}))

    with pytest.raises(EncoderUnavailable, match=r"does not fit its card: .*colour\.mean"):
        load_encoder("bovw:small")


def test_pickled_arrays_are_not_read():
    write_bovw(file=npz(**(arrays() | {"dense.mean": np.array([print], object)})))

    with pytest.raises(EncoderUnavailable, match=r"vocabulary\.npz cannot be opened"):
        load_encoder("bovw:small")


@pytest.mark.parametrize("file", [b"PK", b"\x93NUMPY\x01\x00", b"x" * 1000])
def test_a_file_that_is_none_is_refused(file):
    write_bovw(file=file)

    with pytest.raises(EncoderUnavailable, match=r"vocabulary\.npz cannot be opened"):
        load_encoder("bovw:small")


def test_a_file_that_expands_is_refused_before_it_does():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dense.mean.npy", bytes(2**20))
    write_bovw(file=written.getvalue())

    with pytest.raises(
        EncoderUnavailable, match=r"vocabulary\.npz cannot be opened: it is compressed"
    ):
        load_encoder("bovw:small")


def test_dims_that_are_not_those_of_the_file_are_refused():
    write_bovw(dims=31)

    with pytest.raises(EncoderUnavailable, match=r"does not fit its card: dims 32"):
        load_encoder("bovw:small")


@pytest.mark.parametrize(
    ("block", "field", "value"),
    [
        ("dense", "step", 0),
        ("dense", "sizes", [1e9]),
        ("colour", "window", 40),
        ("gradients", "faint", float("inf")),
        ("dense", "spell", 1),
    ],
)
def test_a_card_out_of_bounds_names_the_field(block, field, value):
    preprocessing = SEES.model_dump(mode="json")
    preprocessing[block][field] = value
    write_bovw(preprocessing=preprocessing)

    with pytest.raises(EncoderUnavailable, match=rf"card\.json cannot be used .*{block}.*{field}"):
        load_encoder("bovw:small")
