"""Waiting for an engine that is away: what a run asks of it is asked again until it answers."""

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import TypeVar

from ingest.channel import Aborted
from lookalike.core.errors import EngineUnavailable, StorageDamaged, StorageFull
from lookalike.core.texts import N_, _
from lookalike.search.engine import Written

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
DEFAULT_LIMIT = 300.0

_WAITING = N_("Waiting for the search engine: {error}")


class Patience:
    """Repeats calls while the engine is unavailable, at most `limit` seconds for one outage.

    All a run writes may be repeated. Storage that is full or damaged is no outage: somebody must act,
    so the run stops.
    """

    def __init__(
        self,
        limit: float = DEFAULT_LIMIT,
        *,
        first_pause: float = FIRST_PAUSE,
        say: Callable[[str], None] = lambda _message: None,
    ) -> None:
        self.limit = limit
        self._first_pause = first_pause
        self._say = say
        self._is_over = Event()

    def call(self, ask: Callable[[], T]) -> T:
        """Return what `ask` returns; raises its last error once `limit` is over, or Aborted."""
        deadline: float | None = None
        pause = self._first_pause
        while True:
            try:
                answer = ask()
            except (StorageDamaged, StorageFull):
                raise
            except EngineUnavailable as error:
                now = time.monotonic()
                if deadline is None:
                    deadline = now + self.limit
                    message = _(_WAITING).format(error=error)
                    log.warning("%s", message)
                    self._say(message)
                if now + pause > deadline:
                    raise
            else:
                if deadline is not None:
                    self._say("")
                return answer
            if self._is_over.wait(pause):
                raise Aborted
            pause = min(2 * pause, LONGEST_PAUSE)

    def write(
        self, items: Sequence[T], ask: Callable[[Sequence[T]], list[Written]]
    ) -> list[Written]:
        """Return what became of `items`; those refused only because the engine is busy go again."""
        settled: dict[int, Written] = {}

        def attempt() -> None:
            open_places = [place for place in range(len(items)) if place not in settled]
            written = ask([items[place] for place in open_places])
            troubles: list[EngineUnavailable] = []
            for place, each in zip(open_places, written, strict=True):
                if isinstance(each.error, EngineUnavailable):
                    troubles.append(each.error)
                else:
                    settled[place] = each
            if troubles:
                raise next(
                    (each for each in troubles if isinstance(each, StorageFull)), troubles[0]
                )

        self.call(attempt)
        return [settled[place] for place in range(len(items))]

    def abort(self) -> None:
        """End every pause with Aborted."""
        self._is_over.set()
