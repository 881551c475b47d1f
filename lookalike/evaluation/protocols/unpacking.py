"""What cannot be read where it lies, unpacked once below the data folder: whole or not there."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from lookalike.core.errors import SourceRefused
from lookalike.core.files import sync_folder
from lookalike.core.locks import file_lock
from lookalike.core.texts import N_, _
from lookalike.sources.archive import opened
from lookalike.sources.listing import resolve_root
from lookalike.sources.members import Member, is_regular
from lookalike.sources.zipped import Zip

MAX_UNPACKED = 200_000
"""Members of a ZIP that is unpacked: the official one of Tiny ImageNet has 120,609."""
MAX_BYTES = 2 * 2**30
MAX_MEMBER_BYTES = 64 * 2**20

_TOO_LARGE = N_("unpacked it would have more than {limit} MB")


def unpacked(key: Iterable[Path], name: str, scratch: Path, fill: Callable[[Path], None]) -> Path:
    """Return the folder `name` below `scratch` that `fill` has filled for these very files.

    `key`: what it is made from; other sizes or times make another folder. One process fills it, the
    others wait; what a killed one left is done again.
    """
    digest = hashlib.sha256()
    for path in key:
        found = path.stat()
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode(errors="replace"))
    folder = scratch / f"{name}-{digest.hexdigest()[:12]}"
    scratch.mkdir(parents=True, exist_ok=True)
    with file_lock(scratch / f".{folder.name}.lock", wait=True):
        if not folder.is_dir():
            begun = scratch / f".{folder.name}.part"
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            try:
                fill(begun)
                os.sync()  # once, for all files
                begun.replace(folder)
                sync_folder(scratch)
            except BaseException:
                shutil.rmtree(begun, ignore_errors=True)
                raise
    return folder


def unpacked_zip(path: Path, wanted: tuple[str, ...], scratch: Path) -> Path:
    """Return a folder of the members of a ZIP whose names begin with one of `wanted`.

    Raises SourceRefused.
    """
    archive = opened(resolve_root(path), MAX_UNPACKED)
    members = [
        each
        for each in archive.members.values()
        if "/".join(each.parts).startswith(wanted) and is_regular(each.info)
    ]
    if sum(each.size for each in members) > MAX_BYTES:
        reason = _(_TOO_LARGE).format(limit=MAX_BYTES // 2**20)
        raise SourceRefused(source=str(path), reason=reason)
    return unpacked([path], path.stem, scratch, partial(_write, archive, members))


def _write(archive: Zip, members: Iterable[Member], folder: Path) -> None:
    for member in members:
        target = folder.joinpath(*member.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.writelines(archive.pieces(member, MAX_MEMBER_BYTES))
