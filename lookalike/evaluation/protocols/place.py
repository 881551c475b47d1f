"""A data set where it lies, folder or ZIP alike: its images below a folder, and its texts."""

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageRefused, SourceRefused
from lookalike.core.texts import N_, _
from lookalike.imaging import is_candidate
from lookalike.sources import reasons
from lookalike.sources.archive import is_archive, opened, read_member
from lookalike.sources.base import Found, Options, Skipped, Source
from lookalike.sources.listing import resolve_root
from lookalike.sources.named import source_at
from lookalike.sources.opening import read_whole

MAX_TEXT_BYTES = 64 * 2**20

_NO_TEXT = N_("“{name}” in it cannot be read: {reason}")
_NOT_UTF8 = N_("it is not text in UTF-8")

Take = Callable[[FileEntry], FileEntry | None]
"""What an entry is to be, or None where its file does not belong."""


class Place:
    """The folder or ZIP at `path`; names in it are relative, with / between their parts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = resolve_root(path)
        self._is_zip = is_archive(self._root)

    def images(self, under: str, classes: Iterable[str] = (), take: Take | None = None) -> Source:
        """Return the images below the folder `under`, of the first folders `classes` alone if any.

        Their categories are the first folders below it. Raises SourceRefused.
        """
        below = f"{under}/" if self._is_zip and under else ""
        globs = [f"{glob.escape(below + each)}/**" for each in classes]
        if below and not globs:
            globs = [f"{glob.escape(under)}/**"]
        root = self.path if self._is_zip else self.path / under
        source = source_at(root, is_candidate=is_candidate, options=Options(include=tuple(globs)))
        return Part(source, below, take) if below or take else source

    def text(self, name: str) -> str:
        """Return a text of at most 64 MB; SourceRefused where it is not there or not UTF-8."""
        try:
            return self._read(name).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._refused(name, _(_NOT_UTF8)) from error

    @contextmanager
    def as_file(self, name: str) -> Iterator[bytes]:
        """Yield the path of a text, of one in a ZIP that of a copy; raises as `text` does."""
        if not self._is_zip:
            yield resolve_root(self.path / name)
            return
        with TemporaryDirectory(prefix="lookalike-protocol-") as scratch:
            copy = Path(scratch, name.rpartition("/")[2])
            copy.write_bytes(self._read(name))
            yield os.fsencode(copy)

    def _read(self, name: str) -> bytes:
        try:
            if self._is_zip:
                return read_member(opened(self._root), f"#{quote(name)}", MAX_TEXT_BYTES)
            path = resolve_root(self.path / name)
            return read_whole(path, self._root, MAX_TEXT_BYTES, name)
        except ImageRefused as error:
            raise self._refused(name, str(error.params.get("reason", error))) from error

    def _refused(self, name: str, reason: str) -> SourceRefused:
        told = _(_NO_TEXT).format(name=name, reason=reason)
        return SourceRefused(source=str(self.path), reason=told)


class Part:
    """Those images of a source that lie below `under`, as a source: folders count from there.

    `take` says what becomes of each entry. The uri of a part of a ZIP names no source that could be
    opened without this protocol, so nobody takes in the rest of it by running it again.
    """

    def __init__(self, source: Source, under: str = "", take: Take | None = None) -> None:
        self._source = source
        self._under = under
        self._take = take
        self.options = source.options
        self.uri = f"{source.uri}#{quote(under)}" if under else source.uri

    def __iter__(self) -> Iterator[Found | Skipped]:
        """Yield every file of the part."""
        for each in self._source:
            if isinstance(each, Skipped):
                is_inside = not self._under or each.uri.startswith(self.uri)
                if is_inside and each.reason != reasons.EXCLUDED:
                    yield each
            elif entry := self._entry(each.entry):
                yield Found(entry)

    def read(self, found: Found, limit: int) -> bytes:
        """Return the bytes of one candidate; raises as the source does."""
        return self._source.read(found, limit)

    def _entry(self, entry: FileEntry) -> FileEntry | None:
        if self._under:
            folder = f"{entry.folder}/".removeprefix(self._under).rstrip("/")
            category = folder.partition("/")[0] or None
            changes = {"folder": folder, "category": category, "source": self.uri}
            entry = entry.model_copy(update=changes)
        return self._take(entry) if self._take else entry
