"""A bound on work at once: what is over it is turned away at once, before a byte is decoded."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from lookalike.core.errors import EngineBusy
from lookalike.core.texts import N_, _

PATIENCE = 5.0

_CROWDED = N_("many people are searching")


class Slots:
    """At most `running` at work and `waiting` in line, each for at most `patience` seconds."""

    def __init__(self, running: int, waiting: int, patience: float = PATIENCE) -> None:
        self._line = BoundedSemaphore(running + waiting)
        self._work = BoundedSemaphore(running)
        self._patience = patience

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold one slot; EngineBusy where the line is full or does not move."""
        if not self._line.acquire(blocking=False):
            raise _busy()
        try:
            if not self._work.acquire(timeout=self._patience):
                raise _busy()
            try:
                yield
            finally:
                self._work.release()
        finally:
            self._line.release()


def _busy() -> EngineBusy:
    return EngineBusy(engine="Lookalike", reason=_(_CROWDED))
