"""Vector files: all rows of a field as one matrix that every process maps.

`<number>-<generation>.rows` holds float32 rows, `.side` who they belong to. Both are only appended
to, and beyond what SQLite calls built they hold nothing: a builder that was killed left its bytes
there, the next one writes over them. Nobody truncates a file; compaction writes the next generation.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lookalike.core.files import sync_folder
from lookalike.core.locks import file_lock
from lookalike.core.vectors import Rows
from lookalike.search.embedded.database import Database
from lookalike.search.embedded.faults import mapped_faults
from lookalike.search.embedded.fields import StoredField, stored_field

SIDE = np.dtype([("id", "V32"), ("num", "<i8"), ("seq", "<i8"), ("square", "<f4")])
ROWS_AT_ONCE = 1024
TAIL_BYTES = 4 * 2**20
MIN_TAIL = 256
MIN_DEAD = 1024

log = logging.getLogger(__name__)


class Damaged(Exception):
    """A vector file is not what SQLite says it is, or compaction has just replaced it."""


def is_due(connection: sqlite3.Connection, field: StoredField) -> bool:
    """Say whether so many rows wait in SQLite, or are dead in the file, that it should be built."""
    query = "SELECT count(*) FROM vectors WHERE field = ? AND seq > ?"
    (waiting,) = connection.execute(query, (field.number, field.built_seq)).fetchone()
    limit = max(MIN_TAIL, TAIL_BYTES // (4 * field.public.dims))
    return bool(waiting > limit) or _is_mostly_dead(connection, field)


def _is_mostly_dead(connection: sqlite3.Connection, field: StoredField) -> bool:
    query = "SELECT count(*) FROM dead WHERE field = ?"
    (dead,) = connection.execute(query, (field.number,)).fetchone()
    return bool(dead > max(MIN_DEAD, field.built // 4))


def read_rows(
    connection: sqlite3.Connection, field: StoredField, after: int, limit: int
) -> tuple[Rows, NDArray[np.void]]:
    """Return rows (n, dims) and their side records with a seq above `after`, in its order."""
    query = (
        "SELECT v.seq, v.num, d.id, v.row FROM vectors v JOIN documents d ON d.num = v.num "
        "WHERE v.field = ? AND v.seq > ? ORDER BY v.seq LIMIT ?"
    )
    found = connection.execute(query, (field.number, after, limit)).fetchall()
    rows = np.frombuffer(b"".join(row for *_, row in found), np.float32)
    rows = rows.reshape(len(found), field.public.dims)
    side = np.empty(len(found), SIDE)
    side["seq"], side["num"] = [seq for seq, *_ in found], [num for _, num, *_ in found]
    side["id"] = np.frombuffer(b"".join(key for _, _, key, _ in found), "V32")
    side["square"] = np.einsum("nd,nd->n", rows, rows, dtype=np.float64)
    return rows, side


class Matrices:
    """The vector files of one collection."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database

    def map(self, field: StoredField) -> tuple[Rows, NDArray[np.void]]:
        """Map the built rows and their side records, reading none of them.

        Raises Damaged where the files are not there, or too short.
        """
        if not field.built:
            return np.empty((0, field.public.dims), np.float32), np.empty(0, SIDE)
        shape = (field.built, field.public.dims)
        try:
            rows = np.memmap(self._path(field, "rows"), np.float32, "r", shape=shape)
            side = np.memmap(self._path(field, "side"), SIDE, "r", shape=(field.built,))
        except (FileNotFoundError, ValueError) as fault:
            raise Damaged from fault
        return rows.view(np.ndarray), side.view(np.ndarray)

    def build(self, name: str) -> bool:
        """Append the waiting rows to a field's file; False where another builder is at it."""
        with mapped_faults(), file_lock(self._lock(name), wait=False) as alone:
            if not alone:
                return False
            with self._database.reading() as connection:
                field = stored_field(connection, name)
                compact = _is_mostly_dead(connection, field)
            if compact:
                self._compact(field)
            else:
                self._extend(field, field.generation, field.built, field.built_seq)
        return True

    def rebuild(self, name: str, damaged: StoredField) -> None:
        """Write a field's file anew from SQLite, unless that was done since `damaged` was read."""
        with mapped_faults(), file_lock(self._lock(name), wait=True):
            with self._database.reading() as connection:
                field = stored_field(connection, name)
            if field.generation == damaged.generation:
                log.warning("%s: the vector file is damaged or gone; building it anew", name)
                self._compact(field)

    def remove(self, number: int) -> None:
        """Remove the files of a dropped field; who has them mapped keeps what they see."""
        for path in self._folder.glob(f"{number}-*"):
            path.unlink(missing_ok=True)

    def _compact(self, field: StoredField) -> None:
        query = "SELECT coalesce(max(mark), 0) FROM dead WHERE field = ?"
        with self._database.reading() as connection:
            mark = int(connection.execute(query, (field.number,)).fetchone()[0])
        for suffix in ("rows", "side"):  # of a compaction that was killed: nobody has mapped them
            self._path(field, suffix, field.generation + 1).unlink(missing_ok=True)
        if self._extend(field, field.generation + 1, 0, 0, forget_until=mark):
            for suffix in ("rows", "side"):
                self._path(field, suffix).unlink(missing_ok=True)

    def _extend(
        self, field: StoredField, generation: int, built: int, seq: int, *, forget_until: int = 0
    ) -> bool:
        with ExitStack() as stack:
            files = {
                suffix: stack.enter_context(self._writable(field, suffix, generation))
                for suffix in ("rows", "side")
            }
            files["rows"].seek(built * field.public.dims * 4)
            files["side"].seek(built * SIDE.itemsize)
            for rows, side in self._chunks(field, seq):
                files["rows"].write(rows.tobytes())
                files["side"].write(side.tobytes())
                built, seq = built + len(rows), int(side["seq"][-1])
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())
        sync_folder(self._folder)
        return self._commit(field, generation, built, seq, forget_until)

    def _commit(
        self, field: StoredField, generation: int, built: int, seq: int, forget_until: int
    ) -> bool:
        with self._database.writing() as connection:
            moved = connection.execute(
                "UPDATE fields SET generation = ?, built = ?, built_seq = ?, changes = changes + 1 "
                "WHERE number = ? AND generation = ? AND built = ?",
                (generation, built, seq, field.number, field.generation, field.built),
            )
            query = "DELETE FROM dead WHERE field = ? AND mark <= ?"
            connection.execute(query, (field.number, forget_until))
            return bool(moved.rowcount)

    def _chunks(self, field: StoredField, seq: int) -> Iterator[tuple[Rows, NDArray[np.void]]]:
        while True:
            with self._database.reading() as connection:
                rows, side = read_rows(connection, field, seq, ROWS_AT_ONCE)
            if not len(rows):
                return
            yield rows, side
            seq = int(side["seq"][-1])

    def _writable(self, field: StoredField, suffix: str, generation: int) -> BinaryIO:
        path = self._path(field, suffix, generation)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "r+b")

    def _path(self, field: StoredField, suffix: str, generation: int | None = None) -> Path:
        number = field.generation if generation is None else generation
        return self._folder / f"{field.number}-{number}.{suffix}"

    def _lock(self, name: str) -> Path:
        return self._folder / f"{name}.lock"
