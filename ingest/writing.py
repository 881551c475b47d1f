"""The last stage, one thread: batches of documents go into the collection."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ingest.channel import Channel
from ingest.context import Context
from ingest.encoding import Encoded
from lookalike.search import service
from lookalike.search.engine import Refresh

log = logging.getLogger(__name__)

FIRST = 100
BATCH = 256
LINGER = 1.0


@dataclass(slots=True)
class Writer:
    """Writes; the first hundred documents are made searchable at once, then loading begins."""

    context: Context
    inbox: Channel[Encoded]
    is_loading: bool = False

    def run(self) -> None:
        """Work until no document is left."""
        while batch := self.inbox.take(self._limit(), LINGER):
            self._write(batch)

    def _limit(self) -> int:
        return BATCH if self.is_loading else max(1, FIRST - self.context.tally.written)

    def _write(self, batch: Sequence[Encoded]) -> None:
        context = self.context
        started = time.perf_counter()
        is_hundredth = not self.is_loading and context.tally.written + len(batch) >= FIRST
        refresh: Refresh = "wait_for" if is_hundredth else False
        written = context.patience.write(
            [each.item for each in batch],
            partial(service.add, context.engine, context.name, refresh=refresh),
        )
        if is_hundredth:
            context.patience.call(lambda: context.engine.begin_load(context.name))
            self.is_loading = True
        stored = []
        for each, outcome in zip(batch, written, strict=True):
            if outcome.error:
                files = [file for file, _verdict in each.job.files]
                context.refuse(files, outcome.error)
            else:
                stored.append(each.job)
        context.tally.passed("written", len(batch))
        context.accept(stored)
        context.journal.flush()
        took = time.perf_counter() - started
        log.info("wrote %d images to %s in %.3f s", len(stored), context.name, took)
