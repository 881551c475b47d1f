"""What the directory of a ZIP says of one file in it."""

import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from zipfile import ZipInfo

from lookalike.core.files import without_controls

_UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a ZIP. `raw`: its name as it stands there; `parts`: its folders and name as shown.

    `mtime`: the time in the ZIP taken as UTC; its fraction of a second stands for the CRC of the
    bytes, so that other bytes of the same size and time are noticed.
    """

    raw: bytes
    parts: tuple[str, ...]
    size: int
    mtime: float
    info: ZipInfo


def member_of(info: ZipInfo) -> Member:
    """Return what an entry in the directory of a ZIP says."""
    raw = info.orig_filename.encode(encoding_of(info))
    split = re.split(r"[/\\]", without_controls(as_text(raw)))
    parts = tuple(part for part in split if part not in ("", "."))
    return Member(raw, parts, info.file_size, _mtime(info), info)


def encoding_of(info: ZipInfo) -> str:
    """Return how `zipfile` has decoded a name."""
    return "utf-8" if info.flag_bits & _UTF8 else "cp437"


def as_text(raw: bytes) -> str:
    """Return a name as text: UTF-8, as most write it, else CP 437 (APPNOTE.TXT 6.3.10, appendix D)."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp437")


def is_folder(info: ZipInfo) -> bool:
    """Say whether an entry only names a folder."""
    return info.orig_filename.endswith(("/", "\\")) and not info.file_size


def is_regular(info: ZipInfo) -> bool:
    """Say whether a member is a file: a ZIP of Unix can hold links and devices."""
    return stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)


def _mtime(info: ZipInfo) -> float:
    try:
        seconds = datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:  # the thirtieth of February, say
        seconds = 0.0
    return seconds + info.CRC / 2**32
