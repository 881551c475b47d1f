"""From whatever the decoding libraries raise to our own tree of errors."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TypeVar

from PIL import Image, UnidentifiedImageError
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from lookalike.core.errors import ImageBroken, ImageRefused, ImageTooLarge, ImageTruncated
from lookalike.core.problems import in_a_line
from lookalike.core.texts import N_, _

_CUT = re.compile(r"truncat|end of (file|data)|unexpected end|not processed", re.IGNORECASE)
_HEADER = N_("its header is damaged")
_MEMORY = N_("more memory than there is")
_MACHINE = N_("this machine's memory")
_UNEXPECTED = N_("{kind}: {message}")
_CRASHED = N_("the process that decoded it died")

Made = TypeVar("Made")


@contextmanager
def refusing(data: bytes, name: str, kind: str) -> Iterator[None]:
    """Turn every error from within into ImageTruncated, ImageBroken or ImageTooLarge."""
    try:
        yield
    except ImageRefused:
        raise
    except (MemoryError, Image.DecompressionBombError) as error:
        raise ImageTooLarge(file=name, found=_(_MEMORY), limit="?", setting=_(_MACHINE)) from error
    except Exception as error:  # foreign bytes make a decoder raise anything at all
        if _CUT.search(str(error)) or _ends_early(data, kind):
            raise ImageTruncated(file=name) from error
        raise ImageBroken(file=name, reason=_reason(error)) from error


def attempt(name: str, make: Callable[[], Made]) -> Made | ImageRefused:
    """Return what `make` makes of an image, or why it cannot: one file never ends a run of many."""
    try:
        return make()
    except ImageRefused as refusal:
        return refusal
    except Exception as error:  # noqa: BLE001 - whatever it does
        reason = _(_UNEXPECTED).format(kind=type(error).__name__, message=error)
        return ImageBroken(file=name, reason=reason)


def crashed(name: str) -> ImageBroken:
    """Return the refusal of an image that killed the process that decoded it."""
    return ImageBroken(file=name, reason=_(_CRASHED))


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return _(_HEADER)  # its own message holds a memory address
    return in_a_line(error) or type(error).__name__


def _ends_early(data: bytes, kind: str) -> bool:
    """Say whether the container itself tells that its end is missing."""
    return _ENDS_EARLY.get(kind, _boxes_end_early)(data)


def _boxes_end_early(data: bytes) -> bool:
    """Walk the boxes of an ISO media file (AVIF, HEIC; ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:
            return False  # to the end of the file
        at += max(size, 8)
    return at != len(data)


def _tiff_ends_early(data: bytes) -> bool:
    file = BytesIO(data)
    try:
        tags = ImageFileDirectory_v2(data[:16] if data[2:4] in (b"+\0", b"\0+") else data[:8])
        if tags.next >= len(data):
            return True
        file.seek(tags.next)
        tags.load(file)
        pairs = (
            pair
            for at, count in ((273, 279), (324, 325))
            for pair in zip(_whole(tags.get(at)), _whole(tags.get(count)), strict=False)
        )
        return any(start + length > len(data) for start, length in pairs)
    except Exception:  # noqa: BLE001 - it is damaged; all that is asked is how
        return False


def _whole(value: object) -> tuple[int, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(number for number in values if isinstance(number, int))


_ENDS_EARLY: dict[str, Callable[[bytes], bool]] = {
    "JPEG": lambda data: data.rfind(b"\xff\xd9") <= data.rfind(b"\xff\xda"),
    "PNG": lambda data: b"IEND" not in data,
    "GIF": lambda data: not data.rstrip(b"\0").endswith(b";"),
    "WebP": lambda data: 8 + int.from_bytes(data[4:8], "little") > len(data),
    "BMP": lambda data: int.from_bytes(data[2:6], "little") > len(data),
    "TIFF": _tiff_ends_early,
}
