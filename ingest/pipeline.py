"""The stages side by side: one reads, several decode, one encodes, one writes."""

from collections.abc import Callable
from threading import Event, Lock, Thread

from ingest.channel import Aborted, Channel
from ingest.context import Context, Job, Prepared
from ingest.decoding import Decoder
from ingest.encoding import Encoded, EncodingStage
from ingest.reader import Reader
from ingest.report import Progress
from ingest.writing import Writer
from lookalike.core.processes import processors
from lookalike.core.settings import Settings

QUEUE = 128
TICK = 0.25

Show = Callable[[Progress], None]


class Pipeline:
    """Runs the stages in threads and ends them all, also on the first error of any of them.

    In flight are at most the context's two budgets, and one picture in each decoder.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        count = decoders(context.settings)
        self._jobs: Channel[Job] = Channel(QUEUE)
        self._prepared: Channel[Prepared] = Channel(QUEUE, producers=count)
        self._encoded: Channel[Encoded] = Channel(2 * QUEUE)
        self._error: BaseException | None = None
        self._stop = Event()
        self._finished = Event()
        self._lock = Lock()
        self._running = 0
        self._threads: list[Thread] = []
        self._stage("reader", Reader(context, self._jobs).run, self._jobs)
        for number in range(count):
            decoder = Decoder(context, self._jobs, self._prepared)
            self._stage(f"decoder-{number}", decoder.run, self._prepared)
        encoding = EncodingStage(context, self._prepared, self._encoded)
        self._stage("encoder", encoding.run, self._encoded)
        self._stage("writer", Writer(context, self._encoded).run, None)

    def run(self, show: Show) -> None:
        """Run until all is done; raises the first error of any stage, or of `show`."""
        self._stage("counter", self._count, None)
        for thread in self._threads:
            thread.start()
        try:
            while not self._finished.wait(TICK):
                show(self._context.tally.progress())
        except BaseException as error:  # noqa: BLE001 - raised again below
            self._fail(error)
        for thread in self._threads:
            thread.join()
        if self._error:
            raise self._error
        show(self._context.tally.progress())

    def _stage(
        self,
        name: str,
        work: Callable[[], None],
        outbox: Channel[Job] | Channel[Prepared] | Channel[Encoded] | None,
    ) -> None:
        def run() -> None:
            try:
                work()
                if outbox:
                    outbox.close()
            except Aborted:
                pass
            except BaseException as error:  # noqa: BLE001 - raised again by `run`
                self._fail(error)
            finally:
                with self._lock:
                    self._running -= 1
                    if not self._running:
                        self._finished.set()

        self._running += 1
        self._threads.append(Thread(target=run, name=f"ingest-{name}", daemon=True))

    def _count(self) -> None:
        self._context.tally.total = self._context.selection.count(self._stop)

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._error = self._error or error
        self._stop.set()
        context = self._context
        for channel in (self._jobs, self._prepared, self._encoded):
            channel.abort()
        for part in (context.files, context.pictures, context.patience):
            part.abort()


def decoders(settings: Settings) -> int:
    """Return how many threads decode."""
    return settings.decoders or processors()
