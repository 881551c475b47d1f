"""What a killed evaluation had found by then: batches on disk, for the next one that asks the same."""

import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern

import numpy as np

from lookalike.core.errors import Conflict
from lookalike.core.files import write_atomically
from lookalike.core.locks import file_lock
from lookalike.core.schema import prepare_data_folder
from lookalike.core.texts import N_, _
from lookalike.evaluation.queries import Refused

RUNNING = ".running"
ABANDONED_SECONDS = 14 * 24 * 3600

_ALREADY = N_("the same evaluation is running in another process; wait for its report")


@dataclass(slots=True)
class Found:
    """What came back. `hits`: query id -> (document id, distance), nearest first.

    `own`: of every query that was asked the document that it is itself, or None; `images`: of one
    that asked by a file the sha256 of its bytes.
    """

    hits: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    own: dict[str, str | None] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    images: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Found") -> None:
        """Take in what another batch found."""
        self.hits |= other.hits
        self.own |= other.own
        self.images |= other.images
        self.refused += other.refused


class Checkpoint:
    """The batches of one evaluation, numbered from 0."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, number: int) -> Found | None:
        """Return a batch; None where it is not there, or not whole after a power cut."""
        try:
            return _unpacked(self._path(number).read_bytes())
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None

    def write(self, number: int, found: Found) -> None:
        """Keep a batch."""
        write_atomically(self._path(number), _packed(found))

    def clear(self) -> None:
        """Forget all batches: their report is written, or nothing will ask for them again."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.npz"


@contextmanager
def checkpoint(data: Path, digest: str) -> Iterator[Checkpoint]:
    """Yield the batches of the evaluation that `digest` stands for; Conflict where it runs already."""
    root = prepare_data_folder(data) / "reports" / RUNNING
    folder = root / digest
    folder.mkdir(parents=True, exist_ok=True)
    with file_lock(folder / "lock", wait=False) as has_lock:
        if not has_lock:
            raise Conflict(reason=_(_ALREADY))
        _forget_abandoned(root, folder)
        yield Checkpoint(folder)


def _forget_abandoned(root: Path, but: Path) -> None:
    """Delete what nobody went on with for two weeks: its collection has most likely changed."""
    for each in root.iterdir():
        if each != but and time.time() - each.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(each, ignore_errors=True)


def _packed(found: Found) -> bytes:
    ids = [document for hits in found.hits.values() for document, _distance in hits]
    about = {
        "queries": list(found.hits),
        "own": found.own,
        "images": found.images,
        "refused": found.refused,
    }
    file = io.BytesIO()
    np.savez(
        file,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        counts=np.array([len(hits) for hits in found.hits.values()], np.int64),
        ids=np.frombuffer(bytes.fromhex("".join(ids)), np.uint8),
        distances=np.array(
            [each for hits in found.hits.values() for _id, each in hits], np.float64
        ),
    )
    return file.getvalue()


def _unpacked(data: bytes) -> Found:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        about = json.loads(stored["about"].tobytes())
        text = stored["ids"].tobytes().hex()
        distances, counts = stored["distances"].tolist(), stored["counts"].tolist()
    hits, place = {}, 0
    for query, count in zip(about["queries"], counts, strict=True):
        places = range(place, place + count)
        ids = [intern(text[64 * each : 64 * each + 64]) for each in places]
        hits[query] = list(zip(ids, distances[place : place + count], strict=True))
        place += count
    refused = [Refused(*each) for each in about["refused"]]
    return Found(hits, about["own"], refused, about["images"])
