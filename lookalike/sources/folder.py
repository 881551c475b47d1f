"""The images of a folder on this machine, or one image file."""

# pathlib knows no raw bytes, and names need not be UTF-8:
# ruff: noqa: PTH118, PTH119

import os
from collections.abc import Iterator
from pathlib import Path

from lookalike.core.document import FileEntry
from lookalike.core.files import path_to_uri, shown, uri_to_path
from lookalike.sources import reasons
from lookalike.sources.base import ALL, SIGNATURE_BYTES, Found, IsCandidate, Options, Skipped
from lookalike.sources.globs import Globs
from lookalike.sources.listing import Kind, is_file, list_folder, list_root, resolve_root
from lookalike.sources.opening import NotReadable, open_regular, read_whole, resolve_link

Names = tuple[bytes, ...]
"""A path as its names from the root down."""


class FolderSource:
    """All candidates under a folder, or the one file that `root` names.

    Order: the files of a folder by the bytes of their names, then its folders likewise; one listing
    is in memory at a time. Names are raw bytes, so any name works: entries show what is not UTF-8 as
    replacement characters, uris keep it. The root may be a link or hold `..`; `uri` is where it
    leads, so the same files have the same uris however the root was written.

    Skipped, with one of `reasons`: no image, hidden (the name starts with a dot), excluded, no
    regular file, unreadable, gone. A link to a file under the root is an entry of its own, with the
    link's name and category. A link to a folder is never followed: inside the root that folder is
    read in its own place, outside it was not asked for. So there are no loops. The uri of a skipped
    folder ends with a slash: nothing is known of what lies under it.

    `category_from="folder"`: the category is the name of the first folder under the root, and none
    for files in the root itself.
    """

    def __init__(
        self,
        root: Path | str | bytes,
        *,
        is_candidate: IsCandidate,
        options: Options = ALL,
    ) -> None:
        """Take `root` as it is now; SourceRefused where it is not there or cannot be listed."""
        self._root = resolve_root(root)
        self._is_candidate = is_candidate
        self.options = options
        self._globs = Globs(options.include, options.exclude)
        self._by_folder = options.category_from == "folder"
        self._is_file = is_file(self._root)
        if not self._is_file:
            list_root(self._root)

    @property
    def uri(self) -> str:
        """The `file://` uri of the root, without a slash at its end."""
        return path_to_uri(self._root)

    def __iter__(self) -> Iterator[Found | Skipped]:
        """Yield every file; SourceRefused where the root itself has gone meanwhile."""
        if self._is_file:
            yield self._look_at((os.path.basename(self._root),), "file")
            return
        pending: list[Names] = [()]
        while pending:
            folder = pending.pop()
            try:
                listing = list_folder(self._path(folder)) if folder else list_root(self._root)
            except OSError as error:
                yield self._skip(folder, reasons.of(error), "folder")
                continue
            below: list[Names] = []
            for name, kind in listing:
                names = (*folder, name)
                unwanted = self._unwanted(names, kind)
                if unwanted:
                    yield self._skip(names, unwanted, kind)
                elif kind == "folder":
                    below.append(names)
                else:
                    yield self._look_at(names, kind)
            pending += reversed(below)

    def read(self, found: Found, limit: int) -> bytes:
        """Return the bytes of one candidate; ImageRefused where it cannot be read or exceeds `limit`."""
        entry = found.entry
        return read_whole(uri_to_path(entry.uri), self._root, limit, entry.filename)

    def _path(self, names: Names) -> bytes:
        return self._root if self._is_file else os.path.join(self._root, *names)

    def _skip(self, names: Names, reason: str, kind: Kind) -> Skipped:
        end = "/" if kind == "folder" else ""
        return Skipped(path_to_uri(self._path(names)) + end, reason)

    def _unwanted(self, names: Names, kind: Kind) -> str | None:
        if names[-1].startswith(b"."):
            return reasons.HIDDEN
        parts = [os.fsdecode(name) for name in names]
        is_out = self._globs.leave_out(parts, is_folder=kind == "folder")
        return reasons.EXCLUDED if is_out else None

    def _look_at(self, names: Names, kind: Kind) -> Found | Skipped:
        if kind == "other":
            return self._skip(names, reasons.NOT_A_FILE, kind)
        path = self._path(names)
        filename = shown(names[-1])
        try:
            if kind == "link":
                path = resolve_link(path, self._root)
            with open_regular(path) as (file, found):
                is_candidate = self._is_candidate(filename, file.read(SIGNATURE_BYTES))
        except NotReadable as error:
            return self._skip(names, str(error), kind)
        if not is_candidate:
            return self._skip(names, reasons.NOT_AN_IMAGE, kind)
        return Found(self._entry(names, filename, found))

    def _entry(self, names: Names, filename: str, found: os.stat_result) -> FileEntry:
        return FileEntry(
            uri=path_to_uri(self._path(names)),
            size=found.st_size,
            mtime=found.st_mtime,
            folder=shown(b"/".join(names[:-1])),
            filename=filename,
            category=shown(names[0]) if self._by_folder and len(names) > 1 else None,
            source=self.uri,
        )
