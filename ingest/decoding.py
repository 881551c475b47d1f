"""The second stage, in several threads: each hands bytes to a process and takes back pictures."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ingest.channel import Channel
from ingest.context import Context, Job, Prepared
from ingest.workers import Looked, Outcome, Task, Worker
from lookalike.core.chunks import in_chunks
from lookalike.core.document import Document
from lookalike.core.errors import ImageRefused, StorageFull
from lookalike.core.files import is_no_room
from lookalike.core.texts import N_, _
from lookalike.imaging import Limits

CHUNK = 16
CHUNK_BYTES = 2**20

_FULL = N_("no room for thumbnails in {folder}")


class Decoder:
    """Has images decoded; the thumbnail is there before the document can be acknowledged."""

    def __init__(self, context: Context, inbox: Channel[Job], outbox: Channel[Prepared]) -> None:
        self._context = context
        self._inbox = inbox
        self._outbox = outbox
        sizes = sorted({encoder.needs_full_size for encoder in context.encoders})
        self._worker = Worker(Limits.from_settings(context.settings), sizes)

    def run(self) -> None:
        """Work until no job is left."""
        try:
            while jobs := self._inbox.take(CHUNK):
                for chunk in in_chunks(jobs, _size, count=CHUNK, size=CHUNK_BYTES):
                    self._work_off(chunk)
        finally:
            self._worker.close()

    def _work_off(self, jobs: Sequence[Job]) -> None:
        media_path = self._context.media_path
        # The bytes must not be held here: they are given back one by one below.
        outcomes = self._worker.work([Task(job.name, job.data, media_path(job.id)) for job in jobs])
        ready: list[Prepared] = []
        for job, outcome in zip(jobs, outcomes, strict=True):
            prepared = self._prepared(job, outcome)
            if prepared is None:
                continue
            if not self._context.pictures.try_reserve(prepared.weight):
                self._outbox.put(ready)
                ready = []
                self._context.pictures.reserve(prepared.weight)
            ready.append(prepared)
        self._outbox.put(ready)

    def _prepared(self, job: Job, outcome: Outcome) -> Prepared | None:
        context = self._context
        size, job.data = len(job.data), b""
        context.files.give_back(size)
        if isinstance(outcome, ImageRefused):
            context.refuse([file for file, _verdict in job.files], outcome)
            return None
        if isinstance(outcome, OSError):
            raise self._storage_error(job, outcome)
        context.tally.passed("decoded")
        return Prepared(job, _document(job, outcome, size), outcome.images)

    def _storage_error(self, job: Job, error: OSError) -> Exception:
        if not is_no_room(error):
            return error
        reason = _(_FULL).format(folder=self._context.media_path(job.id).parent)
        full = StorageFull(engine=self._context.engine.name, reason=reason)
        full.__cause__ = error
        return full


def _size(job: Job) -> int:
    return len(job.data)


def _document(job: Job, looked: Looked, size: int) -> Document:
    facts = looked.facts
    return Document(
        id=job.id,
        files=tuple(file for file, _verdict in job.files),
        width=looked.width,
        height=looked.height,
        format=looked.format,
        bytes=size,
        taken_at=facts.taken_at,
        taken_at_assumed_utc=facts.taken_at_assumed_utc,
        location=facts.location,
        camera=facts.camera,
        perceptual_hash=looked.perceptual_hash,
        colours=looked.colours,
        ingested_at=datetime.now(UTC),
        notes=facts.notes,
    )
