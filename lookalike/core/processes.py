"""Work in a process of its own, which may die of it."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import Generic, TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class ChildProcess(Generic[Task, Outcome]):
    """One process that works; started at the first task, started again where a task killed it.

    `work` takes tasks and returns their outcomes in order; it is called in the process, so it must
    be found by its name. `died` gives the outcome of a task that kills the process by itself.
    `module` is imported once for all such processes, before the first starts.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Task]], list[Outcome]],
        died: Callable[[Task], Outcome],
        module: str,
    ) -> None:
        self._work = work
        self._died = died
        self._module = module
        self._pool: ProcessPoolExecutor | None = None

    def work(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Return the outcome of each task, in order."""
        if not tasks:
            return []
        if self._pool is None:
            method = _start_method(self._module)
            self._pool = ProcessPoolExecutor(1, mp_context=method, initializer=_settle_in)
        try:
            return self._pool.submit(self._work, tasks).result()
        except BrokenProcessPool:
            self.close()
        if len(tasks) == 1:
            return [self._died(tasks[0])]
        return [outcome for task in tasks for outcome in self.work([task])]

    def close(self) -> None:
        """Let the process end."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def in_chunks(
    tasks: Iterable[Task], size_of: Callable[[Task], int], *, count: int, size: int
) -> Iterator[list[Task]]:
    """Yield tasks in chunks of `count`, fewer where `size` is reached: enough to pay the way over."""
    chunk: list[Task] = []
    taken = 0
    for task in tasks:
        chunk.append(task)
        taken += size_of(task)
        if len(chunk) >= count or taken >= size:
            yield chunk
            chunk, taken = [], 0
    if chunk:
        yield chunk


def _start_method(module: str) -> BaseContext:
    """Return how processes start: from a clean server that has `module` loaded, where there is one.

    A plain fork would copy threads' locks in whatever state they are.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    return context


def _settle_in() -> None:
    """Leave Ctrl-C to the run, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
