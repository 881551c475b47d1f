"""One SQLite file: a pool of connections, snapshots to read, transactions to write."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lookalike.core.errors import EngineUnavailable
from lookalike.core.locks import file_lock
from lookalike.core.schema import check_schema
from lookalike.core.texts import N_, _
from lookalike.search.embedded.faults import ENGINE, Moved, mapped_faults

BUSY_SECONDS = 30.0
MAX_IDLE = 8
PAGE_BYTES = 8192

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY);"

_CLOSED = N_("it has been closed")
_MISSING = N_("{path} is missing")


def make_database(path: Path, tables: str, schema: int) -> None:
    """Make the file with `tables` and its schema number, unless another process just has."""
    with mapped_faults(), file_lock(path.with_suffix(".lock"), wait=True):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                return
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript(f"BEGIN IMMEDIATE; {_META} {tables}")
            connection.execute("INSERT INTO meta VALUES ('schema', ?)", (schema,))
            connection.execute("COMMIT")
        finally:
            connection.close()


class Database:
    """A database that is there; safe to share between threads.

    One that is `movable` raises Moved where its file is gone or it was retired.
    """

    def __init__(self, path: Path, schema: int, *, movable: bool = False) -> None:
        self.path = path
        self._movable = movable
        self._schema = schema
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that sees one moment, however long it reads; blocks no writer."""
        with mapped_faults(), self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that alone may write; what it wrote is durable when this ends."""
        with mapped_faults(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close every connection; those in use close when they are given back."""
        self._movable = False
        self.retire()

    def retire(self) -> None:
        """Close as `close` does, but tell whoever comes late that the name means another by now."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._closed:
                raise self._refusal(_(_CLOSED))
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._open()
        try:
            yield connection
        finally:
            with self._lock:
                reusable = not (
                    self._closed or connection.in_transaction or len(self._idle) >= MAX_IDLE
                )
                if reusable:
                    self._idle.append(connection)
            if not reusable:
                connection.close()

    def _refusal(self, reason: str) -> Exception:
        return Moved() if self._movable else EngineUnavailable(engine=ENGINE, reason=reason)

    def _open(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise self._refusal(_(_MISSING).format(path=self.path))
        uri = self.path.absolute().as_uri() + "?mode=rw"  # never makes a file that was dropped
        connection = sqlite3.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
            check_schema(str(self.path), int(found[0]), self._schema)
        except BaseException:
            connection.close()
            raise
        return connection
