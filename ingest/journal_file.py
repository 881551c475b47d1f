"""The file of a journal, `collections/<uid>/ingest.db`: opened, prepared, written in transactions."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from lookalike.core.errors import StorageFull
from lookalike.core.schema import JOURNAL_SCHEMA, check_schema

NAME = "ingest.db"
BUSY_SECONDS = 30.0

# No write-ahead log: looking into the journal must not write a file beside it.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, state TEXT NOT NULL,
    started REAL NOT NULL, ended REAL, counts TEXT NOT NULL, error TEXT NOT NULL DEFAULT '',
    progress TEXT, options TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS quarantine (
    uri TEXT PRIMARY KEY, source TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
    params TEXT NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL, run INTEGER NOT NULL,
    times INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS quarantine_source ON quarantine (source);
"""


class JournalFile:
    """One connection that several threads share; `read_only` writes nothing, not even a file.

    Raises SchemaTooNew for a file of a newer Lookalike.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._folder = folder
        path = folder / NAME
        if read_only:
            where = f"{path.as_uri()}?mode=ro" if _has_begun(path) else ":memory:"
        else:
            folder.mkdir(parents=True, exist_ok=True)
            where = path.as_uri()
        self._db = sqlite3.connect(
            where, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._lock = Lock()
        self._prepare(str(path), is_new=not read_only or where == ":memory:")

    def rows(self, query: str, params: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query."""
        with self._lock:
            return self._db.execute(query, params).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection, on which all is written or nothing; StorageFull for a full disk."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except BaseException as error:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
                    raise StorageFull(engine=str(self._folder), reason=str(error)) from error
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _prepare(self, what: str, *, is_new: bool) -> None:
        found = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        check_schema(what, found, JOURNAL_SCHEMA)
        if is_new and found < JOURNAL_SCHEMA:
            with self.transaction() as db:
                for statement in _SCHEMA.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {JOURNAL_SCHEMA}")


def _has_begun(path: Path) -> bool:
    """Say whether a journal is there; SQLite makes an empty file before it writes one."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
