"""What a search scans: the mapped rows of a field, and the newer ones that wait in SQLite."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lookalike.core.vectors import Rows
from lookalike.search.embedded.fields import StoredField
from lookalike.search.embedded.matrix import Matrices, read_rows

_ALL = -1  # SQLite: no limit


@dataclass(frozen=True)
class Part:
    """Rows (n, dims) with their side records; those at the positions `dead` do not count."""

    rows: Rows
    side: NDArray[np.void]
    dead: NDArray[np.int64]

    @cached_property
    def nums(self) -> NDArray[np.int64]:
        """The document of every row (n,)."""
        return np.ascontiguousarray(self.side["num"])

    @cached_property
    def squares(self) -> NDArray[np.float32]:
        """The squared length of every row (n,)."""
        return np.ascontiguousarray(self.side["square"])

    @cached_property
    def longest(self) -> float:
        """The largest of `squares`; 0 where there is no row."""
        return float(self.squares.max(initial=0.0))


@dataclass(frozen=True)
class View:
    """The rows of one field at one moment; never changes, so threads share it."""

    field: StoredField
    mapped: Part
    tail: Part
    dead_seqs: NDArray[np.int64]
    last_mark: int

    @property
    def parts(self) -> tuple[Part, Part]:
        """What is to be scanned."""
        return self.mapped, self.tail


def look(
    connection: sqlite3.Connection, field: StoredField, matrices: Matrices, before: View | None
) -> View:
    """Return the view of this snapshot, taking over from `before` what is still so.

    Raises Damaged where the field's file is not as long as it should be.
    """
    if before is not None and before.field.changes >= field.changes:
        return before
    same_file = before is not None and before.field.generation == field.generation
    start = before if same_file else None
    dead_seqs, last_mark = _dead(connection, field, start)
    if start is not None and start.field.built == field.built:
        rows, side = start.mapped.rows, start.mapped.side
    else:
        rows, side = matrices.map(field)
    mapped = Part(rows, side, _positions(side, dead_seqs))
    if start is not None and rows is start.mapped.rows:
        _take_over(start.mapped, mapped)
    tail = _tail(connection, field, start, dead_seqs)
    return View(field, mapped, tail, dead_seqs, last_mark)


def _dead(
    connection: sqlite3.Connection, field: StoredField, before: View | None
) -> tuple[NDArray[np.int64], int]:
    known = before.dead_seqs if before else np.empty(0, np.int64)
    mark = before.last_mark if before else 0
    query = "SELECT mark, seq FROM dead WHERE field = ? AND mark > ? ORDER BY mark"
    found = connection.execute(query, (field.number, mark)).fetchall()
    if not found:
        return known, mark
    seqs = np.asarray([seq for _, seq in found], np.int64)
    return np.concatenate([known, seqs]), int(found[-1][0])


def _positions(side: NDArray[np.void], seqs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the rows with these seqs by bisection, so that mapped records are hardly read."""
    column = side["seq"]
    if not len(column) or not len(seqs):
        return np.empty(0, np.int64)
    low, high = np.zeros(len(seqs), np.int64), np.full(len(seqs), len(column) - 1)
    while (low < high).any():
        middle = (low + high) // 2
        below = column[middle] < seqs
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
        low = np.minimum(low, len(column) - 1)
        high = np.maximum(low, high)
    return np.unique(low[column[low] == seqs])


def _tail(
    connection: sqlite3.Connection,
    field: StoredField,
    before: View | None,
    dead_seqs: NDArray[np.int64],
) -> Part:
    rows = np.empty((0, field.public.dims), np.float32)
    parts = [(rows, np.empty(0, before.tail.side.dtype))] if before else []
    last = field.built_seq
    if before is not None and len(before.tail.side):
        kept = before.tail.side["seq"] > field.built_seq
        parts = [(before.tail.rows[kept], before.tail.side[kept])]
        last = max(last, int(before.tail.side["seq"][-1]))
    parts.append(read_rows(connection, field, last, _ALL))
    rows = np.concatenate([rows for rows, _ in parts])
    side = np.concatenate([side for _, side in parts])
    alive = ~np.isin(side["seq"], dead_seqs)
    return Part(rows[alive], side[alive], np.empty(0, np.int64))


def _take_over(old: Part, new: Part) -> None:
    """Keep the columns that were read from the map already."""
    for name in ("nums", "squares", "longest"):
        if name in old.__dict__:
            new.__dict__[name] = old.__dict__[name]
