"""Files that people added on the site: kept here, under names of ours, until their documents go."""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote

from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageRefused, ImageTooLarge, SourceRefused, StorageFull
from lookalike.core.files import is_no_room
from lookalike.core.schema import check_schema
from lookalike.core.texts import N_, _
from lookalike.sources import reasons
from lookalike.sources.archive import SUFFIX
from lookalike.sources.base import ALL, Found, IsCandidate, Skipped
from lookalike.sources.opening import read_whole
from lookalike.sources.staging import MANIFEST, SCHEMA, Batch, Kept, numbered, sweep

SCHEME = "added://"

_BATCH = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
_ENTRY = re.compile(rf"{SCHEME}({_BATCH.pattern})/(\d{{4,8}})/[^/]*")

_REFUSALS = {each.code: each for each in (ImageRefused, ImageTooLarge)}

_NOT_THERE = N_("what was added in that batch is not here any more")
_NOT_ADDED = N_("it is no file that was added here")
_NO_ROOM = N_("no room in {folder}")


class AddedSource:
    """What was added in one batch: each file's uri is `added://<batch>/<number>/<name>`."""

    options = ALL

    def __init__(self, root: Path, batch: str) -> None:
        """Open a batch that was staged completely; SourceRefused where there is none."""
        self.uri = SCHEME + batch
        self._folder = root / batch
        try:
            if not _BATCH.fullmatch(batch):
                raise FileNotFoundError(batch)  # noqa: TRY301 - it must not become a path
            stored = json.loads((self._folder / MANIFEST).read_bytes())
        except FileNotFoundError as error:
            raise SourceRefused(source=self.uri, reason=_(_NOT_THERE)) from error
        check_schema(self.uri, stored["schema"], SCHEMA)
        self.added_at = datetime.fromisoformat(stored["added_at"])
        self._kept = [Kept(**each) for each in stored["files"]]

    def __iter__(self) -> Iterator[Found | Skipped]:
        """Yield every file in the order it came; one whose document was deleted is skipped."""
        for number, kept in enumerate(self._kept, 1):
            uri = f"{self.uri}/{numbered(number)}/{quote(kept.name, safe='')}"
            if kept.skipped:
                yield Skipped(uri, kept.skipped)
            elif kept.refused or (self._folder / numbered(number)).exists():
                yield Found(self._entry(uri, kept))
            else:
                yield Skipped(uri, reasons.VANISHED)

    def read(self, found: Found, limit: int) -> bytes:
        """Return the bytes of one file; ImageRefused where it came damaged or exceeds `limit`."""
        number = int(_parts(found.entry.uri)[1])
        kept = self._kept[number - 1] if 0 < number <= len(self._kept) else None
        if kept and kept.refused:
            raise _REFUSALS[kept.refused["code"]](**kept.refused["params"])
        return read_added(self._folder.parent, found.entry.uri, limit)

    def _entry(self, uri: str, kept: Kept) -> FileEntry:
        return FileEntry(
            uri=uri,
            size=kept.size,
            mtime=self.added_at.timestamp(),
            folder=kept.folder,
            filename=kept.name,
            category=kept.category,
            source=self.uri,
        )


def stage(
    root: Path,
    files: Iterable[tuple[str, IO[bytes]]],
    limit: int,
    *,
    is_candidate: IsCandidate,
    category: str | None = None,
) -> AddedSource:
    """Keep uploaded files, given by name, as a new batch under `root`, and return it as a source.

    Of a ZIP its members are kept; their category is `category`, else their first folder. A file of
    more than `limit` bytes, or a damaged member, is not kept and refused by the source. It is all
    or nothing: once this returns, the batch is on disk. Raises SourceRefused for a ZIP that must
    not be read, StorageFull.
    """
    sweep(root)
    batch = Batch(root, limit, is_candidate, category or None)
    try:
        for name, file in files:
            if name.lower().endswith(SUFFIX):
                batch.take_zip(name, file)
            else:
                batch.take(name, file)
        batch.finish()
    except BaseException as error:
        shutil.rmtree(batch.folder, ignore_errors=True)
        if isinstance(error, OSError) and is_no_room(error):
            reason = _(_NO_ROOM).format(folder=root)
            raise StorageFull(engine="Lookalike", reason=reason) from error
        raise
    return AddedSource(root, batch.folder.name)


def batches(root: Path) -> list[str]:
    """Return the uris of all batches that were staged completely, oldest first."""
    return [SCHEME + path.parent.name for path in sorted(root.glob(f"*/{MANIFEST}"))]


def read_added(root: Path, uri: str, limit: int) -> bytes:
    """Return the bytes of one added file; ImageRefused where they are not there or over `limit`."""
    path = os.fsencode(added_path(root, uri))
    return read_whole(path, os.path.realpath(os.fsencode(root)), limit, uri.rpartition("/")[2])


def added_path(root: Path, uri: str) -> Path:
    """Return where the bytes of one added file are kept; ImageRefused for any other uri."""
    batch, number = _parts(uri)
    return root / batch / number


def forget_added(root: Path, uri: str) -> None:
    """Delete the bytes of one added file, and its batch with the last of them; others stay as is."""
    if not _ENTRY.fullmatch(uri):
        return
    batch, number = _parts(uri)
    (root / batch / number).unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        if {path.name for path in (root / batch).iterdir()} <= {MANIFEST}:
            shutil.rmtree(root / batch)


def _parts(uri: str) -> tuple[str, str]:
    """Return batch and number of an added file's uri; ImageRefused for any other."""
    found = _ENTRY.fullmatch(uri)
    if found is None:
        raise ImageRefused(file=uri, reason=_(_NOT_ADDED))
    return found[1], found[2]
