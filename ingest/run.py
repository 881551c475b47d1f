"""One run: a source into a collection."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress

from ingest.channel import Budget
from ingest.context import Context
from ingest.journal import Journal
from ingest.mirror import mirror
from ingest.patience import DEFAULT_LIMIT, Patience
from ingest.pipeline import Pipeline, Show
from ingest.plan import Plan
from ingest.report import Progress, Quarantined, Report
from ingest.selection import Selection
from ingest.tally import Tally
from lookalike.core.errors import EngineUnavailable, NotFound
from lookalike.core.schema import prepare_data_folder
from lookalike.core.settings import Settings
from lookalike.encoders.base import Encoder
from lookalike.search.collections import check_encoder, ensure
from lookalike.search.engine import Collection, Engine
from lookalike.search.media import collection_folder
from lookalike.sources.base import Source

log = logging.getLogger(__name__)

MEMORY = 192 * 2**20
NOTE_EVERY = 1.0

_Known = tuple[Plan, dict[str, tuple[int, float]], list[Quarantined]]
"""What a collection has of a source, size and time of files in quarantine, and why they are."""


def ingest(
    engine: Engine,
    settings: Settings,
    collection: str,
    source: Source,
    encoders: Sequence[Encoder],
    *,
    title: str = "",
    prune: bool = False,
    retry: bool = False,
    dry_run: bool = False,
    progress: Show | None = None,
    started: Callable[[int], None] | None = None,
    patience: float = DEFAULT_LIMIT,
    memory: int = MEMORY,
) -> Report:
    """Take the images of `source` into `collection`, made where it is not there; say what was done.

    Only new and changed files are read; those in quarantine and unchanged only with `retry`. `prune`
    removes this source's entries whose files have gone. `dry_run` writes nothing. `started` is called
    with the run's number once it is recorded. While the engine is away the run waits, at most
    `patience` seconds for one outage. `memory` bounds the bytes of images in flight. Raises
    EncoderMismatch, SourceRefused, EngineUnavailable, StorageFull; what was not written then is read
    by the next run.
    """
    if dry_run:
        return _rehearse(engine, settings, collection, source, encoders, prune=prune, retry=retry)
    prepare_data_folder(settings.data)
    tally = Tally()
    waiting = Patience(patience, say=tally.wait_for)
    there = waiting.call(lambda: ensure(engine, collection, encoders, title))
    with (
        closing(Journal(collection_folder(settings.data, there.uid))) as journal,
        _recorded(journal, source, tally, started) as run,
    ):
        plan = waiting.call(lambda: _plan(engine, there, source, encoders))
        selection = Selection(source, plan, tally, journal.held(source.uri), retry)
        shared = (engine, settings, collection, there.uid, source, encoders, journal, run)
        budgets = (Budget(memory // 4), Budget(memory - memory // 4))
        return _carry_out(Context(*shared, selection, tally, waiting, *budgets), prune, progress)


def _carry_out(context: Context, prune: bool, progress: Show | None) -> Report:
    """Run the pipeline, then remove what has gone; searches see all of it in the end."""
    started = time.monotonic()
    selection, tally, journal = context.selection, context.tally, context.journal
    try:
        Pipeline(context).run(_shown(context, progress))
        journal.pardon(selection.pardoned())
        if prune:
            tally.count("removed", context.remove(list(selection.plan.gone())))
        context.forget_media()
        context.patience.call(lambda: context.engine.end_load(context.name))
    except BaseException:
        with suppress(EngineUnavailable):
            context.engine.end_load(context.name)
        raise
    quarantine = tuple(journal.quarantine(context.source.uri))
    mirror(context.engine, context.name, context.source.uri, journal, quarantine)
    tally.counts.quarantined = len(quarantine)
    report = Report(
        collection=context.name,
        source=context.source.uri,
        counts=tally.counts,
        skipped_by_reason=dict(tally.skipped),
        quarantine=quarantine,
        seconds=time.monotonic() - started,
        written=tally.written,
        was_empty=prune and selection.plan.is_source_empty,
        run=context.run,
    )
    log.info("ingest of %s into %s: %s", report.source, report.collection, report.counts)
    return report


def _shown(context: Context, progress: Show | None) -> Show:
    """Return what to call with the progress: it goes to `progress`, and each second into the journal."""
    noted = 0.0

    def show(reached: Progress) -> None:
        nonlocal noted
        if progress:
            progress(reached)
        now = time.monotonic()
        if now - noted >= NOTE_EVERY:
            noted = now
            context.journal.note(context.run, reached)

    return show


@contextmanager
def _recorded(
    journal: Journal, source: Source, tally: Tally, started: Callable[[int], None] | None
) -> Iterator[int]:
    """Record a run and how it ends; tell `started` its number, and yield it."""
    run = journal.begin(source.uri, source.options)
    try:
        if started:
            started(run)
        yield run
    except KeyboardInterrupt:
        journal.end(run, "interrupted", tally.counts)
        raise
    except BaseException as error:
        journal.end(run, "failed", tally.counts, str(error))
        raise
    journal.end(run, "done", tally.counts)


def _plan(engine: Engine, there: Collection, source: Source, encoders: Sequence[Encoder]) -> Plan:
    """Compare a source with a collection; a field that is being filled is left to who fills it."""
    unfilled = {
        document_id
        for encoder in encoders
        if there.encoders[encoder.id].state == "ready"
        for document_id in engine.missing_vectors(there.name, encoder.field)
    }
    plan = Plan(source.uri, unfilled)
    plan.learn(engine.listing(there.name))
    return plan


def _known(
    engine: Engine, settings: Settings, name: str, source: Source, encoders: Sequence[Encoder]
) -> _Known:
    """Return what a collection has of a source; NotFound where it is not there."""
    there = engine.collection(name)
    for encoder in encoders:
        check_encoder(there, encoder)
    plan = _plan(engine, there, source, encoders)
    with closing(Journal(collection_folder(settings.data, there.uid), read_only=True)) as journal:
        return plan, journal.held(source.uri), list(journal.quarantine(source.uri))


def _rehearse(
    engine: Engine,
    settings: Settings,
    name: str,
    source: Source,
    encoders: Sequence[Encoder],
    *,
    prune: bool,
    retry: bool,
) -> Report:
    """Say what a run would do, from the source's listing alone; nothing is read, decoded, written."""
    started = time.monotonic()
    tally = Tally()
    known: _Known = (Plan(source.uri), {}, [])
    with suppress(NotFound):
        known = _known(engine, settings, name, source, encoders)
    plan, held, quarantine = known
    selection = Selection(source, plan, tally, held, retry)
    for _found, verdict in selection:
        if verdict.kind != "unchanged":
            tally.count("added" if verdict.kind == "new" else "updated")
    if prune:
        tally.count("removed", sum(1 for _gone in plan.gone()))
    leaving = set(held) if retry else set(selection.pardoned())
    return Report(
        collection=name,
        source=source.uri,
        counts=tally.counts,
        skipped_by_reason=dict(tally.skipped),
        quarantine=tuple(each for each in quarantine if each.uri not in leaving),
        seconds=time.monotonic() - started,
        is_dry_run=True,
        was_empty=prune and plan.is_source_empty,
    )
