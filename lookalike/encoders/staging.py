"""A folder beside the bundles in which one is put together before it has its name."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lookalike.core.locks import file_lock
from lookalike.core.schema import prepare_data_folder
from lookalike.encoders.card import BundleFile

FOLDER = "encoders"
PIECE = 2**20

_STAGED = ".staged-"


@contextmanager
def staging(data: Path) -> Iterator[Path]:
    """Yield a folder that is gone afterwards, beside the bundles; nobody else stages meanwhile.

    What a killed process has left is swept first: with the lock in hand it is nobody's.
    """
    with file_lock(prepare_data_folder(data) / "encoders.lock", wait=True):
        root = data / FOLDER
        for left in root.glob(f"{_STAGED}*"):
            shutil.rmtree(left, ignore_errors=True)
        staged = root / f"{_STAGED}{secrets.token_hex(4)}"
        staged.mkdir(parents=True)
        try:
            yield staged
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def keep(path: Path, pieces: Iterable[bytes]) -> BundleFile:
    """Write a staged file to disk, and return its size and digest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        return BundleFile(bytes=file.tell(), sha256=digest.hexdigest())


def pieces_of(source: bytes | Path) -> Iterator[bytes]:
    """Yield bytes, or those of a file a megabyte at a time."""
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")
