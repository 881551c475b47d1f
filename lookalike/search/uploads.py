"""Uploaded query images: kept a day under a random token, as vectors and a thumbnail."""

import io
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from lookalike.core.errors import NotFound
from lookalike.core.files import write_atomically
from lookalike.core.texts import N_
from lookalike.core.vectors import Rows

LIFETIME = 24 * 3600
CAP = 2_000

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
    """The folder `queries/` of the data folder: at most `cap` uploads, none older than a day."""

    def __init__(self, data: Path, cap: int = CAP) -> None:
        self.folder = data / "queries"
        self.cap = cap

    def keep(self, vectors: Mapping[str, Rows], thumbnail: bytes, sha256: str, name: str) -> str:
        """Store an upload and return its token."""
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
        kept = sorted(self.folder.glob("*.npz"), key=_age, reverse=True)
        deadline = time.time() - LIFETIME
        for place, path in enumerate(kept):
            if place >= self.cap - 1 or _age(path) < deadline:
                path.unlink(missing_ok=True)
                path.with_suffix(".webp").unlink(missing_ok=True)

    def _path(self, token: str, suffix: str) -> Path:
        if not _TOKEN.match(token):
            raise NotFound(kind=_KIND, name=token)
        return self.folder / f"{token}.{suffix}"


def _age(path: Path) -> float:
    """Return the time of last change; 0 for a file that went meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
