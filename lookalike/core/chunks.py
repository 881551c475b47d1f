"""Many things, some at a time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], count: int) -> Iterator[list[T]]:
    """Yield the items in order, `count` at a time; the last are fewer."""
    upcoming = iter(items)
    while batch := list(islice(upcoming, count)):
        yield batch


def in_chunks(
    items: Iterable[T], size_of: Callable[[T], int], *, size: int, count: int | None = None
) -> Iterator[list[T]]:
    """Yield the items in order, together at most `size`, and at most `count`, at a time.

    One that alone is larger comes alone.
    """
    chunk: list[T] = []
    taken = 0
    for item in items:
        weight = size_of(item)
        if chunk and taken + weight > size:
            yield chunk
            chunk, taken = [], 0
        chunk.append(item)
        taken += weight
        if len(chunk) == count:
            yield chunk
            chunk, taken = [], 0
    if chunk:
        yield chunk
