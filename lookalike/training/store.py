"""Squares of images in one file that is mapped into memory: complete, or not there at all."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from lookalike.core.errors import StorageFull
from lookalike.core.files import is_no_room, sync_folder, write_atomically
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Image

IMAGES, RECORD, PART = "images.npy", "examples.json", ".images.part"
AT_ONCE = 32 * 2**20

_NO_ROOM = N_("no room in {folder}")


class Store:
    """A folder with squares and what is known of them; one process at a time writes to it."""

    def __init__(self, folder: Path, side: int) -> None:
        self._folder = folder
        self._shape = (side, side, 3)

    def load(self, key: str) -> tuple[NDArray[np.uint8], dict[str, Any]] | None:
        """Return squares (n, side, side, 3) and record where they are complete and of `key`."""
        try:
            record = json.loads((self._folder / RECORD).read_bytes())
            if record["key"] != key:
                return None
            count = record["count"]
            if not count:  # nothing cannot be mapped
                return np.empty((0, *self._shape), np.uint8), record
            images = np.load(self._folder / IMAGES, mmap_mode="r", allow_pickle=False)
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            return None
        return (images, record) if images.shape == (count, *self._shape) else None

    def begin(self) -> None:
        """Forget what is there: from now on it is neither complete nor of any key."""
        (self._folder / RECORD).unlink(missing_ok=True)
        sync_folder(self._folder)
        (self._folder / PART).write_bytes(b"")

    def append(self, squares: Sequence[Image]) -> None:
        """Keep further squares, numbered from 0 in the order they come."""
        # Not into a map: a disk that is full would kill the process there, and here it is an error.
        with (self._folder / PART).open("ab") as file:
            file.writelines(square.tobytes() for square in squares)

    def finish(self, rows: NDArray[np.int64], record: dict[str, Any]) -> None:
        """Put the squares into the order of `rows` (n,), and make them and `record` last."""
        beside = self._folder / f".{IMAGES}"
        with beside.open("wb") as file:
            header = {"descr": "|u1", "fortran_order": False, "shape": (len(rows), *self._shape)}
            npy.write_array_header_1_0(file, header)
            file.writelines(self._in_order(rows))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._folder / IMAGES)
        text = json.dumps({**record, "count": len(rows)}, ensure_ascii=False)
        write_atomically(self._folder / RECORD, text.encode(), durable=True)

    def _in_order(self, rows: NDArray[np.int64]) -> Iterator[bytes]:
        if not len(rows):
            return
        part = np.memmap(self._folder / PART, np.uint8, "r").reshape(-1, *self._shape)
        step = max(AT_ONCE // part[0].size, 1)
        for start in range(0, len(rows), step):
            yield part[rows[start : start + step]].tobytes()

    @contextmanager
    def room(self) -> Iterator[None]:
        """Leave nothing unfinished behind, and turn a full disk into StorageFull."""
        try:
            yield
        except OSError as error:
            if not is_no_room(error):
                raise
            reason = _(_NO_ROOM).format(folder=self._folder)
            raise StorageFull(engine="Lookalike", reason=reason) from error
        finally:
            for name in (PART, f".{IMAGES}"):
                (self._folder / name).unlink(missing_ok=True)
