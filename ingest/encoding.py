"""The third stage, one thread: batches of working images become vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.channel import Channel
from ingest.context import Context, Job, Prepared
from ingest.rows import RowMaker
from lookalike.core.errors import RowRefused
from lookalike.core.vectors import Rows
from lookalike.search.engine import Item

BATCH = 32
LINGER = 0.05


@dataclass(frozen=True, slots=True)
class Encoded:
    """An image that is ready to be written."""

    job: Job
    item: Item


class EncodingStage:
    """Encodes with every encoder of the run; one bad image fails alone."""

    def __init__(
        self, context: Context, inbox: Channel[Prepared], outbox: Channel[Encoded]
    ) -> None:
        self._context = context
        self._inbox = inbox
        self._outbox = outbox
        self._makers = [RowMaker(encoder) for encoder in context.encoders]

    def run(self) -> None:
        """Work until no image is left."""
        context = self._context
        while batch := self._inbox.take(BATCH, LINGER):
            rows = {each.encoder.field: _rows(each, batch) for each in self._makers}
            encoded = []
            for place, prepared in enumerate(batch):
                context.pictures.give_back(prepared.weight)
                prepared.images.clear()
                encoded += self._encoded(
                    prepared, {field: each[place] for field, each in rows.items()}
                )
            context.tally.passed("encoded", len(encoded))
            self._outbox.put(encoded)

    def _encoded(self, prepared: Prepared, rows: dict[str, Rows | RowRefused]) -> list[Encoded]:
        """Return the image ready to be written, or nothing where an encoder failed on it."""
        errors = [row for row in rows.values() if isinstance(row, RowRefused)]
        if errors:
            files = [file for file, _verdict in prepared.job.files]
            self._context.refuse(files, errors[0])
            return []
        vectors = {name: row for name, row in rows.items() if not isinstance(row, RowRefused)}
        return [Encoded(prepared.job, Item(prepared.document, vectors))]


def _rows(maker: RowMaker, batch: Sequence[Prepared]) -> list[Rows | RowRefused]:
    return maker.rows([each.images[maker.encoder.needs_full_size] for each in batch])
