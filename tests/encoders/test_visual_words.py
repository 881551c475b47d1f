"""Words by hand: what counts, VLAD and Fisher say of two or three descriptors."""

import numpy as np
import pytest

from lookalike.encoders.local_descriptors import colour_patches, dense_sift, keypoint_sift
from lookalike.encoders.visual_words import Vocabulary, pooled
from tests.encoders.drawings import drawn, plain

NONE = np.empty((0, 1), np.float32)


def words(centres, weights=(), deviations=NONE):
    """Words for descriptors of one number that are taken as they are."""
    return Vocabulary(
        mean=np.float32([0]),
        projection=np.float32([[1]]),
        centres=np.float32(centres)[:, None],
        weights=np.float32(weights),
        deviations=np.float32(deviations),
    )


def row(vocabulary, descriptors, pooling, assignment="hard", grid=1, places=None):
    descriptors = np.float32(descriptors)[:, None]
    places = np.zeros((len(descriptors), 2), np.float32) if places is None else np.float32(places)
    return pooled(
        vocabulary, descriptors, places, pooling=pooling, assignment=assignment, grid=grid
    )


def test_hard_counts_are_roots_of_shares_times_idf():
    found = row(words([0, 10], weights=[1, 2]), [1, 2, 9, 4], "counts")

    np.testing.assert_allclose(found, [0.75**0.5, (0.25 * 2) ** 0.5])


def test_soft_counts_are_by_how_much_a_word_is_nearer_than_the_mean_word():
    # 2 is 2 from the first word and 8 from the second: 5 on average.
    found = row(words([0, 10], weights=[1, 1]), [2], "counts", "soft")

    np.testing.assert_allclose(found, [3**0.5, 0], rtol=1e-6)


def test_counts_are_kept_apart_by_the_cells_of_a_grid():
    places = [[-0.5, -0.5], [0.4, -0.3], [0.5, 0.5], [0.1, 0.2]]
    found = row(words([0, 10], weights=[1, 1]), [0, 10, 0, 10], "counts", grid=2, places=places)

    upper_left, upper_right, lower_left, lower_right = (found.reshape(4, 2) ** 2).tolist()
    assert upper_left == [0.25, 0]
    assert upper_right == [0, 0.25]
    assert lower_left == [0, 0]
    assert lower_right == [0.25, 0.25]


def test_vlad_is_what_is_beyond_the_nearest_word_each_at_length_one():
    found = row(words([0, 10]), [1, 2, 7], "vlad")

    np.testing.assert_allclose(found, [1, -1])


def test_fisher_of_one_gaussian_is_by_mean_and_deviation():
    # Two points at 1 and 3 of a Gaussian around 0 with deviation 2, alone with all its share:
    # by its mean (1 + 3) / 2 / 2 = 1, by its deviation ((1/4 - 1) + (9/4 - 1)) / 2 / sqrt(2).
    gaussian = words([0], weights=[1], deviations=[[2]])

    found = row(gaussian, [1, 3], "fisher")

    np.testing.assert_allclose(found, [1, (0.25 / 2**0.5) ** 0.5], rtol=1e-6)


def test_fisher_shares_a_point_among_gaussians_that_are_equally_near():
    # By the means: half of +1 to the left one, half of -1 to the right one, over sqrt(1/2).
    gaussians = words([-1, 1], weights=[0.5, 0.5], deviations=[[1], [1]])

    found = row(gaussians, [0], "fisher")

    root = (0.5 / 0.5**0.5) ** 0.5
    np.testing.assert_allclose(found, [root, -root, 0, 0], atol=1e-6)


@pytest.mark.parametrize(("pooling", "size"), [("counts", 2), ("vlad", 2), ("fisher", 4)])
def test_no_descriptors_give_zeros(pooling, size):
    vocabulary = words([0, 10], weights=[0.5, 0.5], deviations=[[1], [1]])

    np.testing.assert_array_equal(row(vocabulary, [], pooling), np.zeros(size, np.float32))


def test_places_count_for_vlad_as_much_as_they_are_weighed():
    vocabulary = Vocabulary(
        mean=np.float32([0]),
        projection=np.float32([[1]]),
        centres=np.float32([[0, 0, 0]]),
        weights=np.empty(0, np.float32),
        deviations=np.empty((0, 3), np.float32),
        place=4.0,
    )

    found = row(vocabulary, [0], "vlad", places=[[0.25, -0.5]])

    # (0, 1, -2) at length one, then signed roots.
    np.testing.assert_allclose(found, [0, 5**-0.25, -((2 / 5**0.5) ** 0.5)], rtol=1e-6)


def test_dense_sift_is_on_a_grid_in_the_middle_once_for_each_size():
    descriptors, places = dense_sift(drawn(64, 64), step=16, sizes=(2.0, 4.0))

    assert descriptors.shape == (2 * 4 * 4, 128)
    lines = [7.5 / 64 - 0.5, 23.5 / 64 - 0.5, 39.5 / 64 - 0.5, 55.5 / 64 - 0.5]
    expected = [[x, y] for _size in range(2) for y in lines for x in lines]
    np.testing.assert_allclose(places, expected, atol=1e-6)
    np.testing.assert_allclose((descriptors**2).sum(axis=1), 1, atol=1e-5)


def test_an_even_image_has_faint_descriptors_and_no_keypoints():
    descriptors, _places = dense_sift(plain(200), step=16, sizes=(4.0,))
    patches, _places = colour_patches(plain(200), window=6, step=8, faint=10.0)
    found, places = keypoint_sift(plain(200), most=50)

    assert not descriptors.any()
    assert np.isfinite(patches).all()
    assert found.shape == (0, 128)
    assert places.shape == (0, 2)


def test_colour_patches_have_mean_0_and_see_colour():
    square = np.full((32, 32, 3), (200, 30, 30), np.uint8)
    square[:, 16:] = (30, 30, 200)

    patches, places = colour_patches(square, window=6, step=2, faint=10.0)

    assert patches.shape == (14 * 14, 6 * 6 * 3)
    np.testing.assert_allclose(patches.mean(axis=1), 0, atol=1e-4)
    np.testing.assert_allclose(places[[0, -1]], [[2.5 / 31 - 0.5] * 2, [28.5 / 31 - 0.5] * 2])
    left, right = patches[0], patches[13]
    assert left @ right < 0.6 * np.linalg.norm(left) * np.linalg.norm(right)
