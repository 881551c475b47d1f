"""Many images as squares of pixels, decoded in processes of their own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from lookalike.core.chunks import in_chunks
from lookalike.core.errors import ImageBroken, ImageRefused
from lookalike.core.processes import ChildProcesses, processors
from lookalike.encoders.base import Image
from lookalike.encoders.square import Fit, squared
from lookalike.imaging import Limits, decode
from lookalike.imaging.decode import SHORT_SIDE
from lookalike.imaging.refusal import attempt, crashed

CHUNK = 64
CHUNK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Task:
    """The bytes of one image, its content id, and its name for messages."""

    id: str
    name: str
    data: bytes


Outcome = Image | ImageRefused
Done = list[tuple[Task, Outcome]]


def squares(
    tasks: Iterable[Task], *, limits: Limits, side: int, fit: Fit, processes: int = 0
) -> Iterator[Done]:
    """Yield the tasks in chunks, in their order, each with its square (side, side, 3) or refusal.

    `processes`: 0 is one per processor. A few chunks are in memory at a time, whatever the number
    of tasks.
    """
    work = partial(square, limits=limits, side=side, fit=fit)
    count = processes or processors()
    with closing(ChildProcesses(count, work, _died, __name__)) as children:

        def done(chunk: list[Task]) -> Done:
            return list(zip(chunk, children.work(chunk), strict=True))

        yield from children.ahead(done, in_chunks(tasks, _size, count=CHUNK, size=CHUNK_BYTES))


def square(tasks: Sequence[Task], limits: Limits, side: int, fit: Fit) -> list[Outcome]:
    """Decode and scale; runs in the child's process."""
    return [attempt(task.name, partial(_square, task, limits, side, fit)) for task in tasks]


def _square(task: Task, limits: Limits, side: int, fit: Fit) -> Image:
    return squared(decode(task.data, task.name, limits, full=side > SHORT_SIDE).image, side, fit)


def _size(task: Task) -> int:
    return len(task.data)


def _died(task: Task) -> ImageBroken:
    return crashed(task.name)
