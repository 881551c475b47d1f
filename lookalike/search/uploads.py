"""Uploaded query images: kept a day under a random token, as vectors and a thumbnail."""

import io
import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from lookalike.core.errors import NotFound
from lookalike.core.files import write_atomically
from lookalike.core.texts import N_
from lookalike.core.vectors import Rows

LIFETIME = 24 * 3600
CAP = 2_000
SELDOM = 16
"""A folder of 2,000 uploads takes longer to look through than one takes to keep: up to so many are
kept between two looks."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")
_KIND = N_("uploaded picture (they are kept for a day)")


@dataclass(frozen=True, slots=True)
class Upload:
    """A stored query image: raw rows by vector field, sha256 of its bytes, its file name."""

    vectors: Mapping[str, Rows]
    sha256: str
    name: str
    thumbnail: Path


class Uploads:
    """The folder `queries/` of the data folder: `cap` uploads and a few, none to be had after a day.

    It is swept at every `seldom`-th upload.
    """

    def __init__(self, data: Path, cap: int = CAP, seldom: int = SELDOM) -> None:
        self.folder = data / "queries"
        self.cap = cap
        self.seldom = seldom
        self._keeps = count()

    def keep(self, vectors: Mapping[str, Rows], thumbnail: bytes, sha256: str, name: str) -> str:
        """Store an upload and return its token."""
        if next(self._keeps) % self.seldom == 0:
            self.sweep()
        token = secrets.token_urlsafe(16)
        buffer = io.BytesIO()
        np.savez(buffer, _about=np.array([sha256, name]), **dict(vectors))  # type: ignore[arg-type]
        write_atomically(self._path(token, "webp"), thumbnail)
        write_atomically(self._path(token, "npz"), buffer.getvalue())
        return token

    def load(self, token: str) -> Upload:
        """Return the upload of `token`; NotFound where there is none, or no longer."""
        path = self._path(token, "npz")
        try:
            if path.stat().st_mtime < time.time() - LIFETIME:
                raise NotFound(kind=_KIND, name=token)
            with np.load(path, allow_pickle=False) as stored:
                sha256, name = (str(each) for each in stored["_about"])
                vectors = {key: stored[key] for key in stored.files if key != "_about"}
        except (FileNotFoundError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise NotFound(kind=_KIND, name=token) from error  # swept, or damaged
        return Upload(vectors, sha256, name, self._path(token, "webp"))

    def sweep(self) -> None:
        """Delete what is older than a day, and the oldest above the cap."""
        with suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            kept = sorted(
                ((_age(each), each.path) for each in entries if each.name.endswith(".npz")),
                reverse=True,
            )
            deadline = time.time() - LIFETIME
            for place, (age, path) in enumerate(kept):
                if place >= self.cap - 1 or age < deadline:
                    Path(path).unlink(missing_ok=True)
                    Path(path).with_suffix(".webp").unlink(missing_ok=True)

    def _path(self, token: str, suffix: str) -> Path:
        if not _TOKEN.match(token):
            raise NotFound(kind=_KIND, name=token)
        return self.folder / f"{token}.{suffix}"


def _age(entry: os.DirEntry[str]) -> float:
    """Return the time of last change; 0 for a file that went meanwhile."""
    try:
        return entry.stat().st_mtime
    except FileNotFoundError:
        return 0.0
