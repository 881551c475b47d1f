"""Strange work in a process that may take so much time and memory, and no more."""

import os
import resource
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from lookalike.core.errors import LookalikeError
from lookalike.core.processes import processors, settle_in, start_method
from lookalike.core.texts import language, use_language

OF_A_THREAD = 2**28
"""Address space that one thread may reserve for its stack and its allocator, used or not."""
PATIENCE = 10
"""Seconds that are waited for one of processor time: others have work for the processors, too."""

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may take: seconds of processor time, bytes of memory beyond its first ones."""

    seconds: int
    memory: int


def confined(
    work: Callable[[Task], Outcome], task: Task, bounds: Bounds, *, module: str
) -> Outcome:
    """Return what `work`, which is found by its name in `module`, returns of a task.

    Raises what of ours it raises, TimeoutError and MemoryError where it would take more than it may,
    ChildProcessError where its process died otherwise.
    """
    context = start_method(module)
    here, there = context.Pipe(duplex=False)
    # As it is now: the server that processes are forked from may be older than a change of it.
    given = (there, partial(work, task), bounds, dict(os.environ), language())
    process = context.Process(target=_answer, args=given, daemon=True)  # type: ignore[attr-defined]
    process.start()
    there.close()
    try:
        if not here.poll(PATIENCE * bounds.seconds):
            raise TimeoutError
        outcome, error = here.recv()
    except EOFError:
        process.join()
        if process.exitcode == -signal.SIGXCPU:
            raise TimeoutError from None
        raise ChildProcessError(process.exitcode) from None
    finally:
        process.kill()
        process.join()
        here.close()
    if error is not None:
        raise error
    return outcome  # type: ignore[no-any-return]


def _answer(
    pipe: Connection,
    work: Callable[[], Outcome],
    bounds: Bounds,
    environment: Mapping[str, str],
    spoken: str,
) -> None:
    settle_in()
    os.environ.clear()
    os.environ.update(environment)
    use_language(spoken)
    _bound(bounds)
    try:
        pipe.send((work(), None))
    except (LookalikeError, MemoryError) as error:
        pipe.send((None, error))


def _bound(bounds: Bounds) -> None:
    """Let the kernel keep this process within bounds, counted from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + bounds.seconds)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    space = pages * resource.getpagesize() + processors() * OF_A_THREAD
    _lower(resource.RLIMIT_AS, space + bounds.memory)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(which: int, to: int) -> None:
    _soft, hard = resource.getrlimit(which)
    resource.setrlimit(which, (to if hard == resource.RLIM_INFINITY else min(to, hard), hard))
