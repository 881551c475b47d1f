"""The images in a ZIP on this machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes
from weakref import finalize

from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageRefused, SourceRefused
from lookalike.core.files import path_to_uri, shown
from lookalike.core.texts import N_, _
from lookalike.sources import reasons
from lookalike.sources.base import ALL, Found, IsCandidate, Options, Skipped
from lookalike.sources.globs import Globs
from lookalike.sources.listing import is_file, resolve_root
from lookalike.sources.members import Member
from lookalike.sources.zipped import MAX_MEMBERS, Zip

SUFFIX = ".zip"

_NO_MEMBER = N_("there is no such file in the archive")


class ArchiveSource:
    """All candidates in a ZIP, read where they lie: nothing is unpacked to disk.

    `uri` is that of the file; a member's is the same with `#` and its percent-encoded name. Category
    and globs as in FolderSource. An archive of a kind that no honest one has is refused as a whole
    (see `Zip`); a damaged member is refused alone.
    """

    def __init__(
        self,
        path: Path | str | bytes,
        *,
        is_candidate: IsCandidate,
        options: Options = ALL,
    ) -> None:
        """Open and check the ZIP; SourceRefused where it is not there or must not be read."""
        root = resolve_root(path)
        self._zip = opened(root)
        self._is_candidate = is_candidate
        self.options = options
        self._globs = Globs(options.include, options.exclude)
        self._by_folder = options.category_from == "folder"
        self.uri = path_to_uri(root)

    def __iter__(self) -> Iterator[Found | Skipped]:
        """Yield every member, by its raw name."""
        for member in self._zip.members.values():
            reason = self._unwanted(member)
            uri = f"{self.uri}#{quote_from_bytes(member.raw)}"
            yield Skipped(uri, reason) if reason else Found(self._entry(uri, member))

    def read(self, found: Found, limit: int) -> bytes:
        """Return the bytes of one candidate; ImageRefused where it is damaged or exceeds `limit`.

        SourceRefused where the archive does not state its true size.
        """
        return read_member(self._zip, found.entry.uri, limit)

    def _unwanted(self, member: Member) -> str | None:
        if self._globs.leave_out_below(member.parts):
            return reasons.EXCLUDED
        return self._zip.unwanted(member, self._is_candidate)

    def _entry(self, uri: str, member: Member) -> FileEntry:
        *folders, filename = member.parts
        return FileEntry(
            uri=uri,
            size=member.size,
            mtime=member.mtime,
            folder="/".join(folders),
            filename=filename,
            category=folders[0] if self._by_folder and folders else None,
            source=self.uri,
        )


def is_archive(root: bytes) -> bool:
    """Say whether a path is a file that its name calls a ZIP."""
    return root.lower().endswith(SUFFIX.encode()) and is_file(root)


def opened(root: bytes, max_members: int = MAX_MEMBERS) -> Zip:
    """Return the ZIP at a resolved path; SourceRefused where it cannot be read."""
    if not is_file(root):
        raise SourceRefused(source=shown(root), reason=_(reasons.NOT_A_FILE))
    try:
        file = Path(os.fsdecode(root)).open("rb")  # noqa: SIM115 - it lives as long as the ZIP
    except OSError as error:
        raise SourceRefused(source=shown(root), reason=_(reasons.of(error))) from error
    try:
        archive = Zip(file, shown(root), max_members)
    except BaseException:
        file.close()
        raise
    finalize(archive, file.close)
    return archive


def read_member(archive: Zip, uri: str, limit: int) -> bytes:
    """Return the bytes of the member that a uri names behind its `#`; ImageRefused for none."""
    member = archive.members.get(unquote_to_bytes(uri.partition("#")[2]))
    if member is None:
        raise ImageRefused(file=uri.rpartition("/")[2], reason=_(_NO_MEMBER))
    return archive.read(member, limit)
