import numpy as np
import pytest

from lookalike.encoders.square import squared


def bands(*values, tall=4, wide=4):
    """Upright bands of one grey each, `wide` pixels each."""
    line = np.repeat(np.uint8(values), wide)
    return np.repeat(np.tile(line, (tall, 1))[..., None], 3, axis=2)


def greys(square):
    return square[:, :, 0].tolist()


def test_stretching_keeps_the_whole_and_averages_what_shrinks():
    square = squared(bands(0, 100, 200, 40), 2, "stretch")
    assert greys(square) == [[50, 120], [50, 120]]


def test_cropping_keeps_the_centre_at_its_proportions():
    square = squared(bands(0, 100, 200, 40), 2, "crop")
    assert greys(square) == [[100, 200], [100, 200]]


def test_the_odd_pixel_of_a_crop_goes_at_the_right_and_the_bottom():
    image = bands(10, 20, 30, 40, tall=3, wide=1)
    assert greys(squared(image, 3, "crop")) == [[10, 20, 30]] * 3
    upright = image.transpose(1, 0, 2)
    assert greys(squared(upright, 3, "crop")) == [[10] * 3, [20] * 3, [30] * 3]


@pytest.mark.parametrize("fit", ["stretch", "crop"])
@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (7, 3), (8, 8), (300, 200)])
def test_any_size_becomes_a_square_of_its_own(fit, size):
    image = np.full((*size, 3), 90, np.uint8)
    image.flags.writeable = False
    square = squared(image, 8, fit)
    assert square.shape == (8, 8, 3)
    assert square.dtype == np.uint8
    assert (square == 90).all()
    square[:] = 0
    assert (image == 90).all()
