"""What a write makes of a document."""

import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.search.elastic import changes
from lookalike.search.elastic.changes import State

HERE = FileEntry(uri="file:///a", size=1)
THERE = FileEntry(uri="file:///b", size=1)
ROW = np.asarray([0.6, 0.8], np.float32)


@pytest.fixture
def stored():
    return State(Document(id="f" * 64, files=(HERE,)), {"v_a": ROW})


def test_a_new_document_is_created(stored):
    assert changes.put(stored.document, {"v_a": ROW})(None) == (stored, "created")


def test_a_known_one_gets_the_new_files_and_keeps_its_rows(stored):
    state, outcome = changes.put(stored.document.with_files([THERE]), {})(stored)
    assert outcome == "updated"
    assert state.document.files == (HERE, THERE)
    assert state.rows == stored.rows


def test_the_same_files_and_a_row_that_differs_by_rounding_change_nothing(stored):
    nearly = {"v_a": ROW * np.float32(1 + 2e-7)}
    assert changes.put(stored.document, nearly)(stored) == (stored, "unchanged")
    assert changes.set_rows(nearly)(stored) == (stored, "unchanged")


def test_another_row_is_an_update_of_that_row_alone(stored):
    other = np.asarray([1, 0], np.float32)
    state, outcome = changes.set_rows({"v_b": other})(stored)
    assert outcome == "updated"
    assert list(changes.new_rows(stored.rows, state.rows)) == ["v_b"]


def test_a_document_goes_with_its_last_file(stored):
    assert changes.remove_uri("file:///a")(stored) == (None, "removed")
    assert changes.remove_uri("file:///z")(stored) == (stored, "missing")


def test_what_is_not_there_is_missing():
    for change in (
        changes.add_file(HERE),
        changes.remove_uri("file:///a"),
        changes.set_rows({"v_a": ROW}),
        changes.delete,
    ):
        assert change(None) == (None, "missing")
