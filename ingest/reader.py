"""The first stage: reads what is new or changed, and settles by its hash what is known already."""

import hashlib
import os
import time
from collections.abc import Sequence

from ingest.channel import Channel
from ingest.context import Context, Job
from ingest.plan import Verdict, bounded
from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageRefused
from lookalike.core.files import is_own_file, uri_to_path
from lookalike.core.texts import N_, _
from lookalike.sources import reasons
from lookalike.sources.base import Found

BATCH = 64
LONGEST_WAIT = 0.5
ATTEMPTS = 2

_CHANGES = N_("it changes while it is read; run this again when it is complete")


class Reader:
    """Walks the source; hands on a Job for every image that the collection does not know."""

    def __init__(self, context: Context, outbox: Channel[Job]) -> None:
        self._context = context
        self._outbox = outbox
        self._fields = [encoder.field for encoder in context.encoders]
        self._pending: dict[str, Job] = {}
        self._first_pending = 0.0
        self._relabelled: list[tuple[str, FileEntry]] = []

    def run(self) -> None:
        """Read the whole source."""
        for found, verdict in self._context.selection:
            if verdict.kind == "unchanged":
                self._context.remove([(old, found.entry.uri) for old in verdict.stale])
            elif verdict.kind == "relabelled":
                self._relabel(found, verdict)
            else:
                self._read(found, verdict)
        self._hand_on()
        self._write_labels()

    def _relabel(self, found: Found, verdict: Verdict) -> None:
        self._relabelled.append((verdict.id, bounded(found.entry)))
        self._context.tally.count("updated")
        self._context.remove([(old, found.entry.uri) for old in verdict.stale])
        if len(self._relabelled) >= BATCH:
            self._write_labels()

    def _write_labels(self) -> None:
        if self._relabelled:
            self._add_files(self._relabelled)
            self._relabelled = []

    def _read(self, found: Found, verdict: Verdict) -> None:
        context = self._context
        try:
            entry, data = self._steadily(found)
        except ImageRefused as error:
            if _is_gone(found.entry.uri):
                context.tally.skip(reasons.VANISHED)
            else:
                context.refuse([found.entry], error)
            return
        context.tally.passed("read")
        context.tally.last = entry.filename
        if not context.files.try_reserve(len(data)):
            self._hand_on()
            context.files.reserve(len(data))
        document_id = hashlib.sha256(data).hexdigest()
        twin = self._pending.get(document_id)
        if twin:
            twin.files.append((entry, verdict))
            context.files.give_back(len(data))
        else:
            if not self._pending:
                self._first_pending = time.monotonic()
            self._pending[document_id] = Job(document_id, [(entry, verdict)], data)
        is_late = time.monotonic() - self._first_pending > LONGEST_WAIT
        if is_late or len(self._pending) >= BATCH:
            self._hand_on()

    def _steadily(self, found: Found) -> tuple[FileEntry, bytes]:
        """Return the bytes, and the entry with the size and time that belong to them.

        Raises ImageRefused also for a file that changes while it is read, twice.
        """
        limit = self._context.settings.max_file_bytes
        entry = found.entry
        for _attempt in range(ATTEMPTS):
            data = self._context.source.read(Found(entry), limit)
            now = _size_and_time(entry)
            if now is None or now == (entry.size, entry.mtime) == (len(data), entry.mtime):
                return entry, data
            entry = entry.model_copy(update={"size": now[0], "mtime": now[1]})
        raise ImageRefused(file=entry.filename, reason=_(_CHANGES))

    def _hand_on(self) -> None:
        """Settle the files whose bytes are known already, and pass on the others."""
        jobs = list(self._pending.values())
        self._pending = {}
        if not jobs:
            return
        context = self._context
        ids = [job.id for job in jobs]
        known = context.patience.call(
            lambda: context.engine.having(context.name, ids, self._fields)
        )
        there = self._settle([job for job in jobs if job.id in known])
        self._outbox.put([job for job in jobs if job.id not in there])

    def _settle(self, jobs: Sequence[Job]) -> set[str]:
        """Add the files of known images; return the ids of those that are there indeed."""
        entries = [(job.id, bounded(file)) for job in jobs for file, _verdict in job.files]
        missing = self._add_files(entries)
        settled = [job for job in jobs if job.id not in missing]
        for job in settled:
            self._context.files.give_back(len(job.data))
        self._context.accept(settled)
        return {job.id for job in settled}

    def _add_files(self, entries: Sequence[tuple[str, FileEntry]]) -> set[str]:
        """Merge entries into documents; return the ids of those that could not take them."""
        if not entries:
            return set()
        context = self._context
        written = context.patience.write(
            entries, lambda some: context.engine.add_files(context.name, some)
        )
        return {each.id for each in written if each.outcome in {"missing", "failed"}}


def _size_and_time(entry: FileEntry) -> tuple[int, float] | None:
    """Return the size and time a file of this machine has now; None for what is elsewhere."""
    if not is_own_file(entry.uri):
        return None
    try:
        found = os.stat(uri_to_path(entry.uri))  # noqa: PTH116 - pathlib knows no raw bytes
    except OSError as error:
        raise ImageRefused(file=entry.filename, reason=_(reasons.of(error))) from error
    return found.st_size, found.st_mtime


def _is_gone(uri: str) -> bool:
    return is_own_file(uri) and not os.path.lexists(uri_to_path(uri))
