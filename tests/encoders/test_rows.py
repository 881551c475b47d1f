import numpy as np
import pytest

from lookalike.encoders.rows import encode_all
from tests.fake_encoder import FakeEncoder, swatch


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_rows_come_in_the_order_of_the_images_and_a_failed_one_is_nan(batch):
    red, blue = swatch("red"), swatch("blue")

    rows = encode_all(FakeEncoder(), iter([None, red, blue, None, None, red]), batch)

    assert rows.dtype == np.float32
    assert rows.shape == (6, 16)
    assert np.isnan(rows[[0, 3, 4]]).all()
    assert rows[1].tolist() == rows[5].tolist() == [1, 0, 0] * 5 + [0.25]
    assert rows[2].tolist() == [0, 0, 1] * 5 + [0.25]


def test_no_images_give_an_empty_array_of_the_right_width():
    assert encode_all(FakeEncoder(), []).shape == (0, 16)


def test_failures_alone_give_rows_of_nan():
    assert np.isnan(encode_all(FakeEncoder(), [None, None])).all()


def test_at_most_one_batch_of_images_is_asked_for_ahead():
    asked = []

    class Watching(FakeEncoder):
        def encode_images(self, images):
            asked.append(len(images))
            assert given <= sum(asked)
            return super().encode_images(images)

    given = 0

    def pictures():
        nonlocal given
        for _ in range(10):
            given += 1
            yield swatch("red")

    encode_all(Watching(), pictures(), batch=4)
    assert asked == [4, 4, 2]
