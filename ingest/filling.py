"""A second encoder for a living collection: its field is filled while the others serve."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from ingest.field import FieldWriter
from ingest.filled import Filled
from ingest.joining import alone, join
from ingest.journal import Journal
from ingest.patience import DEFAULT_LIMIT, Patience
from ingest.pictures import Pictures, Shown
from ingest.pipeline import Show
from ingest.rows import RowMaker
from ingest.tally import Tally
from ingest.thumbnailed import Thumbnailed
from lookalike.core.chunks import in_chunks
from lookalike.core.document import Document
from lookalike.core.errors import EncoderUnavailable, EngineUnavailable
from lookalike.core.schema import prepare_data_folder
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Encoder
from lookalike.search.collections import seen
from lookalike.search.engine import Collection, Engine
from lookalike.search.media import collection_folder

log = logging.getLogger(__name__)

ROUND = 50_000
DOCUMENTS = 64
BATCH = 32
BATCH_BYTES = 64 * 2**20
OVERLAP = 10.0
POLL = 1.0

_RUNNING = N_("Waiting for run {number}: it began before and adds images without {encoder}")
_NONE = N_("not one image of “{name}” could be encoded. The first of them: {reason}")


def fill(
    engine: Engine,
    settings: Settings,
    collection: str,
    encoder: Encoder,
    *,
    progress: Show | None = None,
    patience: float = DEFAULT_LIMIT,
) -> Filled:
    """Give every image of `collection` a vector of `encoder`, which joins it where it is not there.

    Begun again it goes on with what is missing, and makes rows of thumbnails anew where the original
    can be read again. While the engine is away it waits, at most `patience` seconds for one outage.
    Raises Conflict where another process fills the same, EncoderMismatch, EncoderUnavailable,
    EngineUnavailable, and what `progress` raises: what was written by then stays.
    """
    prepare_data_folder(settings.data)
    started = time.monotonic()
    tally = Tally()

    def show() -> None:
        if progress:
            progress(tally.progress())

    def say(message: str) -> None:
        tally.wait_for(message)
        show()

    waiting = Patience(patience, say=say)
    there = waiting.call(lambda: seen(engine, collection))
    report = Filled(collection, encoder.id)
    with alone(settings.data, there, encoder.id):
        there = waiting.call(lambda: join(engine, collection, encoder))
        marks = Thumbnailed(settings.data, there.uid, encoder.field)
        marked, rows = marks.ids(), RowMaker(encoder)
        writer = FieldWriter(engine, rows, marks, waiting, tally, report, marked=marked)
        Filling(engine, settings, there, writer, show).run()
    report.seconds = time.monotonic() - started
    log.info("filled %s of %s: %d rows", encoder.id, collection, report.rows)
    return report


@dataclass(slots=True)
class Filling:
    """Fills the field of one encoder; `began`: when that joined, in seconds since 1970."""

    engine: Engine
    settings: Settings
    collection: Collection
    writer: FieldWriter
    show: Callable[[], None]
    began: float = field(default_factory=time.time)

    def run(self) -> None:
        """Fill until nothing is missing, then let searches have the field."""
        name, writer, encoder = self.collection.name, self.writer, self.writer.maker.encoder
        with closing(
            Pictures(self.settings, self.collection, full=encoder.needs_full_size)
        ) as pictures:
            try:
                self._fill(pictures, sorted(writer.marked), or_thumbnail=False)
                self._fill_what_is_missing(pictures)
            except BaseException:
                with suppress(EngineUnavailable):
                    self.engine.end_load(name)
                raise
        if writer.renewed:
            writer.marks.remove(writer.renewed)
        stats = writer.patience.call(lambda: self.engine.stats(name))
        if stats.documents and not stats.vectors.get(encoder.field):
            reason = _(_NONE).format(name=name, reason=writer.report.examples[0][1])
            raise EncoderUnavailable(encoder=encoder.id, reason=reason)
        writer.report.coverage = stats.coverage(encoder.field)
        writer.patience.call(lambda: self.engine.set_field_state(name, encoder.id, "ready"))

    def _fill_what_is_missing(self, pictures: Pictures) -> None:
        while True:
            # Asked first: what a run writes until it ends is seen by the question after it.
            number = self._run_without_this()
            if missing := self._missing():
                self._fill(pictures, missing, or_thumbnail=True)
            elif number is None:
                return
            else:
                encoder = self.writer.maker.encoder.id
                self.writer.tally.wait_for(_(_RUNNING).format(number=number, encoder=encoder))
                self.show()
                time.sleep(POLL)

    def _missing(self) -> list[str]:
        """Return ids without a row, at most 50,000, of all that was written until now."""
        name, encoder = self.collection.name, self.writer.maker.encoder
        call, settled = self.writer.patience.call, self.writer.settled
        call(lambda: self.engine.end_load(name))

        def ask() -> list[str]:
            ids = self.engine.missing_vectors(name, encoder.field)
            return list(islice((each for each in ids if each not in settled), ROUND))

        return call(ask)

    def _run_without_this(self) -> int | None:
        """Return a living run that may not know of this encoder, since it began before that joined."""
        if self.collection.encoders[self.writer.maker.encoder.id].state == "ready":
            return None
        folder = collection_folder(self.settings.data, self.collection.uid)
        with closing(Journal(folder, read_only=True)) as journal:
            living = [run for run in journal.runs() if run.state == "running"]
        return next((run.id for run in living if run.started < self.began + OVERLAP), None)

    def _fill(self, pictures: Pictures, ids: Sequence[str], *, or_thumbnail: bool) -> None:
        if not ids:
            return
        tally = self.writer.tally
        tally.total = tally.written + len(ids)
        tally.wait_for("")
        self.writer.patience.call(lambda: self.engine.begin_load(self.collection.name))
        shown = pictures.of(self._documents(ids), or_thumbnail=or_thumbnail)
        for batch in in_chunks(shown, _pixel_bytes, count=BATCH, size=BATCH_BYTES):
            self.writer.take(batch, is_last_chance=or_thumbnail)
            self.show()
        self.writer.flush()
        self.show()

    def _documents(self, ids: Sequence[str]) -> Iterator[Document]:
        """Yield the documents that are there still."""
        for start in range(0, len(ids), DOCUMENTS):
            batch = ids[start : start + DOCUMENTS]
            ask = partial(self.engine.get, self.collection.name, batch)
            stored = self.writer.patience.call(ask)
            self.writer.forget(each for each in batch if each not in stored)
            yield from (stored[each] for each in batch if each in stored)


def _pixel_bytes(shown: Shown) -> int:
    return shown.image.nbytes if shown.image is not None else 0
