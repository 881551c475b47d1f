"""What a write does to one document: pure functions from its state to its state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from lookalike.core.document import Document, FileEntry, merge_files, without_uris
from lookalike.core.vectors import Rows
from lookalike.search.engine import Outcome


@dataclass(frozen=True, slots=True)
class State:
    """A document and those of its rows, by field, that the change asks about."""

    document: Document
    rows: Mapping[str, Rows] = field(default_factory=dict)


Change = Callable[[State | None], tuple[State | None, Outcome]]
"""What is there (None: nothing) becomes what shall be there, and what that is called."""


def put(document: Document, rows: Mapping[str, Rows]) -> Change:
    """Store a document; one that is there gets the new files merged by uri, and the rows."""

    def change(state: State | None) -> tuple[State | None, Outcome]:
        if state is None:
            return State(document, rows), "created"
        return _updated(state, merge_files(state.document.files, document.files), rows)

    return change


def add_file(entry: FileEntry) -> Change:
    """Merge one entry into a document that is there."""

    def change(state: State | None) -> tuple[State | None, Outcome]:
        if state is None:
            return None, "missing"
        return _updated(state, merge_files(state.document.files, [entry]), {})

    return change


def remove_uri(uri: str) -> Change:
    """Remove one entry; the document goes with its last."""

    def change(state: State | None) -> tuple[State | None, Outcome]:
        if state is None:
            return None, "missing"
        kept = without_uris(state.document.files, [uri])
        if len(kept) == len(state.document.files):
            return state, "missing"
        return _updated(state, kept, {}) if kept else (None, "removed")

    return change


def set_rows(rows: Mapping[str, Rows]) -> Change:
    """Fill or replace rows of a document that is there."""

    def change(state: State | None) -> tuple[State | None, Outcome]:
        if state is None:
            return None, "missing"
        return _updated(state, state.document.files, rows)

    return change


def delete(state: State | None) -> tuple[State | None, Outcome]:
    """Delete the document."""
    return None, ("missing" if state is None else "removed")


def new_rows(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the rows of `after` that `before` has not, or has otherwise than by rounding."""
    return {name: row for name, row in after.items() if not _same(before.get(name), row)}


def _updated(
    state: State, files: tuple[FileEntry, ...], rows: Mapping[str, Rows]
) -> tuple[State, Outcome]:
    changed = new_rows(state.rows, rows)
    if files == state.document.files and not changed:
        return state, "unchanged"
    return State(state.document.with_files(files), {**state.rows, **changed}), "updated"


def _same(stored: Rows | None, row: Rows) -> bool:
    return stored is not None and bool(np.allclose(stored, row, rtol=1e-6, atol=1e-7))
