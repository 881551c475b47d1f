"""Processes that work ahead of who asks: in order, bounded, and one that dies costs one task."""

import os
from contextlib import closing
from itertools import count

import pytest

from lookalike.core.processes import AHEAD, ChildProcesses

DEADLY = -1


def halved(tasks):
    """Work: each number's half; -1 ends the process."""
    for task in tasks:
        if task == DEADLY:
            os._exit(1)
    return [task / 2 for task in tasks]


def died(task):
    return f"{task} died"


@pytest.fixture
def children():
    with closing(ChildProcesses(2, halved, died, "lookalike.core.processes")) as made:
        yield made


def test_what_is_done_ahead_comes_in_order_and_a_task_that_kills_its_process_is_told(children):
    chunks = [[2, 4], [6], [DEADLY, 8], [10, 12], [14], [16], [18]]
    assert list(children.ahead(children.work, chunks)) == [
        [1.0, 2.0],
        [3.0],
        ["-1 died", 4.0],
        [5.0, 6.0],
        [7.0],
        [8.0],
        [9.0],
    ]


def test_of_chunks_without_end_only_some_are_taken_before_the_first_is_yielded(children):
    taken = []
    chunks = (taken.append(number) or [number] for number in count())
    assert next(children.ahead(children.work, chunks)) == [0.0]
    assert len(taken) == 2 + AHEAD


def test_what_fails_in_a_thread_is_raised_to_who_asks(children):
    def fails(chunk):
        raise OSError(f"no room for {chunk}")

    with pytest.raises(OSError, match="no room for 1"):
        list(children.ahead(fails, [1, 2]))
