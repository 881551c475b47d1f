"""What bytes are, by their first few: which of our formats, or what else."""

import re
from pathlib import PurePosixPath

from lookalike.core.texts import N_, _

SIGNATURE_BYTES = 64
"""So many first bytes are enough for `format_of` and `is_candidate`."""

EXTENSIONS = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".webp", ".gif"),
        *(".avif", ".avifs", ".heic", ".heics", ".heif", ".heifs", ".hif"),
        *(".bmp", ".dib", ".tif", ".tiff"),
    }
)
ACCEPTED = "JPEG, PNG, WebP, GIF, AVIF, HEIC, BMP, TIFF"

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"},
)
_NEUTRAL_BRANDS = frozenset({b"mif1", b"msf1"})
_BMP_HEADER_SIZES = frozenset({12, 40, 52, 56, 64, 108, 124})
_MAGICS: tuple[tuple[bytes | tuple[bytes, ...], str], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    ((b"GIF87a", b"GIF89a"), "GIF"),
    ((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), "TIFF"),
)

_UNKNOWN = N_("some other kind of file")
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (rb"%PDF-", N_("a PDF")),
    (rb"%!PS|\xc5\xd0\xd3\xc6", N_("an EPS drawing")),
    (rb"8BPS", N_("a Photoshop document")),
    (rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51|\xff\x0a|\x00\x00\x00\x0cJXL ", N_("a JPEG 2000 or XL")),
    (rb"\x00\x00[\x01\x02]\x00", N_("an icon or cursor")),
    (rb"P[1-7]\s", N_("a Netpbm picture")),
    (rb"PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", N_("an archive")),
    (rb"\x7fELF|MZ", N_("a program")),
    (rb"....ftyp", N_("a video")),
    (rb"RIFF....AVI |\x1a\x45\xdf\xa3", N_("a video")),
)  # fmt: skip
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (rb"<(?:!doctype )?svg\b", N_("an SVG drawing")),
    (rb"<(?:!doctype html|html|head|body|script)\b", N_("HTML")),
    (rb"<\?xml\b", N_("an XML document")),
)


def is_candidate(filename: str, head: bytes) -> bool:
    """Say whether a file is to be read as an image: by its extension, or by its first 64 bytes.

    A candidate that turns out to be no image is an error worth telling; other files are not.
    """
    return PurePosixPath(filename).suffix.lower() in EXTENSIONS or format_of(head) is not None


def format_of(head: bytes) -> str | None:
    """Return the name of the accepted format that `head` begins, None for everything else."""
    for magic, name in _MAGICS:
        if head.startswith(magic):
            return name
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WebP"
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return "BMP"  # two letters alone begin many a text
    return _brand_of(head) if head[4:8] == b"ftyp" else None


def describe(head: bytes) -> str:
    """Return a short name, for people, of bytes that are none of our formats: `a PDF`, `empty`."""
    if not head:
        return _(N_("empty"))
    head = head[:1024]
    for pattern, name in _FOREIGN:
        if re.match(pattern, head, re.DOTALL):
            return _(name)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        for pattern, name in _MARKUP:
            if re.search(pattern, head, re.IGNORECASE):
                return _(name)
    return _(_UNKNOWN)


def _brand_of(head: bytes) -> str | None:
    """Tell AVIF from HEIC: both are ISO media files, and both may begin with a neutral brand."""
    size = min(int.from_bytes(head[:4], "big"), SIGNATURE_BYTES)
    major = head[8:12]
    brands = [major, *(head[at : at + 4] for at in range(16, size - 3, 4))]
    if major not in _AVIF_BRANDS | _HEIC_BRANDS | _NEUTRAL_BRANDS:
        return None
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return "AVIF"
        if brand in _HEIC_BRANDS:
            return "HEIC"
    return "HEIC"
