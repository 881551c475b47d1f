"""Sizes read from the first bytes of a WebP or GIF."""

import struct

import pytest
from PIL import Image

from lookalike.imaging.headers import claimed_size, gif_frames, jpeg_scans

SCREEN = b"GIF89a" + struct.pack("<HHBBB", 10, 20, 0, 0, 0)


def frame(left, top, width, height):
    return b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0) + b"\2\1\0\0"


@pytest.mark.parametrize(
    "options",
    [{}, {"lossless": True}, {"save_all": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}],
)
def test_every_kind_of_webp_tells_its_canvas(encoded, quarters, options):
    if "save_all" in options:
        options = {**options, "append_images": [Image.new("RGB", (300, 17))]}
    assert claimed_size(encoded(quarters((300, 17)), "WEBP", **options), "WebP") == (300, 17)


def test_a_cut_or_unknown_header_claims_nothing():
    assert claimed_size(b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\1\2\3", "WebP") is None
    assert claimed_size(b"RIFF\0\0\0\0WEBPNONE" + bytes(40), "WebP") is None
    assert claimed_size(b"GIF89a", "GIF") is None
    assert claimed_size(b"\x89PNG", "PNG") is None


def test_the_first_frame_of_a_gif_may_reach_beyond_its_screen():
    assert claimed_size(SCREEN + frame(0, 0, 5, 5) + b";" + bytes(9), "GIF") == (10, 20)
    assert claimed_size(SCREEN + frame(100, 5, 200, 5) + b";" + bytes(9), "GIF") == (300, 20)


def test_frames_are_counted_past_extensions_and_junk():
    comment = b"\x21\xfe\3abc\0"
    data = SCREEN + comment + frame(0, 0, 1, 1) + b"junk!"[:4] + frame(0, 0, 2, 3) + b";" + bytes(9)
    assert list(gif_frames(data)) == [(1, 1), (2, 3)]


def test_a_gif_of_endless_blocks_ends_with_the_largest_frame():
    data = SCREEN + frame(0, 0, 1, 1) + b"\x21\xfe" + b"\1\7" * 2_100_000 + b"\0;"
    assert list(gif_frames(data + bytes(20))) == [(1, 1), (65_535, 65_535)]
    assert claimed_size(SCREEN + bytes(2_100_000), "GIF") == (65_535, 65_535)


def test_scans_are_counted_to_the_end_of_the_jpeg_and_not_inside_its_segments(encoded, quarters):
    thumbnail = encoded(quarters((16, 12)), "JPEG")
    plain = encoded(quarters(), "JPEG", exif=b"Exif\0\0" + thumbnail)
    assert plain.count(b"\xff\xda") == 2
    assert jpeg_scans(plain, 99) == 1
    assert jpeg_scans(plain + b"\xff\xda" * 50, 99) == 1  # a film behind the photo
    progressive = encoded(quarters(), "JPEG", progressive=True)
    first = progressive.index(b"\xff\xda")
    comment = b"\xff\xfe\0\4\xff\xd9"  # an end that is none
    hidden = progressive[:first] + comment + progressive[first:]
    assert jpeg_scans(hidden, 99) == progressive.count(b"\xff\xda") == 10
    assert jpeg_scans(hidden, 4) == 4
