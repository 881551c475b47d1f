import numpy as np
import pytest

from lookalike.core.errors import RowRefused
from lookalike.core.vectors import distances, prepare_row, unit_rows, vector_field


def row(*numbers):
    return np.array(numbers, np.float32)


def test_cosine_stores_unit_rows_and_l2_stores_raw_ones():
    assert prepare_row(row(3, 4), "v", 2, "cosine") == pytest.approx([0.6, 0.8])
    assert prepare_row(row(3, 4), "v", 2, "l2").tolist() == [3, 4]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row(0, 0), "it is zero"),
        (row(1, np.nan), "not finite"),
        (row(np.inf, 1), "not finite"),
        (row(1, 2, 3), "it has 3 numbers, the field holds 2"),
    ],
)
def test_a_row_that_must_not_be_stored_is_refused_with_its_reason(bad, said):
    with pytest.raises(RowRefused, match=said):
        prepare_row(bad, "v_x", 2, "cosine")


def test_very_small_and_very_large_rows_get_length_one():
    rows = unit_rows(np.array([[1e-30, 0], [3e30, 4e30]], np.float32))
    assert np.allclose(rows, [[1, 0], [0.6, 0.8]])


def test_distances_are_one_minus_cosine_or_euclidean():
    rows = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
    assert distances(rows, row(1, 0), "cosine").tolist() == [0, 1, 2]
    assert distances(rows, row(1, 0), "l2") == pytest.approx([0, 2**0.5, 2])


def test_a_field_is_named_by_encoder_and_fingerprint():
    assert vector_field("open_clip:ViT-B/32", "0123456789abcdef") == "v_open_clip_vit_b_32_01234567"
