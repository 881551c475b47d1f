"""The third stage, one thread: batches of working images become vectors."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.channel import Channel
from ingest.context import Context, Job, Prepared
from lookalike.core.errors import EncoderUnavailable, RowRefused
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder
from lookalike.search.engine import Item

log = logging.getLogger(__name__)

BATCH = 32
LINGER = 0.05
GIVE_UP_AFTER = 100

_FAILED = N_("the encoder failed on it ({kind}: {message})")
_WRONG_SHAPE = N_("the encoder gave {found} for {count} images")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An image that is ready to be written."""

    job: Job
    item: Item


class EncodingStage:
    """Encodes with every encoder of the run; one bad image fails alone.

    An encoder that fails on 100 images in a row is itself what is wrong: its error ends the run.
    """

    def __init__(
        self, context: Context, inbox: Channel[Prepared], outbox: Channel[Encoded]
    ) -> None:
        self._context = context
        self._inbox = inbox
        self._outbox = outbox
        self._failures_in_a_row = 0

    def run(self) -> None:
        """Work until no image is left."""
        context = self._context
        while batch := self._inbox.take(BATCH, LINGER):
            rows = {encoder.field: self._rows(encoder, batch) for encoder in context.encoders}
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

    def _rows(self, encoder: Encoder, batch: Sequence[Prepared]) -> list[Rows | RowRefused]:
        try:
            rows = _encode(encoder, batch)
        except EncoderUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an encoder does on one image, the others go on
            if len(batch) > 1:
                log.info("%s failed on a batch, going one by one: %s", encoder.id, error)
                return [row for prepared in batch for row in self._rows(encoder, [prepared])]
            return [self._refused(encoder, error)]
        self._failures_in_a_row = 0
        return list(rows)

    def _refused(self, encoder: Encoder, error: Exception) -> RowRefused:
        self._failures_in_a_row += 1
        reason = _(_FAILED).format(kind=type(error).__name__, message=error)
        if self._failures_in_a_row >= GIVE_UP_AFTER:
            raise EncoderUnavailable(encoder=encoder.id, reason=reason) from error
        return RowRefused(field=encoder.field, reason=reason)


def _encode(encoder: Encoder, batch: Sequence[Prepared]) -> Rows:
    rows = encoder.encode_images([each.images[encoder.needs_full_size] for each in batch])
    if rows.shape != (len(batch), encoder.dims):
        found = "x".join(map(str, np.shape(rows)))
        raise ValueError(_(_WRONG_SHAPE).format(found=found, count=len(batch)))
    return rows
