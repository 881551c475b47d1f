import numpy as np

from lookalike.core.vectors import unit_rows
from tests.fake_encoder import FakeEncoder, swatch


def test_a_colour_by_name_lies_where_its_swatch_lies():
    encoder = FakeEncoder()

    np.testing.assert_array_equal(
        encoder.encode_words([" Red "]), encoder.encode_images([swatch("red")])
    )


def test_similar_pictures_are_near():
    almost_red = np.full((64, 64, 3), (225, 10, 10), np.uint8)
    rows = unit_rows(
        FakeEncoder().encode_images([swatch("red"), almost_red, swatch("orange"), swatch("blue")])
    )

    nearness = rows[1:] @ rows[0]
    assert nearness[0] > nearness[1] > nearness[2]


def test_the_quarters_of_a_picture_count():
    left = np.hstack([swatch("red"), swatch("blue")])

    [row] = FakeEncoder().encode_images([left])

    assert row.tolist() == [1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0.5, 0, 0.5, 0.25]
