"""The validation share: by content, the same whatever else there is."""

import numpy as np
import pytest

from lookalike.training.share import validation_share


def made(*draws):
    """Ids whose first eight digits draw these numbers of 0 to 999; the rest tells them apart."""
    return [f"{draw:08x}{place:056x}" for place, draw in enumerate(draws)]


def share(draws, labels, splits=None, of=0.1):
    ids = made(*draws)
    given = np.array(labels, np.int64)
    return validation_share(ids, given, splits or [None] * len(ids), of).tolist()


def test_the_first_digits_of_the_content_decide():
    assert share([0, 99, 100, 999, 1050], [0, 0, 0, 0, 0]) == [True, True, False, False, True]
    assert share([0, 99, 100, 999, 1050], [0, 0, 0, 0, 0], of=0.5) == [
        True,
        True,
        True,
        False,
        True,
    ]


def test_images_that_are_added_do_not_move_those_that_were_there():
    before = share([5, 50, 300, 600, 900], [0, 0, 0, 1, 1])
    after = share([5, 50, 300, 600, 900, 7, 20, 800, 990, 991], [0, 0, 0, 1, 1, 0, 1, 1, 2, 2])
    assert before == after[:5] == [True, True, False, False, False]


def test_every_category_teaches_with_one_at_least():
    assert share([1, 2, 3, 500], [0, 0, 0, 1]) == [True, True, False, False]
    assert share([1, 500, 600], [0, 1, 1]) == [False, True, False]


def test_of_five_images_of_a_category_one_judges_and_fewer_need_not():
    draws, labels = [500, 400, 300, 200, 999, 1, 600, 601], [0, 0, 0, 0, 0, 1, 1, 1]
    assert share(draws, labels) == [False] * 3 + [True, False, True, False, False]
    assert share(draws[1:], labels[1:]) == [False] * 4 + [True, False, False]


def test_where_no_category_has_five_one_image_of_all_judges():
    assert share([300, 900, 200, 800, 100], [0, 0, 1, 1, 2]) == [False, False, True, False, False]
    assert share([300, 900], [0, 1]) == [False, False]


def test_images_without_a_category_are_shared_as_one():
    assert share([500, 400, 300, 200, 999], [-1] * 5) == [False, False, False, True, False]


def test_without_a_share_nothing_judges():
    assert share([0, 1, 2, 3, 4, 5], [0] * 6, of=0.0) == [False] * 6
    assert share([], []) == []


@pytest.mark.parametrize("other", ["train", None])
def test_what_a_split_calls_validation_is_all_of_it(other):
    assert share([0, 1, 999], [0, 0, 0], [other, other, "val"]) == [False, False, True]


def test_a_split_that_names_no_validation_leaves_it_to_the_content():
    assert share([0, 200, 999], [0, 0, 0], ["train"] * 3) == [True, False, False]
