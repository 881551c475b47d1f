"""Decoding in processes of their own.

Python runs one thread at a time: while an encoder works, small images could hardly be decoded
beside it. And a file that kills the library that reads it costs that file, not the run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lookalike.core.errors import ImageBroken, ImageRefused
from lookalike.core.files import write_atomically
from lookalike.core.processes import ChildProcess
from lookalike.encoders.base import Image
from lookalike.imaging import Derived, Facts, Limits, Picture, decode, derive
from lookalike.imaging.refusal import attempt, crashed


@dataclass(frozen=True, slots=True)
class Task:
    """The bytes of one image, its name for messages, and where its thumbnail goes."""

    name: str
    data: bytes
    thumbnail: Path


@dataclass(frozen=True, slots=True)
class Looked:
    """What decoding gave. `images`: working images by `needs_full_size`; the rest as in Document."""

    images: dict[bool, Image]
    width: int
    height: int
    format: str
    facts: Facts
    perceptual_hash: str
    colours: tuple[str, ...]


Outcome = Looked | ImageRefused | OSError


class Worker(ChildProcess[Task, Outcome]):
    """One process that decodes; a refusal or OSError is returned, not raised."""

    def __init__(self, limits: Limits, sizes: Sequence[bool]) -> None:
        super().__init__(partial(look_at, limits=limits, sizes=tuple(sizes)), _died, __name__)


def look_at(tasks: Sequence[Task], limits: Limits, sizes: Sequence[bool]) -> list[Outcome]:
    """Decode, derive, and write the thumbnails; runs in the worker's process."""
    return [_look_at(task, limits, sizes) for task in tasks]


def _look_at(task: Task, limits: Limits, sizes: Sequence[bool]) -> Outcome:
    made = attempt(task.name, lambda: _pictures(task, limits, sizes))
    if isinstance(made, ImageRefused):
        return made
    pictures, derived = made
    try:
        write_atomically(task.thumbnail, derived.thumbnail)
    except OSError as error:
        return error
    picture = pictures[sizes[-1]]
    return Looked(
        images={full: each.image for full, each in pictures.items()},
        width=picture.width,
        height=picture.height,
        format=picture.format,
        facts=picture.facts,
        perceptual_hash=derived.perceptual_hash,
        colours=derived.colours,
    )


def _pictures(
    task: Task, limits: Limits, sizes: Sequence[bool]
) -> tuple[dict[bool, Picture], Derived]:
    pictures = {full: decode(task.data, task.name, limits, full=full) for full in sizes}
    return pictures, derive(pictures[sizes[0]].image)


def _died(task: Task) -> ImageBroken:
    return crashed(task.name)
