"""The quarantine of a run's source, shown where tools on the engine can see it (Kibana, say)."""

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from ingest.journal import Journal
from ingest.report import Quarantined
from lookalike.core.errors import LookalikeError
from lookalike.search.engine import Engine, QuarantineRow
from lookalike.sources.named import place_of

log = logging.getLogger(__name__)


def mirror(
    engine: Engine, name: str, source: str, journal: Journal, quarantine: Iterable[Quarantined]
) -> None:
    """Show what is in quarantine; what hinders it is logged, for the journal has it all the same."""
    try:
        engine.mirror_quarantine(name, source, list(_rows(source, journal, quarantine)))
    except LookalikeError as error:
        log.warning("the quarantine of %s is not shown in %s: %s", name, engine.name, error)


def _rows(
    source: str, journal: Journal, quarantine: Iterable[Quarantined]
) -> Iterator[QuarantineRow]:
    began: dict[int, datetime] = {}
    for each in quarantine:
        if each.run not in began:
            run = journal.run(each.run)
            began[each.run] = datetime.fromtimestamp(run.started, UTC) if run else datetime.now(UTC)
        folder, filename = place_of(each.uri, source)
        yield QuarantineRow(
            uri=each.uri,
            filename=filename,
            folder=folder,
            code=each.code,
            reason=each.reason,
            run=each.run,
            at=began[each.run],
        )
