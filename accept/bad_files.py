"""Cases 1 to 16 of bad input as files, made by code: what must come in, be refused, be skipped."""

import os
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

from tests.imaging.conftest import TO_FILE
from tests.imaging.conftest import _chunk as chunk
from tests.imaging.conftest import _encoded as encoded
from tests.imaging.conftest import _png_claiming as png_claiming
from tests.imaging.conftest import _quarters as quarters

Files = dict[bytes, bytes]
"""Content by raw path relative to the folder."""

pillow_heif.register_heif_opener()

ORIENTATION = 0x0112
TURNED = b"09 orientation %d.png"
DEEP = b"/".join([b"a folder in a folder"] * 16)


def accepted() -> Files:
    """Return the files that must come in, those just inside a limit among them."""
    picture = quarters()
    grey16 = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    clear = picture.convert("RGBA")
    clear.putalpha(90)
    several = {"save_all": True, "append_images": [picture.rotate(90), picture.rotate(180)]}
    jpeg, archive = encoded(picture, "JPEG"), BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("inside.txt", "text")
    return {
        b"03 just 20 to 1.png": encoded(picture.resize((200, 10)), "PNG"),
        b"04 just 49 million pixels.png": encoded(Image.new("RGBA", (7000, 7000), "teal"), "PNG"),
        b"04 just 49 million pixels.webp": encoded(Image.new("RGBA", (7000, 7000), "navy"), "WEBP"),
        b"04 just 119 million pixels.jpg": encoded(
            Image.new("RGB", (10900, 10900), "teal"), "JPEG"
        ),
        b"06 sixteen bits.png": encoded(grey16, "PNG"),
        b"07 cmyk.jpg": encoded(picture.convert("CMYK"), "JPEG"),
        b"08 see-through.png": encoded(clear, "PNG"),
        **{TURNED % turn: _turned(picture, turn) for turn in range(1, 9)},
        b"10 animated.gif": encoded(picture, "GIF", **several),
        b"10 animated.webp": encoded(picture, "WEBP", **several),
        b"10 animated.avif": encoded(picture, "AVIF", **several),
        b"11 one pixel.png": encoded(Image.new("RGB", (1, 1), "red"), "PNG"),
        b"12 photo.heic": encoded(picture, "HEIF"),
        b"14 also html.jpg": jpeg + b"<html><script>alert(1)</script></html>",
        b"14 also zip.jpg": jpeg + archive.getvalue(),
        **{name: jpeg + bytes([place]) for place, name in enumerate(odd_names())},
    }


def odd_names() -> list[bytes]:
    """Return the names of case 15 that a file system takes; / and NUL it does not."""
    return [
        b"15 caf\xe9 \xff\xfe.jpg",
        "15 \N{RIGHT-TO-LEFT OVERRIDE}gpj.exe.jpg".encode(),
        b"15 ..\\..\\etc\\passwd.jpg",
        b"15 <img src=x onerror=alert(1)> & [bold] %2e%2e.jpg",
        b"15 two\nlines\x1b[31m.jpg",
        b"15 " + b"x" * 248 + b".jpg",
        DEEP + b"/15 over 300 characters deep.jpg",
    ]


def refused() -> dict[bytes, tuple[bytes, str]]:
    """Return content and code of refusal, by path, of the files that must be quarantined."""
    jpeg = encoded(quarters((400, 300)), "JPEG")
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    return {
        b"01 truncated.jpg": (jpeg[: len(jpeg) // 2], "image_truncated"),
        b"02 claims 9000x9000.png": (png_claiming(9000, 9000), "image_too_large"),
        b"03 30000x2.png": (png_claiming(30000, 2), "image_too_large"),
        b"04 30000x30000.png": (png_claiming(30000, 30000), "image_too_large"),
        b"04 13000x13000 grey.png": (png_claiming(13000, 13000, colour_type=0), "image_too_large"),
        b"05 bomb of text.png": (_with_chunk(encoded(quarters(), "PNG"), bomb), "image_broken"),
        b"13 an svg.jpg": (svg, "unsupported_format"),
        b"13 html.jpg": (b"<!doctype html><title>no</title>", "unsupported_format"),
        b"13 nothing.jpg": (b"", "unsupported_format"),
        b"13 eps.jpg": (b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run\n", "unsupported_format"),
    }


def skipped(folder: Path) -> dict[str, int]:
    """Make what is no candidate in `folder` (case 16), and return how often for which reason."""
    (folder / "16").mkdir()
    (folder / "16" / "loop").symlink_to(folder)
    (folder / "16" / "itself.jpg").symlink_to("itself.jpg")
    (folder / "16" / "outside.jpg").symlink_to("/etc/hostname")
    os.mkfifo(folder / "16" / "pipe.jpg")
    locked = folder / "16" / "locked.jpg"
    locked.write_bytes(encoded(quarters(), "JPEG", quality=30))
    locked.chmod(0)
    (folder / "drawing.svg").write_bytes(b"<svg/>")
    (folder / "notes.txt").write_bytes(b"not an image")
    return {
        "link loop": 2,
        "link out of the source": 1,
        "no permission to read it": 1,
        "not a regular file": 1,
        "not an image": 2,
    }


def write(folder: Path, files: Files) -> None:
    """Write files by their raw names."""
    for name, content in files.items():
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _turned(picture: Image.Image, orientation: int) -> bytes:
    """Return a PNG stored as a camera held this way would, to be turned upright by its EXIF."""
    method = TO_FILE[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stored = picture if method is None else picture.transpose(method)
    return bytes(encoded(stored, "PNG", exif=exif))


def _with_chunk(png: bytes, extra: bytes) -> bytes:
    """Return a PNG with one more chunk after its header."""
    end = 8 + 12 + struct.unpack(">I", png[8:12])[0]
    return png[:end] + extra + png[end:]
