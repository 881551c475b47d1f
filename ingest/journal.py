"""The journal of a collection's runs, and its quarantine."""

import fcntl
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock
from typing import IO, Any

from ingest.journal_file import JournalFile
from ingest.report import Counts, Progress, Quarantined
from ingest.runs import RUNS, Run, State, run_of
from lookalike.core.document import FileEntry
from lookalike.core.errors import LookalikeError
from lookalike.sources.base import ALL, Options

FLUSH_AT = 200

_QUARANTINE = """
INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (uri) DO UPDATE SET source = excluded.source, code = excluded.code,
    reason = excluded.reason, params = excluded.params, size = excluded.size,
    mtime = excluded.mtime, run = excluded.run, times = times + 1
"""


class Journal:
    """Runs and quarantine of one collection; several processes and threads may use it at once.

    A run holds a lock file for as long as it lives, so that a run whose process is gone is known.
    Raises SchemaTooNew for a journal of a newer Lookalike.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open the journal in a collection's folder; `read_only` writes nothing, not even a file."""
        self._folder = folder.absolute()
        self._file = JournalFile(self._folder, read_only=read_only)
        self._lock = Lock()
        self._locks: dict[int, IO[str]] = {}
        self._refused: list[tuple[Any, ...]] = []
        self._pardoned: list[tuple[str]] = []

    def begin(self, source: str, options: Options = ALL) -> int:
        """Record a new run, and those whose process has gone as interrupted; return its number."""
        with self._file.transaction() as db:
            self._close_lost_runs(db)
            cursor = db.execute(
                "INSERT INTO runs (source, state, started, counts, options) "
                "VALUES (?, 'running', ?, '{}', ?)",
                (source, time.time(), json.dumps(asdict(options))),
            )
            run = int(cursor.lastrowid or 0)
            file = self._lock_path(run).open("w", encoding="ascii")
            fcntl.flock(file, fcntl.LOCK_EX)
            self._locks[run] = file
        return run

    def end(self, run: int, state: State, counts: Counts, error: str = "") -> None:
        """Record how a run ended; where that cannot be written it is interrupted, and not running."""
        try:
            self.flush()
            with self._file.transaction() as db:
                db.execute(
                    "UPDATE runs SET state = ?, ended = ?, counts = ?, error = ? WHERE id = ?",
                    (state, time.time(), json.dumps(asdict(counts)), error, run),
                )
        finally:
            self._lock_path(run).unlink(missing_ok=True)
            if file := self._locks.pop(run, None):
                file.close()

    def note(self, run: int, progress: Progress) -> None:
        """Record how far a living run is, for other processes to see."""
        with self._file.transaction() as db:
            db.execute(
                "UPDATE runs SET counts = ?, progress = ? WHERE id = ?",
                (json.dumps(asdict(progress.counts)), json.dumps(asdict(progress)), run),
            )

    def runs(self, limit: int = 50) -> list[Run]:
        """Return the newest runs first; one whose process has gone says interrupted."""
        rows = self._file.rows(f"{RUNS} ORDER BY id DESC LIMIT ?", (limit,))
        return [self._settled(run_of(row)) for row in rows]

    def run(self, number: int) -> Run | None:
        """Return one run, None where there is none of that number."""
        found = self._stored(number)
        return found and self._settled(found)

    def sources(self) -> set[str]:
        """Return the uris of all sources that a run was begun for."""
        return {source for (source,) in self._file.rows("SELECT DISTINCT source FROM runs")}

    def refuse(self, run: int, source: str, entry: FileEntry, error: LookalikeError) -> None:
        """Put a file into quarantine, with its reason."""
        params = json.dumps(error.params, default=str)
        row = (
            entry.uri, source, error.code, str(error), params, entry.size, entry.mtime, run
        )  # fmt: skip
        with self._lock:
            self._refused.append(row)
            is_due = len(self._refused) >= FLUSH_AT
        if is_due:
            self.flush()

    def pardon(self, uris: Iterable[str]) -> None:
        """Take files out of quarantine: they are in now, or gone."""
        with self._lock:
            self._pardoned += [(uri,) for uri in uris]
            is_due = len(self._pardoned) >= FLUSH_AT
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Write what was refused and pardoned so far."""
        with self._lock:
            refused, self._refused = self._refused, []
            pardoned, self._pardoned = self._pardoned, []
        if not (refused or pardoned):
            return
        with self._file.transaction() as db:
            db.executemany("DELETE FROM quarantine WHERE uri = ?", pardoned)
            db.executemany(_QUARANTINE, refused)

    def held(self, source: str) -> dict[str, tuple[int, float]]:
        """Return size and mtime of the files of one source in quarantine, by uri."""
        rows = self._file.rows(
            "SELECT uri, size, mtime FROM quarantine WHERE source = ?", (source,)
        )
        return {uri: (size, mtime) for uri, size, mtime in rows}

    def quarantine(
        self, source: str | None = None, *, first: int = 0, limit: int | None = None
    ) -> Iterator[Quarantined]:
        """Yield the files in quarantine, of one source or of all, by uri: `limit` from `first` on."""
        self.flush()
        rows = self._file.rows(
            "SELECT uri, code, reason, source, run, times, params FROM quarantine "
            "WHERE ?1 IS NULL OR source = ?1 ORDER BY uri LIMIT ?2 OFFSET ?3",
            (source, -1 if limit is None else limit, first),
        )
        for uri, code, reason, found_in, run, times, params in rows:
            yield Quarantined(uri, code, reason, found_in, run, times, json.loads(params))

    def quarantined(self, source: str | None = None) -> int:
        """Return how many files are in quarantine, of one source or of all."""
        self.flush()
        [(count,)] = self._file.rows(
            "SELECT count(*) FROM quarantine WHERE ?1 IS NULL OR source = ?1", (source,)
        )
        return int(count)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _close_lost_runs(self, db: sqlite3.Connection) -> None:
        rows = db.execute("SELECT id FROM runs WHERE state = 'running'").fetchall()
        for (run,) in rows:
            if not self._is_alive(run):
                db.execute("UPDATE runs SET state = 'interrupted' WHERE id = ?", (run,))
                self._lock_path(run).unlink(missing_ok=True)

    def _stored(self, number: int) -> Run | None:
        rows = self._file.rows(f"{RUNS} WHERE id = ?", (number,))
        return run_of(rows[0]) if rows else None

    def _settled(self, run: Run) -> Run:
        """Return a run as it is now: one that is not alive has ended since it was read, or is lost."""
        if run.state != "running" or self._is_alive(run.id):
            return run
        now = self._stored(run.id) or run
        return replace(now, state="interrupted") if now.state == "running" else now

    def _is_alive(self, run: int) -> bool:
        with suppress(FileNotFoundError), self._lock_path(run).open("r", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _lock_path(self, run: int) -> Path:
        return self._folder / f"ingest-{run}.lock"
