"""A ZIP from anywhere: checked as a whole before one of its members is read, never unpacked."""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lookalike.core.errors import ImageRefused, SourceRefused
from lookalike.core.texts import N_, _
from lookalike.sources import reasons
from lookalike.sources.base import SIGNATURE_BYTES, IsCandidate
from lookalike.sources.members import (
    Member,
    as_text,
    encoding_of,
    is_folder,
    is_regular,
    member_of,
)
from lookalike.sources.opening import too_many_bytes

MAX_MEMBERS = 65_535
MAX_EXPANSION = 50
MAX_DIRECTORY = 32 * 2**20
MAX_PATH = 4096
PIECE = 2**18

_ENCRYPTED = 0x1 | 0x40 | 0x2000
_ENTRY = b"PK\x01\x02"
_HEADER_BYTES = 30
_ARCHIVES = frozenset({".zip", ".7z", ".rar", ".tar", ".tgz"})
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")
_DAMAGE = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, struct.error, zlib.error)

_DAMAGED = N_("it is no ZIP, or a damaged one, or its end is missing")
_TOO_MANY = N_("it holds more than {limit} files; unpack it and take the folder")
_EXPANDS = N_("it would expand to more than {times} times its size")
_OVERLAPS = N_("two of its files lie over each other")
_LOCKED = N_("“{member}” in it is locked with a password")
_OUTSIDE = N_("“{member}” in it points out of the archive")
_NESTED = N_("“{member}” in it is an archive itself; unpack that first")
_LIES = N_("“{member}” in it is larger than the archive says")
_METHOD = N_("it is compressed in a way that is not read; pack it as an ordinary ZIP")
_BROKEN = N_("it is damaged in the archive")


class Zip:
    """The members of a ZIP, sorted by their raw names; of several with one name the last.

    `has_twins` says whether there are several with one name.
    Refused as a whole: more than `max_members` files, expansion over 50 times, files that overlap,
    names that are absolute or hold `..`, encryption, archives within. Safe in several threads.
    """

    def __init__(self, file: IO[bytes], name: str, max_members: int = MAX_MEMBERS) -> None:
        """Check the ZIP in `file`, called `name` in messages, and keep both; raises SourceRefused."""
        self._name = name
        try:
            self._zip = ZipFile(_Bounded(file, name, max_members))
        except _DAMAGE as error:
            raise SourceRefused(source=name, reason=_(_DAMAGED)) from error
        files = [info for info in self._zip.infolist() if not is_folder(info)]
        by_name = {each.raw: each for each in map(member_of, files)}
        self.members = {raw: by_name[raw] for raw in sorted(by_name)}
        self.has_twins = len(by_name) < len(files)
        self._check_names()
        self._check_sizes(files, file.seek(0, 2))

    def unwanted(self, member: Member, is_candidate: IsCandidate) -> str | None:
        """Return why a member is no candidate, one of `reasons`, or None where it is one."""
        if len(member.raw) > MAX_PATH:
            return reasons.PATH_TOO_LONG
        if any(part.startswith(".") for part in member.parts):
            return reasons.HIDDEN
        if not (member.parts and is_regular(member.info)):
            return reasons.NOT_A_FILE
        if is_candidate(member.parts[-1], b""):
            return None
        try:
            with self._opened(member) as file:
                head = file.read(SIGNATURE_BYTES)
        except ImageRefused:
            return reasons.UNREADABLE
        return None if is_candidate(member.parts[-1], head) else reasons.NOT_AN_IMAGE

    def read(self, member: Member, limit: int) -> bytes:
        """Return the bytes of a member; raises as `pieces` does."""
        return b"".join(self.pieces(member, limit))

    def pieces(self, member: Member, limit: int) -> Iterator[bytes]:
        """Yield the bytes of a member, at most `limit`, never more at once than a quarter megabyte.

        Raises ImageTooLarge; ImageRefused where it is damaged (with a wrong checksum only after the
        last piece); SourceRefused where it goes on behind the size that the archive states.
        """
        if member.size > limit:
            raise too_many_bytes(member.parts[-1], member.size, limit)
        given, checksum = 0, 0
        with self._opened(member) as file:
            while piece := file.read(PIECE):
                given += len(piece)
                if given > member.size:
                    raise self._refused(_LIES, member)
                checksum = zlib.crc32(piece, checksum)
                yield piece
        if (given, checksum) != (member.size, member.info.CRC):
            raise ImageRefused(file=member.parts[-1], reason=_(_BROKEN))

    @contextmanager
    def _opened(self, member: Member) -> Iterator[IO[bytes]]:
        if member.info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ImageRefused(file=member.parts[-1], reason=_(_METHOD))
        # One byte more shows that it goes on; the checksum would fail before that is seen.
        info = copy(member.info)
        info.file_size += 1
        del info.CRC
        try:
            with self._zip.open(info) as file:
                yield file
        except _DAMAGE as error:
            raise ImageRefused(file=member.parts[-1], reason=_(_BROKEN)) from error

    def _check_names(self) -> None:
        for member in self.members.values():
            text = "/".join(member.parts)
            if _ABSOLUTE.match(as_text(member.raw)) or ".." in member.parts:
                raise self._refused(_OUTSIDE, member)
            if member.info.flag_bits & _ENCRYPTED:
                raise self._refused(_LOCKED, member)
            is_hidden = any(part.startswith(".") for part in member.parts)
            if PurePosixPath(text).suffix.lower() in _ARCHIVES and not is_hidden:
                raise self._refused(_NESTED, member)

    def _check_sizes(self, files: Iterable[ZipInfo], size: int) -> None:
        end, expanded = 0, 0
        for info in sorted(files, key=lambda each: each.header_offset):
            if info.header_offset < end:
                raise SourceRefused(source=self._name, reason=_(_OVERLAPS))
            named = len(info.orig_filename.encode(encoding_of(info)))
            end = info.header_offset + _HEADER_BYTES + named + info.compress_size
            expanded += info.file_size
        if end > self._zip.start_dir:
            raise SourceRefused(source=self._name, reason=_(_OVERLAPS))
        if expanded > MAX_EXPANSION * size:
            reason = _(_EXPANDS).format(times=MAX_EXPANSION)
            raise SourceRefused(source=self._name, reason=reason)

    def _refused(self, reason: str, member: Member) -> SourceRefused:
        shown = _(reason).format(member="/".join(member.parts))
        return SourceRefused(source=self._name, reason=shown)


class _Bounded:
    """A file that gives no directory of more than `limit` members: each of them takes a kilobyte.

    What the end of a ZIP says of their number need not be true, so they are counted.
    """

    def __init__(self, file: IO[bytes], name: str, limit: int) -> None:
        self._file = file
        self._name = name
        self._limit = limit
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, count: int = -1) -> bytes:
        data = b"" if count > MAX_DIRECTORY else self._file.read(count)
        if count > MAX_DIRECTORY or data.count(_ENTRY) > self._limit:
            reason = _(_TOO_MANY).format(limit=f"{self._limit:,}")
            raise SourceRefused(source=self._name, reason=reason)
        return data
