"""CIFAR-10 as it is published, pickles of rows, made into folders of images."""

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from lookalike.core.errors import SourceRefused
from lookalike.core.texts import N_, _
from lookalike.evaluation.protocols.pickled import MAX_BYTES, Batch, read_batch
from lookalike.evaluation.protocols.unpacking import unpacked
from lookalike.imaging.changes import encoded
from lookalike.sources.opening import NotReadable, open_regular

PARTS = {
    **{f"data_batch_{number}": "train" for number in range(1, 6)},
    "test_batch": "test",
}
"""Name of a batch -> the part of the data that it holds."""
MAX_UNPACKED = 512 * 2**20

_DAMAGED = N_("it is no tar.gz, or a damaged one")
_EXPANDS = N_("unpacked it would have more than {limit} MB")
_TOO_LARGE = N_("“{name}” in it is larger than {limit} MB")
_MISSING = N_("“{name}” in it is missing")


def unpacked_batches(path: Path, classes: Sequence[str], scratch: Path) -> Path:
    """Return a folder `train|test/CLASS/BATCH-NUMBER.png` below `scratch`, of the batches at `path`.

    `path`: the folder with the batches, or the tar.gz of it, which is read as a stream. `classes`: by
    label. The images are PNG, which loses nothing. Raises SourceRefused.
    """
    key = [path / name for name in PARTS] if path.is_dir() else [path]
    for each in key:
        if not each.is_file():
            raise _refused(path, _MISSING, name=each.name)
    return unpacked(key, path.name.partition(".")[0], scratch, partial(_fill, path, classes))


def _fill(path: Path, classes: Sequence[str], folder: Path) -> None:
    found = set()
    for name, data in _in_folder(path) if path.is_dir() else _in_tar(path):
        found.add(name)
        _write(read_batch(data, f"{path}/{name}", len(classes)), name, classes, folder)
    for name in PARTS.keys() - found:
        raise _refused(path, _MISSING, name=name)


def _write(batch: Batch, name: str, classes: Sequence[str], folder: Path) -> None:
    for each in classes:
        (folder / PARTS[name] / each).mkdir(parents=True, exist_ok=True)
    for number, (image, label) in enumerate(zip(batch.images, batch.labels, strict=True)):
        target = folder / PARTS[name] / classes[label] / f"{name}-{number:05}.png"
        target.write_bytes(encoded(image, ".png"))


def _in_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for name in PARTS:
        try:
            with open_regular(bytes(path / name)) as (file, _found):
                yield name, _bounded(file, path, name)
        except NotReadable as error:
            raise SourceRefused(source=str(path / name), reason=_(str(error))) from error


def _in_tar(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with (
            gzip.open(path) as packed,
            tarfile.open(fileobj=_Stream(packed, path), mode="r|") as tar,
        ):
            for member in tar:
                name = re.sub(r"^(\./)?cifar-10-batches-py/", "", member.name)
                file = tar.extractfile(member) if name in PARTS and member.isreg() else None
                if file:
                    yield name, _bounded(file, path, name)
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as error:
        raise _refused(path, _DAMAGED) from error


def _bounded(file: IO[bytes], path: Path, name: str) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _refused(path, _TOO_LARGE, name=name, limit=MAX_BYTES // 2**20)
    return data


class _Stream(io.RawIOBase):
    """What is unpacked of a gzip, never more in all than an honest one has."""

    def __init__(self, packed: gzip.GzipFile, path: Path) -> None:
        self._packed = packed
        self._path = path
        self._left = MAX_UNPACKED

    def read(self, count: int = -1) -> bytes:
        """Return the next bytes; SourceRefused where there are too many."""
        count = MAX_UNPACKED if count < 0 else count
        data = self._packed.read(min(count, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise _refused(self._path, _EXPANDS, limit=MAX_UNPACKED // 2**20)
        return data


def _refused(path: Path, reason: str, **known: object) -> SourceRefused:
    return SourceRefused(source=str(path), reason=_(reason).format(**known))
