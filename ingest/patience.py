"""Waiting for an engine that is away: what a run asks of it is asked again until it answers."""

import logging
import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

from ingest.channel import Aborted
from lookalike.core.errors import EngineUnavailable, StorageDamaged, StorageFull
from lookalike.core.texts import N_, _

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

    def abort(self) -> None:
        """End every pause with Aborted."""
        self._is_over.set()
