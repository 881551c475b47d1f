"""Writing a batch of added files: complete or not there at all."""

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from lookalike.core.errors import ImageRefused, SourceRefused
from lookalike.core.files import plain_name, write_atomically
from lookalike.core.texts import N_, _
from lookalike.sources.base import IsCandidate
from lookalike.sources.opening import too_many_bytes
from lookalike.sources.zipped import MAX_MEMBERS, Zip

MANIFEST = "manifest.json"
SCHEMA = 1
PIECE = 2**18
UNFINISHED_SECONDS = 24 * 3600

_NAMELESS = N_("image")
_TOO_MANY = N_("with what came before it there are more than {limit} files; add it by itself")


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of a manifest; where `skipped` or `refused` says why, there are no bytes of it.

    `refused`: code and params of the error.
    """

    name: str
    size: int = 0
    folder: str = ""
    category: str | None = None
    skipped: str = ""
    refused: Mapping[str, Any] | None = None


class Batch:
    """A new batch under `root`: its files are numbered, and without its manifest there is none."""

    def __init__(
        self, root: Path, limit: int, is_candidate: IsCandidate, category: str | None
    ) -> None:
        self._added_at = datetime.now(UTC)
        self.folder = root / f"{self._added_at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        self.folder.mkdir(parents=True)
        self._limit = limit
        self._is_candidate = is_candidate
        self._category = category
        self._kept: list[Kept] = []

    def take(self, name: str, file: IO[bytes]) -> None:
        """Keep one file that is no ZIP; whether it is an image is not asked here."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        kept = Kept(plain_name(name) or _(_NAMELESS), size, category=self._category)
        self._keep(kept, _pieces(file, kept, self._limit))

    def take_zip(self, name: str, file: IO[bytes]) -> None:
        """Keep the members of a ZIP that claim to be images, and the names of the others.

        Of several ZIPs together no more than of one: each member is a file here, however small.
        """
        shown = plain_name(name) or _(_NAMELESS)
        archive = Zip(file, shown)
        if len(self._kept) + len(archive.members) > MAX_MEMBERS:
            too_many = _(_TOO_MANY).format(limit=f"{MAX_MEMBERS:,}")
            raise SourceRefused(source=shown, reason=too_many)
        for member in archive.members.values():
            *folders, filename = member.parts or ("",)
            kept = Kept(
                plain_name(filename) or _(_NAMELESS),
                member.size,
                folder="/".join(folders),
                category=self._category or next(iter(folders), None),
            )
            if reason := archive.unwanted(member, self._is_candidate):
                self._kept.append(replace(kept, skipped=reason))
            else:
                self._keep(kept, archive.pieces(member, self._limit))

    def finish(self) -> None:
        """Make all of it last: nobody else may have these bytes."""
        os.sync()  # once, for all files
        manifest = {
            "schema": SCHEMA,
            "added_at": self._added_at.isoformat(),
            "files": [asdict(each) for each in self._kept],
        }
        write_atomically(self.folder / MANIFEST, json.dumps(manifest).encode(), durable=True)

    def _keep(self, kept: Kept, pieces: Iterator[bytes]) -> None:
        path = self.folder / numbered(len(self._kept) + 1)
        try:
            with path.open("xb") as file:
                file.writelines(pieces)
        except ImageRefused as error:
            path.unlink()
            kept = replace(kept, refused={"code": error.code, "params": error.params})
        self._kept.append(kept)


def _pieces(file: IO[bytes], kept: Kept, limit: int) -> Iterator[bytes]:
    if kept.size > limit:
        raise too_many_bytes(kept.name, kept.size, limit)
    yield from iter(lambda: file.read(PIECE), b"")


def numbered(number: int) -> str:
    """Return the name of a batch's file, from 1."""
    return f"{number:04}"


def sweep(root: Path) -> None:
    """Delete what was not staged completely, because its process was killed, a day after."""
    for folder in root.glob("*/"):
        with suppress(FileNotFoundError):
            is_old = folder.stat().st_mtime < time.time() - UNFINISHED_SECONDS
            if is_old and not (folder / MANIFEST).exists():
                shutil.rmtree(folder)
