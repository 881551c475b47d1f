"""What flows between the threads of a run: bounded queues, and a bound on the bytes in flight."""

import time
from collections import deque
from collections.abc import Iterable
from threading import Condition, Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Aborted(Exception):
    """The run goes down: whoever waits at a channel stops here. Not an error of its own."""


class Channel(Generic[T]):
    """A bounded queue from several producers to several consumers that can be closed or aborted."""

    def __init__(self, capacity: int, producers: int = 1) -> None:
        self._capacity = capacity
        self._producers = producers
        self._items: deque[T] = deque()
        self._lock = Lock()
        self._has_room = Condition(self._lock)
        self._has_items = Condition(self._lock)
        self._awaited = 1
        self._is_aborted = False

    def put(self, items: Iterable[T]) -> None:
        """Append `items`, waiting while the channel is full; Aborted where the run goes down."""
        with self._lock:
            for item in items:
                while len(self._items) >= self._capacity and not self._is_aborted:
                    self._has_items.notify_all()
                    self._has_room.wait()
                if self._is_aborted:
                    raise Aborted
                self._items.append(item)
            if len(self._items) >= self._awaited:
                self._has_items.notify_all()

    def take(self, limit: int, linger: float = 0.0) -> list[T]:
        """Return 1 to `limit` items, in order, waiting up to `linger` seconds for more than one.

        An empty list says that all producers have closed and nothing is left. Raises Aborted. Only
        a sole consumer may linger.
        """
        wanted = min(limit, self._capacity)
        with self._lock:
            self._wait_for(1, None)
            if linger and len(self._items) < wanted:
                self._wait_for(wanted, time.monotonic() + linger)
            taken = [self._items.popleft() for _ in range(min(limit, len(self._items)))]
            self._has_room.notify_all()
            return taken

    def close(self) -> None:
        """Say that one producer has no more items."""
        with self._lock:
            self._producers -= 1
            self._has_items.notify_all()

    def abort(self) -> None:
        """Drop what is in it and wake everybody with Aborted."""
        with self._lock:
            self._is_aborted = True
            self._items.clear()
            self._has_items.notify_all()
            self._has_room.notify_all()

    def _wait_for(self, wanted: int, deadline: float | None) -> None:
        self._awaited = wanted
        while len(self._items) < wanted and self._producers > 0 and not self._is_aborted:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                break
            self._has_items.wait(left)
        self._awaited = 1
        if self._is_aborted:
            raise Aborted


class Budget:
    """Bytes that may be in flight between two stages.

    The earlier stage reserves, the later one gives back without waiting for anything but its own
    work. Who reserves must hand on what it holds before it waits, so the later one can go on. A
    single item above the limit passes when nothing else is in flight.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.peak = 0
        self._used = 0
        self._changed = Condition()
        self._is_aborted = False

    def try_reserve(self, count: int) -> bool:
        """Reserve `count` bytes where that needs no waiting, and say whether it did."""
        with self._changed:
            if not self._fits(count):
                return False
            self._charge(count)
            return True

    def reserve(self, count: int) -> None:
        """Reserve `count` bytes, waiting until they fit; Aborted where the run goes down."""
        with self._changed:
            while not self._fits(count) and not self._is_aborted:
                self._changed.wait()
            if self._is_aborted:
                raise Aborted
            self._charge(count)

    def give_back(self, count: int) -> None:
        """Give back `count` bytes that were reserved."""
        with self._changed:
            self._used -= count
            self._changed.notify_all()

    def abort(self) -> None:
        """Wake everybody with Aborted."""
        with self._changed:
            self._is_aborted = True
            self._changed.notify_all()

    def _fits(self, count: int) -> bool:
        return self._used == 0 or self._used + count <= self.limit

    def _charge(self, count: int) -> None:
        self._used += count
        self.peak = max(self.peak, self._used)
