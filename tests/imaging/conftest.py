"""Images made by code: small ones of every format, and headers that claim what is not there."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

RED, GREEN, BLUE, YELLOW = (220, 30, 40), (30, 160, 60), (20, 60, 200), (240, 210, 40)

TO_FILE = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How upright pixels lie in a file of each EXIF orientation."""


def close(pixel, expected, by=6):
    """Say whether no channel differs by more than `by`."""
    return np.abs(np.asarray(pixel, int) - np.asarray(expected, int)).max() <= by


def _encoded(image, kind, **options):
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _quarters(size=(64, 48)):
    """Four quarters: red, green above blue, yellow; so every turn shows."""
    width, height = size
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_claiming(width, height, *, bits=8, colour_type=2, extra=b"", body=b"\0" * 64):
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + extra + _chunk(b"IDAT", zlib.compress(body))
    return b"\x89PNG\r\n\x1a\n" + chunks + _chunk(b"IEND", b"")


@pytest.fixture(scope="session")
def encoded():
    """Encode a PIL image: `encoded(image, "JPEG", quality=90)` gives bytes."""
    return _encoded


@pytest.fixture(scope="session")
def quarters():
    """Make the picture of four colours."""
    return _quarters


@pytest.fixture(scope="session")
def chunk():
    """Make one chunk of a PNG."""
    return _chunk


@pytest.fixture(scope="session")
def png_claiming():
    """Make a PNG whose header claims any size."""
    return _png_claiming


@pytest.fixture(scope="session")
def srgb_profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture(scope="session")
def one_of_each():
    """One small valid file of each format and kind, by name."""
    image = _quarters()
    seen = np.random.default_rng(7).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    noise = Image.fromarray(seen)
    clear = image.convert("RGBA")
    clear.putalpha(90)
    frames = [noise, image.rotate(90)]
    grey16 = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    several = {"save_all": True, "append_images": frames}
    return {
        "jpeg": _encoded(image, "JPEG"),
        "progressive jpeg": _encoded(noise, "JPEG", progressive=True),
        "cmyk jpeg": _encoded(image.convert("CMYK"), "JPEG"),
        "mpo": _encoded(image, "MPO", **several),
        "png": _encoded(noise, "PNG"),
        "palette png": _encoded(image.quantize(4), "PNG", transparency=1),
        "16 bit png": _encoded(grey16, "PNG"),
        "apng": _encoded(image, "PNG", **several),
        "gif": _encoded(image, "GIF", **several),
        "webp": _encoded(image, "WEBP"),
        "lossless webp": _encoded(clear, "WEBP", lossless=True),
        "animated webp": _encoded(image, "WEBP", **several),
        "avif": _encoded(image, "AVIF"),
        "animated avif": _encoded(image, "AVIF", **several),
        "heic": _encoded(image, "HEIF"),
        "bmp": _encoded(image, "BMP"),
        "palette bmp": _encoded(image.quantize(4), "BMP"),
        "tiff": _encoded(image, "TIFF"),
        "lzw tiff": _encoded(image, "TIFF", compression="tiff_lzw"),
        "fax tiff": _encoded(image.convert("1"), "TIFF", compression="group4"),
        "jpeg tiff": _encoded(image, "TIFF", compression="jpeg"),
    }
