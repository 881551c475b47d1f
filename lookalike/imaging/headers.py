"""Sizes that must be read before a file is opened: some libraries allocate while they open one."""

import re
from collections.abc import Iterator

_MAX_BLOCKS = 2_000_000
_LARGEST = 0xFFFF, 0xFFFF
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")

Size = tuple[int, int]


def claimed_size(data: bytes, kind: str) -> Size | None:
    """Return (width, height) as the header of a WebP or GIF claims, None for others or damage."""
    if kind == "WebP":
        return _webp_canvas(data)
    if kind == "GIF" and len(data) >= 13:
        first = next(gif_frames(data), (0, 0))
        return max(_short(data, 6), first[0]), max(_short(data, 8), first[1])
    return None


def gif_frames(data: bytes) -> Iterator[Size]:
    """Yield how far right and down each frame of a GIF reaches, without decoding one.

    Junk between blocks is passed over, as the library does. A file of more blocks than any real
    one ends with a frame of the largest size: counting must not become the cost.
    Source: GIF89a specification, appendix B.
    """
    at, blocks = 13 + _gif_table(data[10]), 0
    while at + 10 < len(data) and data[at] != 0x3B:
        blocks += 1
        if blocks > _MAX_BLOCKS:
            yield _LARGEST
            return
        if data[at] not in (0x2C, 0x21):
            at += 1
            continue
        if data[at] == 0x2C:
            left, top, width, height = (_short(data, at + 1 + 2 * field) for field in range(4))
            yield left + width, top + height
            at += 11 + _gif_table(data[at + 9])
        else:
            at += 2
        while at < len(data) and data[at] and blocks <= _MAX_BLOCKS:
            at, blocks = at + 1 + data[at], blocks + 1
        at += 1


def jpeg_scans(data: bytes, enough: int) -> int:
    """Count the scans of a JPEG up to `enough`; what stands behind its end is not of it.

    Source: ITU-T T.81, annex B.
    """
    at, scans = 2, 0
    while scans < enough and (marker := _JPEG_MARKER.search(data, at)):
        code, at = data[marker.start() + 1], marker.end()
        if code == 0xD9:
            break
        if code not in (0x01, 0xD8):
            at += int.from_bytes(data[at : at + 2], "big")
        scans += code == 0xDA
    return scans


def _gif_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _webp_canvas(data: bytes) -> Size | None:
    """Read the three kinds of first chunk. Source: RFC 9649, sections 2.5 to 2.7."""
    kind, head = data[12:16], data[20:30]
    if len(head) < 10:
        return None
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return _short(head, 6) & 0x3FFF, _short(head, 8) & 0x3FFF
    return None


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
