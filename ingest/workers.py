"""Decoding in processes of their own.

Python runs one thread at a time: while an encoder works, small images could hardly be decoded
beside it. And a file that kills the library that reads it costs that file, not the run.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.context import BaseContext
from pathlib import Path

from lookalike.core.errors import ImageBroken, ImageRefused
from lookalike.core.files import write_atomically
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Image
from lookalike.imaging import Facts, Limits, decode, derive

_UNEXPECTED = N_("{kind}: {message}")
_CRASHED = N_("the process that decoded it died")


@dataclass(frozen=True, slots=True)
class Task:
    """The bytes of one image, its name for messages, and where its thumbnail goes, if it needs one."""

    name: str
    data: bytes
    thumbnail: Path | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What decoding gave. `images`: working images by `needs_full_size`; the rest as in Document.

    Hash and colours are made with the thumbnail; empty without it.
    """

    images: dict[bool, Image]
    width: int
    height: int
    format: str
    facts: Facts
    perceptual_hash: str = ""
    colours: tuple[str, ...] = ()


Outcome = Looked | ImageRefused | OSError


class Worker:
    """One process that decodes; started at the first task, started again where a file killed it."""

    def __init__(self, limits: Limits, sizes: Sequence[bool]) -> None:
        self._limits = limits
        self._sizes = tuple(sizes)
        self._pool: ProcessPoolExecutor | None = None

    def work(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Return what became of each task, in order; a refusal or OSError is returned, not raised."""
        if not tasks:
            return []
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=_start_method(), initializer=_settle_in)
        try:
            return self._pool.submit(look_at, tasks, self._limits, self._sizes).result()
        except BrokenProcessPool:
            self.close()
        if len(tasks) == 1:
            return [ImageBroken(file=tasks[0].name, reason=_(_CRASHED))]
        return [outcome for task in tasks for outcome in self.work([task])]

    def close(self) -> None:
        """Let the process end."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def look_at(tasks: Sequence[Task], limits: Limits, sizes: Sequence[bool]) -> list[Outcome]:
    """Decode, derive, and write the thumbnails; runs in the worker's process."""
    return [_look_at(task, limits, sizes) for task in tasks]


def _look_at(task: Task, limits: Limits, sizes: Sequence[bool]) -> Outcome:
    try:
        images: dict[bool, Image] = {}
        for full in sizes:
            picture = decode(task.data, task.name, limits, full=full)
            images[full] = picture.image
        derived = derive(images[sizes[0]]) if task.thumbnail else None
    except ImageRefused as refusal:
        return refusal
    except Exception as error:  # noqa: BLE001 - one file must never end a run, whatever it does
        reason = _(_UNEXPECTED).format(kind=type(error).__name__, message=error)
        return ImageBroken(file=task.name, reason=reason)
    looked = Looked(images, picture.width, picture.height, picture.format, picture.facts)
    if task.thumbnail is None or derived is None:
        return looked
    try:
        write_atomically(task.thumbnail, derived.thumbnail)
    except OSError as error:
        return error
    return replace(looked, perceptual_hash=derived.perceptual_hash, colours=derived.colours)


def _start_method() -> BaseContext:
    """Return how processes start: from a clean server that has imaging loaded, where there is one.

    A plain fork would copy threads' locks in whatever state they are.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.workers"])
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
