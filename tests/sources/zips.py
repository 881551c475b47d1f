"""ZIPs made byte by byte, so that they can say anything."""

import struct
import zlib
from dataclasses import dataclass, field
from itertools import accumulate

from lookalike.sources.archive import ArchiveSource
from lookalike.sources.base import Options
from tests.sources.trees import is_png

STORED, DEFLATED, LZMA = 0, 8, 14
UTF8 = 0x800
DATE = (2024 - 1980) << 9 | 5 << 5 | 17


@dataclass
class Entry:
    """One member; what is not given is told as it is. `offset` points at another's header."""

    name: bytes
    body: bytes = b""
    deflate: bool = False
    method: int | None = None
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    mode: int = 0o100644
    offset: int | None = None
    packed: bytes = field(init=False)

    def __post_init__(self):
        self.packed = deflated(self.body) if self.deflate else self.body
        self.method = self.method if self.method is not None else DEFLATED * self.deflate
        self.crc = zlib.crc32(self.body) if self.crc is None else self.crc
        self.size = len(self.body) if self.size is None else self.size

    @property
    def common(self):
        return struct.pack(
            "<5H3I2H", 20, self.flags, self.method, 0, DATE,
            self.crc, len(self.packed), self.size, len(self.name), 0,
        )  # fmt: skip

    @property
    def local(self):
        return b"PK\3\4" + self.common + self.name + self.packed

    def listed(self, offset):
        at = offset if self.offset is None else self.offset
        made_by = struct.pack("<H", 3 << 8 | 20)
        rest = struct.pack("<3H2I", 0, 0, 0, self.mode << 16, at)
        return b"PK\1\2" + made_by + self.common + rest + self.name


def zipped(*entries):
    """Return the bytes of a ZIP."""
    locals_ = [each.local if each.offset is None else b"" for each in entries]
    starts = accumulate(map(len, locals_), initial=0)
    directory = b"".join(each.listed(at) for each, at in zip(entries, starts, strict=False))
    body = b"".join(locals_)
    count = min(len(entries), 0xFFFF)
    end = struct.pack("<4H2IH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def deflated(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def archive(path, *entries, **options):
    """Write a ZIP of `entries` and make the source under test."""
    path.write_bytes(zipped(*entries))
    return ArchiveSource(path, is_candidate=is_png, options=Options(**options))


HOSTILE = {
    "expands": (Entry(b"a.png", bytes(100_000), deflate=True),),
    "nested": (Entry(b"a.png", b"-"), Entry(b"more/Inner.ZIP", b"PK")),
    "absolute": (Entry(b"/etc/a.png", b"-"),),
    "drive": (Entry(rb"C:\a.png", b"-"),),
    "upwards": (Entry(b"b/../../a.png", b"-"),),
    "upwards, backslashes": (Entry(rb"b\..\..\a.png", b"-"),),
    "encrypted": (Entry(b"a.png", b"-" * 20, flags=1),),
    "overlapping": (Entry(b"a.png", b"-" * 99), Entry(b"a.png", b"-" * 99, offset=0)),
    "not UTF-8 as it says": (Entry(b"\xff.png", b"-", flags=UTF8),),
}
"""Kinds of ZIP that are refused as a whole."""
