"""Bounds on what a header may claim; they are checked before a single pixel is decoded."""

from dataclasses import dataclass
from itertools import islice
from typing import Self

from PIL import Image

from lookalike.core.errors import ImageTooLarge, ImageTruncated
from lookalike.core.settings import PREFIX, Settings
from lookalike.core.texts import N_, _
from lookalike.imaging.headers import claimed_size, gif_frames, jpeg_scans

MAX_SCANS = 64
"""Scans of a progressive JPEG. Each walks over the whole image; cameras and editors write ~10."""

ANIMATED = frozenset({"PNG", "WebP", "GIF", "AVIF"})
"""Formats whose frames x pixels are capped. The pages of a TIFF, the pictures of a burst (HEIC)
and the previews behind a JPEG (MPO) are stills of their own, of which only the first is read."""

_PNG_BITS = {"1": 1, "P": 1, "L": 1, "I;16": 16, "LA": 16, "RGB": 24, "RGBA": 32}

_PIXELS = N_("{width} x {height} pixels")
_FRAMES = N_("{frames} frames of {width} x {height} pixels")
_SIDES = N_("{width} x {height}")
_BYTES = N_("{size} bytes")
_SCANS = N_("{count} scans and more")
_ASPECT = N_("longest to shortest side")
_SCANS_OF_ONE = N_("scans of one JPEG")
_RUN_LENGTHS = N_("a tenth of {setting}, for a BMP of run lengths")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the door lets in: pixels (frames x width x height), proportions, bytes of the file."""

    pixels: int = 50_000_000
    pixels_jpeg: int = 120_000_000
    aspect: int = 20
    file_bytes: int = 256 * 2**20

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the limits that the settings name."""
        return cls(
            pixels=settings.max_pixels,
            pixels_jpeg=settings.max_pixels_jpeg,
            file_bytes=settings.max_file_bytes,
        )


def check_file_bytes(data: bytes, name: str, limits: Limits) -> None:
    """Refuse a file of more bytes than are read: ImageTooLarge."""
    if len(data) > limits.file_bytes:
        found = _(_BYTES).format(size=len(data))
        raise _too_large(name, found, limits.file_bytes, PREFIX + "MAX_FILE_BYTES")


def check_claim(data: bytes, name: str, limits: Limits, kind: str) -> None:
    """Refuse a file for which opening alone would allocate too much: ImageTooLarge."""
    size = claimed_size(data, kind)
    if size is not None and min(size):
        check_size(size, name, limits, kind)


def check_size(
    size: tuple[int, int], name: str, limits: Limits, kind: str, frames: int = 1
) -> None:
    """Refuse (width, height) over the limits for format `kind`: ImageTooLarge, which names it."""
    width, height = size
    limit, setting = limits.pixels, PREFIX + "MAX_PIXELS"
    if kind == "JPEG":
        limit, setting = limits.pixels_jpeg, PREFIX + "MAX_PIXELS_JPEG"
    if frames * width * height > limit:
        found = _(_PIXELS if frames == 1 else _FRAMES)
        found = found.format(frames=frames, width=width, height=height)
        raise _too_large(name, found, limit, setting)
    if max(size) > limits.aspect * min(size):
        found = _(_SIDES).format(width=width, height=height)
        raise _too_large(name, found, f"{limits.aspect}:1", _(_ASPECT))


def check_header(image: Image.Image, data: bytes, name: str, limits: Limits, kind: str) -> None:
    """Refuse an opened, not yet decoded image by what its header claims.

    ImageTooLarge: pixels, frames x pixels, proportions, the tile of a TIFF, scans of a JPEG.
    ImageTruncated: more pixels than its bytes can hold, however well they were compressed.
    """
    check_size(image.size, name, limits, kind, _frames(image, data, limits, kind))
    if kind == "TIFF":
        _check_tile(image, name, limits)
    if kind == "BMP":
        _check_run_lengths(image, name, limits)
    if kind == "JPEG" and "progressive" in image.info:
        scans = jpeg_scans(data, MAX_SCANS + 1)
        if scans > MAX_SCANS:
            found = _(_SCANS).format(count=scans)
            raise _too_large(name, found, MAX_SCANS, _(_SCANS_OF_ONE))
    if image.width * image.height > len(data) * _pixels_per_byte(image, kind):
        raise ImageTruncated(file=name)


def _frames(image: Image.Image, data: bytes, limits: Limits, kind: str) -> int:
    if kind == "GIF":
        enough = limits.pixels // (image.width * image.height) + 1
        return max(sum(1 for _frame in islice(gif_frames(data), enough)), 1)
    return int(getattr(image, "n_frames", 1)) if kind in ANIMATED else 1


def _check_tile(image: Image.Image, name: str, limits: Limits) -> None:
    """Refuse a TIFF whose tile is larger than an image may be: one tile is unpacked as a whole."""
    tags = getattr(image, "tag_v2", {})
    width, height = tags.get(322, 1), tags.get(323, 1)
    if isinstance(width, int) and isinstance(height, int) and width * height > limits.pixels:
        found = _(_PIXELS).format(width=width, height=height)
        raise _too_large(name, found, limits.pixels, PREFIX + "MAX_PIXELS")


def _check_run_lengths(image: Image.Image, name: str, limits: Limits) -> None:
    """Refuse a large BMP of run lengths: they are unpacked in Python, a hundred times slower."""
    tenth = limits.pixels // 10
    if image.info.get("compression") in (1, 2) and image.width * image.height > tenth:
        found = _(_PIXELS).format(width=image.width, height=image.height)
        raise _too_large(name, found, tenth, _(_RUN_LENGTHS).format(setting=PREFIX + "MAX_PIXELS"))


def _pixels_per_byte(image: Image.Image, kind: str) -> float:
    """Return how many pixels one byte of the file can hold at the very most.

    PNG: deflate packs 1032 to 1. JPEG: one bit at least for each block of 8 x 8. The others have
    no such bound.
    """
    if kind == "PNG":
        return 8 * 1032 / _PNG_BITS.get(image.mode, 1)
    return 8 * 64 if kind == "JPEG" else float("inf")


def _too_large(name: str, found: str, limit: object, setting: str) -> ImageTooLarge:
    return ImageTooLarge(file=name, found=found, limit=limit, setting=setting)
