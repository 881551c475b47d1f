"""The rows of one vector field of a living collection: encoded and written in batches."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.filled import Filled
from ingest.patience import Patience
from ingest.pictures import Shown
from ingest.rows import RowMaker
from ingest.tally import Tally
from ingest.thumbnailed import Thumbnailed
from lookalike.core.errors import RowRefused
from lookalike.core.vectors import Rows
from lookalike.search.engine import Engine

WRITE_AT = 256
WRITE_EVERY = 1.0


@dataclass(slots=True)
class FieldWriter:
    """Encodes pictures and writes their rows; `report` says what became of them.

    `marked`: documents whose row was made from the thumbnail by an earlier run; `renewed`: those of
    them whose row is better now, or that have gone; `settled`: those that can have no row.
    """

    engine: Engine
    maker: RowMaker
    marks: Thumbnailed
    patience: Patience
    tally: Tally
    report: Filled
    marked: set[str] = field(default_factory=set)
    renewed: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    _pending: list[tuple[Shown, Rows]] = field(default_factory=list)
    _written_at: float = field(default_factory=time.monotonic)

    def take(self, batch: Sequence[Shown], *, is_last_chance: bool) -> None:
        """Encode pictures and write what is due; those without one are settled at the last chance."""
        there = [(each, each.image) for each in batch if each.image is not None]
        rows = self.maker.rows([image for _each, image in there]) if there else []
        failed = [(each, each.reason) for each in batch if each.image is None]
        for (each, _image), row in zip(there, rows, strict=True):
            if isinstance(row, RowRefused):
                failed.append((each, str(row)))
            else:
                self._pending.append((replace(each, image=None), row))
        for each, reason in failed if is_last_chance else ():
            self._leave_out(each, reason)
        is_late = time.monotonic() - self._written_at > WRITE_EVERY
        if is_late or len(self._pending) >= WRITE_AT:
            self.flush()

    def flush(self) -> None:
        """Write what is encoded."""
        pending, self._pending = self._pending, []
        self._written_at = time.monotonic()
        if not pending:
            return
        # Marked before it is written: a kill in between leaves a mark too many, never one too few.
        self.marks.add([each.id for each, _row in pending if each.is_thumbnail])
        written = self.patience.write(
            [(each.id, row) for each, row in pending],
            lambda some: self.engine.put_vectors(
                self.report.collection, self.maker.encoder.field, some
            ),
        )
        for (each, _row), outcome in zip(pending, written, strict=True):
            if outcome.error:
                self._leave_out(each, str(outcome.error))
                continue
            self._count(1)
            if outcome.outcome != "missing":
                self.report.rows += 1
                self.report.thumbnails += each.is_thumbnail
            if each.id in self.marked and not each.is_thumbnail:
                self.renewed.add(each.id)

    def forget(self, ids: Iterable[str]) -> None:
        """Count documents that are not there any more: that is no error."""
        gone = set(ids)
        self._settle(gone)
        self.renewed |= gone & self.marked

    def _leave_out(self, shown: Shown, reason: str) -> None:
        self.report.leave_out(shown.name, reason)
        self._settle({shown.id})

    def _settle(self, ids: set[str]) -> None:
        self.settled |= ids
        self._count(len(ids))

    def _count(self, count: int) -> None:
        """Count documents that are done with: the time left is told from those read and written."""
        self.tally.passed("read", count)
        self.tally.passed("written", count)
