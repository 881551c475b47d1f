"""Runs that the site starts: each in a thread of its own, so that no request waits for one."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread, current_thread

from ingest.journal import Journal
from ingest.journal_file import NAME as JOURNAL
from ingest.report import Counts, Progress, Report
from ingest.run import ingest
from lookalike.core.errors import LookalikeError, NotFound, TooManyRequests
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.encoders.registry import load_encoder
from lookalike.search.collections import check_name, drop, encoder_ids, ensure
from lookalike.search.engine import Engine
from lookalike.search.media import added_folder, collection_folder
from lookalike.sources.added import batches
from lookalike.sources.base import Source

AT_ONCE = 2
PATIENCE = 5.0
LEAVING = 10.0

SourceIn = Callable[[Path], Source]

_BUSY = N_("images are being added already; wait until that is over, then send this again")

log = logging.getLogger(__name__)


class _Stopped(KeyboardInterrupt):
    """The site ends. To the journal this is Ctrl-C: the run is interrupted, another goes on with it."""


class Jobs:
    """At most two runs at once, on the site's engine; each stands in its collection's journal."""

    def __init__(self, engine: Callable[[], Engine], settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        self._places = BoundedSemaphore(AT_ONCE)
        self._stopping = Event()
        self._threads: set[Thread] = set()

    def start(
        self, collection: str, source: Source, *, title: str = "", retry: bool = False
    ) -> int | None:
        """Begin to take `source` into `collection`, made where it is not there; return at once.

        Returns the number of the run, None where it is not known within 5 seconds. Raises
        TooManyRequests over two at once, EncoderMismatch or EncoderUnavailable where the
        collection's encoders cannot be used, and whatever ended the run before it was recorded.
        """
        return self.begin(collection, lambda _added: source, title=title, retry=retry)

    def begin(
        self, collection: str, source_in: SourceIn, *, title: str = "", retry: bool = False
    ) -> int | None:
        """Do as `start` with what `source_in` makes of the folder for files added to the collection.

        Where that raises, a collection made for it goes again.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyRequests(reason=_(_BUSY))
        number: Future[int] = Future()
        try:
            engine = self._engine()
            ids = encoder_ids(engine, collection, self._settings.encoder)
            encoders = [load_encoder(each) for each in ids]
            with _undone(engine, self._settings.data, collection):
                there = ensure(engine, collection, encoders, title)
                folder = collection_folder(self._settings.data, there.uid)
                source = source_in(added_folder(self._settings.data, there.uid))
            shared = (engine, self._settings, collection, source, encoders)
            work = partial(
                ingest, *shared, retry=retry, progress=self._go_on, started=number.set_result
            )
            thread = Thread(target=self._run, args=(work, number, folder, source), daemon=True)
            self._threads.add(thread)
            thread.start()
        except BaseException:
            self._places.release()
            raise
        with suppress(TimeoutError):
            return number.result(PATIENCE)
        return None

    def recover(self) -> None:
        """Show as an interrupted run each batch that was kept by a site killed before its run began."""
        for folder in self._settings.data.glob("collections/*/"):
            if kept := batches(added_folder(self._settings.data, folder.name)):
                _record_lost(folder, kept)

    def stop(self) -> None:
        """Interrupt all runs and wait for them, at most 10 seconds: the engine may be closed then."""
        self._stopping.set()
        deadline = time.monotonic() + LEAVING
        for thread in list(self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))

    def _go_on(self, reached: Progress) -> None:
        del reached
        if self._stopping.is_set():
            raise _Stopped

    def _run(
        self, work: Callable[[], Report], number: "Future[int]", folder: Path, source: Source
    ) -> None:
        try:
            work()
        except _Stopped:
            log.info("the run of %s is interrupted: the site ends", source.uri)
        except Exception as error:
            log.exception("the run of %s failed", source.uri)
            if not number.done():
                _record_failure(folder, source, error)
                number.set_exception(error)
        finally:
            self._places.release()
            self._threads.discard(current_thread())


@contextmanager
def _undone(engine: Engine, data: Path, name: str) -> Iterator[None]:
    """Drop a collection that was made inside, where what should go into it is refused."""
    was_there = _is_there(engine, name)
    try:
        yield
    except BaseException:
        with suppress(LookalikeError):
            uid = engine.collection(name).uid
            has_run = (collection_folder(data, uid) / JOURNAL).exists()
            if not (was_there or has_run or any(added_folder(data, uid).glob("*"))):
                drop(engine, data, name)
        raise


def _is_there(engine: Engine, name: str) -> bool:
    try:
        engine.collection(check_name(name))
    except NotFound:
        return False
    return True


def _record_failure(folder: Path, source: Source, error: Exception) -> None:
    """Write a run that ended before it began into the journal: whoever waits for it can read why."""
    with _logged(folder), closing(Journal(folder)) as journal:
        journal.end(journal.begin(source.uri, source.options), "failed", Counts(), str(error))


def _record_lost(folder: Path, kept: Sequence[str]) -> None:
    """Write a run for each batch that has none into the journal, for people to go on with."""
    with _logged(folder), closing(Journal(folder)) as journal:
        known = journal.sources()
        for uri in kept:
            if uri not in known:
                journal.end(journal.begin(uri), "interrupted", Counts())


@contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """Let go on what cannot write into the journal of a collection's folder; the log says why."""
    try:
        yield
    except (LookalikeError, OSError, sqlite3.Error):
        log.exception("a run could not be recorded in %s", folder)
