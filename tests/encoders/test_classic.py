import cv2
import numpy as np
import pytest

from lookalike.core.vectors import unit_rows
from lookalike.encoders.classic import ClassicEncoder
from tests.encoders.drawings import drawn, plain

FINGERPRINT = "ede003c70dd66ca1bd4fec885d8335bb46115ca6fc6cb339c161c375a6995868"
GOLDEN = {
    0: -0.06902,
    20: -0.00317,
    60: 0.03777,
    100: -0.0161,
    170: 0.1207,
    200: 0.03814,
    300: -0.04876,
    400: 0.10296,
    467: -0.03739,
    468: 0.08534,
    500: 0.05554,
    600: 0.03103,
    700: -0.04962,
    800: 0.00741,
    998: 0.02899,
}


def nearness(one, other):
    """Return the cosine of two images' rows."""
    rows = unit_rows(ClassicEncoder().encode_images([one, other]))
    return float(rows[0] @ rows[1])


def test_the_fingerprint_is_that_of_stored_collections():
    """If this fails, rows changed: give VERSION a new number, and the golden row new values."""
    assert ClassicEncoder().fingerprint == FINGERPRINT


def test_the_row_of_a_drawn_image_is_the_one_it_always_was():
    [row] = ClassicEncoder().encode_images([drawn(120, 90)])

    for place, value in GOLDEN.items():
        assert row[place] == pytest.approx(value, abs=1e-4), place


def test_the_blocks_have_the_lengths_of_their_weights():
    [row] = ClassicEncoder().encode_images([drawn(200, 300)])

    lengths = [np.linalg.norm(block) for block in np.split(row, [36, 180, 468])]
    assert lengths == pytest.approx([0.3, 0.5, 1.0, 1.3], abs=1e-5)


def test_the_same_picture_at_half_size_is_nearer_than_another_picture():
    picture = drawn(300, 400)
    half = cv2.resize(picture, (200, 150), interpolation=cv2.INTER_AREA)

    assert nearness(picture, half) > 0.95 > nearness(picture, drawn(300, 400, phase=2))


def test_colours_tell_apart_what_has_no_shape():
    red, almost, blue = (
        np.full((50, 50, 3), rgb, np.uint8) for rgb in [(200, 30, 30), (190, 30, 40), (30, 30, 200)]
    )

    assert nearness(red, almost) > nearness(red, blue)


def test_a_mirrored_picture_is_not_the_same():
    picture = drawn(100, 100)

    assert nearness(picture, picture[:, ::-1]) < 0.9


def test_faint_noise_on_an_even_surface_is_near_that_surface():
    noisy = plain(128) + np.random.default_rng(5).integers(0, 2, (64, 64, 3)).astype(np.uint8)

    assert nearness(plain(128), noisy) > 0.9
