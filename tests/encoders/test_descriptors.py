import numpy as np
import pytest

from lookalike.encoders.descriptors import (
    colour_histograms,
    gradient_histograms,
    texture_histograms,
)
from tests.encoders.drawings import drawn


def lab(*pixel, side=4):
    """Return a square of one CIELAB colour."""
    return np.full((side, side, 3), pixel, np.uint8)


def colours(image, grid=1, bins=(3, 4, 3)):
    return colour_histograms(image, bins=bins, chroma=(96, 160), grid=grid)


def gradients(image, grid=1, orientations=4, floor=0.001):
    return gradient_histograms(image, orientations=orientations, grid=grid, window=9, floor=floor)


def ramp(across, down, side=32):
    """Return a plane that grows by so much per pixel to the right and downwards."""
    y, x = np.mgrid[0:side, 0:side]
    return np.asarray(128 + across * (x - side // 2) + down * (y - side // 2), np.uint8)


def test_a_colour_in_the_middle_of_a_bin_counts_there_alone():
    # 85 wide bins of L, 16 wide ones of a, 32/3 x 2 wide ones of b: (0, 1, 1) has its middle here
    histogram = colours(lab(42, 120, 128), bins=(3, 4, 4))[0].reshape(3, 4, 4)

    assert histogram[0, 1].sum() == pytest.approx(1, abs=0.01)
    assert histogram[0, 1, 1] == pytest.approx(0.5, abs=0.01)  # b = 128 lies between two bins
    assert histogram[0, 1, 2] == pytest.approx(0.5, abs=0.01)


def test_a_pixel_between_two_bins_is_shared_by_nearness():
    histogram = colours(lab(42, 124, 120), bins=(3, 4, 4))[0].reshape(3, 4, 4)

    assert histogram[0, 1:3, 1] == pytest.approx([0.75, 0.25], abs=0.01)


def test_colours_out_of_range_count_at_its_ends():
    histogram = colours(lab(255, 0, 255))[0].reshape(3, 4, 3)

    assert histogram[2, 0, 2] == 1


def test_each_quarter_has_its_own_histogram_with_sum_one():
    image = lab(0, 104, 104, side=8)
    image[:4, 4:] = (255, 152, 104)

    histograms = colours(image, grid=2, bins=(2, 4, 4)).reshape(4, 2, 4, 4)

    assert histograms.sum(axis=(1, 2, 3)) == pytest.approx([1, 1, 1, 1])
    assert histograms[1, 1, 3, 0] == 1
    assert histograms[0, 0, 0, 0] == histograms[2, 0, 0, 0] == histograms[3, 0, 0, 0] == 1


@pytest.mark.parametrize(
    ("across", "down", "expected"),
    [(2, 0, 0), (-2, 0, 0), (2, 2, 1), (-2, -2, 1), (0, 2, 2), (0, -2, 2), (-2, 2, 3), (2, -2, 3)],
)
def test_a_slope_counts_in_the_bin_of_its_direction_up_or_down_alike(across, down, expected):
    inner = gradients(ramp(across, down), grid=4).reshape(4, 4, 4)[1:3, 1:3]

    assert inner[..., expected] == pytest.approx(np.ones((2, 2)), abs=0.02)
    assert inner.sum(axis=-1) == pytest.approx(np.ones((2, 2)), abs=0.02)


def test_a_direction_between_two_bins_is_shared():
    # arctan(1/3) is 18.4 degrees, of bins 45 degrees apart: 0.41 of the way to the second
    inner = gradients(ramp(3, 1), grid=4).reshape(4, 4, 4)[1, 1]

    assert inner == pytest.approx([0.59, 0.41, 0, 0], abs=0.03)


def test_an_even_surface_has_no_gradients_and_faint_noise_hardly_any():
    noise = np.random.default_rng(3).integers(127, 130, (32, 32)).astype(np.uint8)

    assert not gradients(np.full((32, 32), 90, np.uint8)).any()
    assert gradients(noise, floor=24.0).sum() < 0.1


def test_patterns_of_texture_are_counted_by_cell_and_sum_to_one():
    histograms = texture_histograms(drawn(48, 48)[..., 0].copy(), grid=3, threshold=3)

    assert histograms.shape == (9, 59)
    assert histograms.sum(axis=1) == pytest.approx(np.ones(9))


def test_an_even_surface_has_the_one_pattern_without_bits():
    histograms = texture_histograms(np.full((16, 16), 255, np.uint8), grid=2, threshold=3)

    assert histograms[:, 0].tolist() == [1, 1, 1, 1]


def test_a_step_of_light_shows_only_above_the_threshold():
    step = np.full((16, 16), 100, np.uint8)
    step[:, 8:] = 104

    assert texture_histograms(step, grid=1, threshold=4)[0, 0] == 1
    assert texture_histograms(step, grid=1, threshold=1)[0, 0] < 1
