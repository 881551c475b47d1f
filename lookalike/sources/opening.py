"""Opening files of others: never blocked by a pipe, never led out of the source by a link."""

# pathlib knows no raw bytes, and names need not be UTF-8:
# ruff: noqa: PTH112, PTH123

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from lookalike.core.errors import ImageRefused, ImageTooLarge
from lookalike.core.texts import N_, _
from lookalike.sources import reasons

ATTEMPTS = 3
LIMIT_SETTING = "LOOKALIKE_MAX_FILE_BYTES"

_CHANGING = N_("it changes while it is read; run this again when it is complete")
_BYTES = N_("{count} bytes")


class NotReadable(Exception):
    """Something that is no regular file of the source; the argument is one of `reasons`."""


def is_within(path: bytes, root: bytes) -> bool:
    """Say whether the resolved `path` is the resolved `root` or lies under it."""
    return path == root or path.startswith(root.rstrip(b"/") + b"/")


def resolve_within(path: bytes, root: bytes) -> bytes:
    """Return where `path` leads, all links followed; NotReadable out of `root`, or nowhere."""
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as error:
        raise NotReadable(reasons.of(error)) from error
    if not is_within(real, root):
        raise NotReadable(reasons.LINK_OUTSIDE)
    return real


def resolve_link(path: bytes, root: bytes) -> bytes:
    """Return the file under `root` that the link `path` leads to; NotReadable for anything else."""
    real = resolve_within(path, root)
    if not os.path.isdir(real):
        return real
    is_loop = (path + b"/").startswith(real.rstrip(b"/") + b"/")
    raise NotReadable(reasons.LINK_LOOP if is_loop else reasons.LINK_TO_FOLDER)


@contextmanager
def open_regular(path: bytes) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open a resolved path that must be a regular file, without waiting for anybody.

    The name may mean something else by now: a link is not followed, a pipe does not block.
    Raises NotReadable, also for errors while it is open.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        with open(os.open(path, flags), "rb", buffering=0) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise NotReadable(reasons.NOT_A_FILE)
            yield file, found
    except OSError as error:
        raise NotReadable(reasons.of(error)) from error


def read_whole(path: bytes, root: bytes, limit: int, file: str) -> bytes:
    """Return the bytes of one file under `root`, at most `limit` of them; `file` is for messages.

    A file that changes meanwhile is read again, so that no mixture of two versions comes out.
    Raises ImageRefused, ImageTooLarge.
    """
    try:
        for _attempt in range(ATTEMPTS):
            with open_regular(resolve_within(path, root)) as (opened, before):
                if before.st_size > limit:
                    raise too_many_bytes(file, before.st_size, limit)
                data = read_unchanged(opened, before)
            if data is not None:
                return data
    except NotReadable as error:
        raise ImageRefused(file=file, reason=_(str(error))) from error
    raise ImageRefused(file=file, reason=_(_CHANGING))


def read_unchanged(opened: BinaryIO, before: os.stat_result) -> bytes | None:
    """Return all bytes of an opened file, or None where it is not what it was at `before`."""
    chunks = []
    left = before.st_size + 1  # one more shows that it has grown
    while left and (chunk := opened.read(left)):
        chunks.append(chunk)
        left -= len(chunk)
    after = os.fstat(opened.fileno())
    is_same = left == 1 and after.st_size == before.st_size
    return b"".join(chunks) if is_same and after.st_mtime_ns == before.st_mtime_ns else None


def too_many_bytes(file: str, found: int, limit: int) -> ImageTooLarge:
    """Return the refusal of a file of `found` bytes where at most `limit` are read."""
    return ImageTooLarge(
        file=file,
        found=_(_BYTES).format(count=found),
        limit=_(_BYTES).format(count=limit),
        setting=LIMIT_SETTING,
    )
