from itertools import chain, count

import pytest

from lookalike.core.chunks import batched, in_chunks


@pytest.mark.parametrize(
    ("sizes", "chunks"),
    [
        ([], []),
        ([1, 1, 1, 1], [[1, 1, 1], [1]]),
        ([4, 6, 1], [[4, 6], [1]]),
        ([4, 7, 1], [[4], [7, 1]]),
        ([11, 1, 30, 30], [[11], [1], [30], [30]]),
    ],
)
def test_a_chunk_is_three_things_of_ten_together_at_most_or_one_thing(sizes, chunks):
    assert list(in_chunks(sizes, int, size=10, count=3)) == chunks


def test_a_chunk_that_is_full_waits_for_nothing_more():
    def broken():
        raise AssertionError
        yield

    assert next(in_chunks(chain([1, 2], broken()), int, size=10, count=2)) == [1, 2]


def test_things_without_end_are_taken_a_batch_at_a_time():
    batches = batched(count(), 3)
    assert [next(batches), next(batches)] == [[0, 1, 2], [3, 4, 5]]
    assert list(batched("abc", 2)) == [["a", "b"], ["c"]]
