"""What every encoder keeps, whatever it is."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.vectors import unit_rows
from tests.encoders.drawings import drawn

ODD = {
    "black": np.zeros((64, 64, 3), np.uint8),
    "white": np.full((64, 64, 3), 255, np.uint8),
    "grey": np.full((64, 64, 3), 128, np.uint8),
    "one pixel": np.full((1, 1, 3), 77, np.uint8),
    "one black pixel": np.zeros((1, 1, 3), np.uint8),
    "a line": np.full((1, 2000, 3), 200, np.uint8),
    "a column": np.full((2000, 1, 3), 20, np.uint8),
    "a very long line": np.full((1, 40_000, 3), 20, np.uint8),
    "two by three": np.arange(18, dtype=np.uint8).reshape(2, 3, 3),
    "noise": np.random.default_rng(7).integers(0, 256, (99, 101, 3), dtype=np.uint8),
    "checks": np.tile(np.uint8([[0, 255], [255, 0]])[..., None], (100, 100, 3)),
    "huge": np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (5000, 24, 3)),
}

ALONE = """
import hashlib, sys
from tests.encoders.drawings import drawn
from tests.fake_encoder import FakeEncoder
from lookalike.encoders.registry import load_encoder
encoder = FakeEncoder() if sys.argv[1] == "fake" else load_encoder(sys.argv[1])
rows = encoder.encode_images([drawn(120, 90)])
print(encoder.fingerprint, hashlib.sha256(rows.tobytes()).hexdigest())
"""


def test_rows_are_float32_of_the_dims_it_names(encoder, pictures):
    rows = encoder.encode_images(pictures)

    assert rows.dtype == np.float32
    assert rows.shape == (len(pictures), encoder.dims)


def test_no_images_give_no_rows(encoder):
    assert encoder.encode_images([]).shape == (0, encoder.dims)


@pytest.mark.parametrize("size", [2, 3, 7])
def test_a_row_equals_the_one_encoded_alone_whatever_its_neighbours(encoder, pictures, size):
    alone = np.concatenate([encoder.encode_images([picture]) for picture in pictures])

    for order in (list(range(len(pictures))), list(reversed(range(len(pictures))))):
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            rows = encoder.encode_images([pictures[i] for i in batch])
            np.testing.assert_allclose(unit_rows(rows), unit_rows(alone[batch]), atol=1e-5)


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_image_gives_a_finite_row_that_is_not_zero(encoder, kind):
    [row] = encoder.encode_images([ODD[kind]])

    assert np.isfinite(row).all()
    assert np.linalg.norm(row) > 1e-3


def test_an_image_need_not_be_contiguous_nor_writable_and_stays_as_it_is(encoder, pictures):
    picture = pictures[0]
    wide = np.repeat(picture, 2, axis=1)
    view = wide[:, ::2]
    view.flags.writeable = False
    before = wide.copy()

    np.testing.assert_array_equal(
        encoder.encode_images([view]), encoder.encode_images([picture.copy()])
    )
    np.testing.assert_array_equal(wide, before)


def test_another_picture_gives_another_row(encoder, pictures):
    rows = unit_rows(encoder.encode_images(pictures[:2]))

    assert rows[0] @ rows[1] < 0.999


def test_two_threads_at_once_get_the_rows_that_one_gets(encoder, pictures):
    expected = encoder.encode_images(pictures)

    with ThreadPoolExecutor(2) as threads:
        for rows in threads.map(encoder.encode_images, [pictures] * 8):
            np.testing.assert_allclose(rows, expected, atol=1e-6)


def test_another_process_gives_the_same_rows_and_the_same_fingerprint(encoder, pytestconfig):
    answers = [
        subprocess.run(
            [sys.executable, "-c", ALONE, encoder.id],
            cwd=pytestconfig.rootpath,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for _ in range(2)
    ]

    rows = hashlib.sha256(encoder.encode_images([drawn(120, 90)]).tobytes()).hexdigest()
    assert answers == [[encoder.fingerprint, rows]] * 2


def test_a_fingerprint_is_a_sha256_and_names_the_field(encoder):
    assert len(bytes.fromhex(encoder.fingerprint)) == 32
    assert encoder.field.startswith("v_")
    assert encoder.field.endswith(encoder.fingerprint[:8])


def test_words_are_read_as_it_says(encoder):
    words = ["red", "", "a cat on a mat", "\N{CAT FACE}", "x" * 5000]
    if not encoder.reads_words:
        with pytest.raises(EncoderUnavailable, match="does not read words"):
            encoder.encode_words(words)
        return
    rows = encoder.encode_words(words)
    assert rows.shape == (5, encoder.dims)
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    assert (np.linalg.norm(rows, axis=1) > 1e-3).all()
    np.testing.assert_allclose(rows[2:3], encoder.encode_words(words[2:3]), atol=1e-5)


def test_it_says_what_it_is(encoder):
    assert encoder.summary
    assert encoder.metric in {"cosine", "l2"}
    assert 0 < encoder.dims <= 4096
