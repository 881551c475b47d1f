"""Whatever the bytes are: an image, or one of our refusals, and never anything else."""

import random
import struct
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lookalike.core.errors import (
    ImageBroken,
    ImageRefused,
    ImageTooLarge,
    ImageTruncated,
    UnsupportedFormat,
)
from lookalike.imaging import decode, derive
from lookalike.imaging.refusal import refusing

pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:PIL\.")

KINDS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF", "BMP", "TIFF"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.5, 0.75])
def test_a_truncated_file_of_every_format_says_so(encoded, kind, part):
    noise = Image.effect_noise((200, 150), 90).convert("RGB")
    data = encoded(noise, kind)
    assert decode(data, "whole").width == 200
    with pytest.raises(ImageTruncated) as caught:
        decode(data[: int(len(data) * part)], "holiday.jpg")
    assert "holiday.jpg is truncated" in str(caught.value)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg"])
def test_a_truncated_compressed_tiff_says_so(encoded, compression):
    data = encoded(Image.effect_noise((200, 150), 90), "TIFF", compression=compression)
    with pytest.raises(ImageTruncated):
        decode(data[: len(data) // 2], "scan.tif")


def test_a_jpeg_cut_anywhere_before_its_end_is_never_accepted(encoded, quarters):
    data = encoded(quarters((32, 24)), "JPEG", progressive=True)
    for end in range(3, len(data) - 1):
        with pytest.raises(ImageBroken):
            decode(data[:end], "cut.jpg")


def test_a_truncated_jpeg_with_a_thumbnail_inside_is_truncated(encoded, quarters):
    thumbnail = encoded(quarters((16, 12)), "JPEG")
    exif = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" + thumbnail
    data = encoded(quarters((320, 240)), "JPEG", exif=exif)
    assert decode(data, "whole.jpg").width == 320
    with pytest.raises(ImageTruncated):
        decode(data[: -len(data) // 10], "cut.jpg")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>', "an SVG drawing"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "HTML"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "an EPS drawing"),
        (b"%PDF-1.4\n", "a PDF"),
        (b"P6 2 2 255\n" + bytes(12), "a Netpbm picture"),
        (b"II*", "some other kind of file"),
    ],
)
def test_what_is_no_image_is_named_and_the_formats_we_read_are_listed(data, found):
    with pytest.raises(UnsupportedFormat) as caught:
        decode(data, "photo.jpg")
    assert caught.value.params["found"] == found
    assert "JPEG, PNG, WebP, GIF, AVIF, HEIC, BMP, TIFF" in str(caught.value)


def test_ghostscript_never_starts(monkeypatch):
    started = []
    monkeypatch.setattr(subprocess, "check_call", started.append)
    monkeypatch.setattr(subprocess, "Popen", started.append)
    with pytest.raises(UnsupportedFormat):
        decode(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EOF", "photo.jpg")
    assert started == []


@pytest.mark.parametrize(
    "kind", ["PPM", "TGA", "ICO", "PCX", "SGI", "JPEG2000", "DDS", "ICNS", "PDF", "EPS"]
)
def test_formats_that_the_library_could_read_but_we_do_not_are_refused(encoded, quarters, kind):
    with pytest.raises(UnsupportedFormat):
        decode(encoded(quarters((64, 64)), kind), "photo.png")


def test_a_damaged_header_is_broken_and_shows_no_memory_address(encoded, quarters):
    data = encoded(quarters(), "PNG").replace(b"IHDR", b"XHDR")
    with pytest.raises(ImageBroken) as caught:
        decode(data, "bad.png")
    assert "0x" not in str(caught.value)
    assert "bad.png is damaged" in str(caught.value)


def test_damaged_exif_does_not_cost_the_image(encoded, quarters):
    exif = Image.Exif()
    exif.update({0x010F: "Make", 0x0110: "Model", 0x011A: 72.0, 0x0128: 2})
    exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)})
    block = exif.tobytes()
    dice = random.Random(5)
    for _trial in range(300):
        hurt = bytearray(block)
        for _flip in range(dice.choice((1, 3, 10))):
            hurt[dice.randrange(6, len(hurt))] = dice.choice((0, 255, dice.randrange(256)))
        picture = decode(encoded(quarters(), "JPEG", exif=bytes(hurt)), "hurt.jpg")
        assert picture.image.size == 48 * 64 * 3


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError("image file is truncated (3 bytes not processed)"), ImageTruncated),
        (OSError("broken data stream"), ImageBroken),
        (SyntaxError("bad header"), ImageBroken),
        (struct.error("unpack requires a buffer"), ImageBroken),
        (ZeroDivisionError(), ImageBroken),
        (AssertionError(), ImageBroken),
        (MemoryError(), ImageTooLarge),
        (Image.DecompressionBombError("bomb"), ImageTooLarge),
        (ImageTruncated(file="x"), ImageTruncated),
    ],
)
def test_every_error_of_a_library_becomes_one_of_ours(error, expected):
    with pytest.raises(expected) as caught, refusing(b"IEND", "file.png", "PNG"):
        raise error
    assert type(caught.value) is expected


def hurt(data, how, places):
    data = bytearray(data)
    for place, value in places:
        data[int(place * (len(data) - 1))] = value
    return bytes(data[: int(how * len(data))] if how < 1 else data)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.integers(0, 1000),
    how=st.one_of(st.just(1.0), st.floats(0, 1)),
    places=st.lists(
        st.tuples(st.one_of(st.floats(0, 0.2), st.floats(0, 1)), st.integers(0, 255)), max_size=12
    ),
)
def test_a_damaged_file_is_an_image_or_a_refusal_of_ours(one_of_each, name, how, places):
    data = hurt(list(one_of_each.values())[name % len(one_of_each)], how, places)
    try:
        picture = decode(data, "damaged")
    except ImageRefused:
        return
    assert picture.image.ndim == 3
    derive(picture.image)


@settings(max_examples=200, deadline=None)
@given(
    magic=st.sampled_from(
        [
            *(
                b"\xff\xd8\xff",
                b"\x89PNG\r\n\x1a\n",
                b"GIF89a",
                b"RIFF\0\0\0\0WEBP",
                b"II*\0",
                b"MM\0*",
            ),
            *(b"BM" + bytes(12) + b"\x28\0\0\0", b"\0\0\0\x18ftypavif", b"\0\0\0\x18ftypheic", b""),
        ]
    ),
    rest=st.binary(max_size=400),
)
def test_noise_behind_a_signature_is_refused_by_one_of_ours(magic, rest):
    with pytest.raises(ImageRefused, match=r"^noise is (not an image|damaged|truncated|too large)"):
        decode(magic + rest, "noise")
