"""Which vectors were made from a thumbnail: such a one promises no distance 0 to its original."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from lookalike.core.files import write_atomically
from lookalike.search.media import collection_folder

_ID = re.compile(rb"^[0-9a-f]{64}$", re.MULTILINE)


class Thumbnailed:
    """Ids of documents whose row in one field was made from the thumbnail, in a file of lines."""

    def __init__(self, data: Path, uid: str, field: str) -> None:
        self._path = collection_folder(data, uid) / "thumbnailed" / f"{field}.txt"

    def ids(self) -> set[str]:
        """Return all of them; a line that a kill cut off is none."""
        try:
            found = self._path.read_bytes()
        except FileNotFoundError:
            return set()
        return {each.decode("ascii") for each in _ID.findall(found)}

    def add(self, ids: Iterable[str]) -> None:
        """Add some; they are on disk when this returns, and so before their rows are written."""
        lines = "".join(f"\n{each}" for each in ids)
        if not lines:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(lines.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())

    def remove(self, ids: set[str]) -> None:
        """Take out those that have rows of their originals now, or that have gone."""
        kept = self.ids() - ids
        if kept:
            write_atomically(self._path, "\n".join(sorted(kept)).encode("ascii"), durable=True)
        else:
            self.forget()

    def forget(self) -> None:
        """Take out all."""
        self._path.unlink(missing_ok=True)
