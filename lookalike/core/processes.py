"""Work in a process of its own, which may die of it."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from queue import SimpleQueue
from typing import Generic, TypeVar

AHEAD = 2

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
Given = TypeVar("Given")
Result = TypeVar("Result")


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
            method = start_method(self._module)
            self._pool = ProcessPoolExecutor(1, mp_context=method, initializer=settle_in)
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


class ChildProcesses(Generic[Task, Outcome]):
    """Several such processes, and as many threads that each have one of them at a time."""

    def __init__(
        self,
        count: int,
        work: Callable[[Sequence[Task]], list[Outcome]],
        died: Callable[[Task], Outcome],
        module: str,
    ) -> None:
        self._children = [ChildProcess(work, died, module) for _number in range(count)]
        self._idle: SimpleQueue[ChildProcess[Task, Outcome]] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="processes")

    def work(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Return the outcome of each task, in order, from the next process that is idle."""
        child = self._idle.get()
        try:
            return child.work(tasks)
        finally:
            self._idle.put(child)

    def ahead(self, do: Callable[[Given], Result], chunks: Iterable[Given]) -> Iterator[Result]:
        """Yield what `do` returns for each chunk, in order, done in the threads before it is due.

        `do` calls `work`. Begun, or waiting to be yielded, are at most the count of processes and
        `AHEAD` chunks.
        """
        upcoming: deque[Future[Result]] = deque()
        for chunk in chunks:
            upcoming.append(self._threads.submit(do, chunk))
            if len(upcoming) >= len(self._children) + AHEAD:
                yield upcoming.popleft().result()
        while upcoming:
            yield upcoming.popleft().result()

    def close(self) -> None:
        """Let threads and processes end; what was not begun is not done."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.close()


def processors() -> int:
    """Return how many processors this process may run on."""
    return len(os.sched_getaffinity(0))


def start_method(module: str) -> BaseContext:
    """Return how processes start: from a clean server that has `module` loaded, where there is one.

    A plain fork would copy threads' locks in whatever state they are.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    return context


def settle_in() -> None:
    """Leave Ctrl-C to the run, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
