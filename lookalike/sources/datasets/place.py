"""A data set where it lies, folder or ZIP alike: its images below a folder, and its texts."""

import glob
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageRefused, SourceRefused
from lookalike.core.texts import N_, _
from lookalike.sources.archive import ArchiveSource, is_archive
from lookalike.sources.base import Found, IsCandidate, Options, Source
from lookalike.sources.datasets.part import Label, Part
from lookalike.sources.folder import FolderSource
from lookalike.sources.listing import resolve_root
from lookalike.sources.opening import read_whole

MAX_TEXT_BYTES = 64 * 2**20

_NO_TEXT = N_("“{name}” in it cannot be read: {reason}")
_NOT_UTF8 = N_("it is not text in UTF-8")


class Place:
    """The folder or ZIP at `path`; names in it are relative, with / between their parts."""

    def __init__(self, path: Path, *, is_candidate: IsCandidate) -> None:
        """Open a ZIP, once; raises SourceRefused."""
        self.path = path
        self._is_candidate = is_candidate
        self._root = resolve_root(path)
        is_zip = is_archive(self._root)
        self._zip = ArchiveSource(path, is_candidate=is_candidate) if is_zip else None

    def images(
        self, under: str, classes: Collection[str] = (), label: Label | None = None
    ) -> Source:
        """Return the images below the folder `under`, of the first folders `classes` alone if any.

        Their categories are the first folders below it, or what `label` says. Raises SourceRefused.
        """
        if self._zip:
            return Part(self._zip, f"{under}/" if under else "", classes, label)
        globs = tuple(f"{glob.escape(each)}/**" for each in classes)
        source = FolderSource(
            self.path / under, is_candidate=self._is_candidate, options=Options(include=globs)
        )
        return Part(source, label=label) if label else source

    def text(self, name: str) -> str:
        """Return a text of at most 64 MB; SourceRefused where it is not there or not UTF-8."""
        try:
            return self._read(name).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._refused(name, _(_NOT_UTF8)) from error

    @contextmanager
    def as_file(self, name: str) -> Iterator[bytes]:
        """Yield the path of a text, of one in a ZIP that of a copy; raises as `text` does."""
        if not self._zip:
            yield resolve_root(self.path / name)
            return
        with TemporaryDirectory(prefix="lookalike-data-") as scratch:
            copy = Path(scratch, name.rpartition("/")[2])
            copy.write_bytes(self._read(name))
            yield os.fsencode(copy)

    def _read(self, name: str) -> bytes:
        try:
            if self._zip:
                uri = f"{self._zip.uri}#{quote(name)}"
                found = Found(FileEntry(uri=uri, size=0, filename=name))
                return self._zip.read(found, MAX_TEXT_BYTES)
            path = resolve_root(self.path / name)
            return read_whole(path, self._root, MAX_TEXT_BYTES, name)
        except ImageRefused as error:
            raise self._refused(name, str(error.params.get("reason", error))) from error

    def _refused(self, name: str, reason: str) -> SourceRefused:
        told = _(_NO_TEXT).format(name=name, reason=reason)
        return SourceRefused(source=str(self.path), reason=told)
