"""What bytes are, by name and by signature."""

import pytest

from lookalike.imaging.sniff import describe, format_of, is_candidate


@pytest.mark.parametrize(
    "name",
    ["a.jpg", "A.JPEG", "scan.jfif", "x.webp", "b.HEIC", "c.heif", "d.tif", "e.bmp", "f.avif"],
)
def test_an_image_extension_makes_a_candidate_whatever_the_bytes_are(name):
    assert is_candidate(name, b"<html>")
    assert is_candidate(name, b"")


@pytest.mark.parametrize("name", ["notes.txt", "drawing.svg", "jpg", ".jpg", "a.jpg.zip", ""])
def test_other_names_need_an_image_signature(name):
    assert not is_candidate(name, b"hello")
    assert is_candidate(name, b"\xff\xd8\xff\xe0" + bytes(60))


def test_the_first_64_bytes_of_every_format_are_recognised_under_any_name(one_of_each):
    for name, data in one_of_each.items():
        assert is_candidate("file", data[:64]), name


def test_a_text_that_begins_with_bm_is_no_bitmap():
    assert not is_candidate("cars", b"BMW and others: a list of cars, with their years")


def test_heic_and_avif_are_told_apart_where_the_major_brand_is_neutral():
    def ftyp(*brands):
        body = b"".join((brands[0], b"\0\0\0\0", *brands[1:]))
        return (8 + len(body)).to_bytes(4, "big") + b"ftyp" + body

    assert format_of(ftyp(b"mif1", b"mif1", b"avif")) == "AVIF"
    assert format_of(ftyp(b"mif1", b"mif1", b"heic")) == "HEIC"
    assert format_of(ftyp(b"isom", b"mp41")) is None
    assert describe(ftyp(b"isom", b"mp41")) == "a video"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "an EPS drawing"),
        (b"\xc5\xd0\xd3\xc6\x1e\0\0\0", "an EPS drawing"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "an SVG drawing"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made -->\n<svg>', "an SVG drawing"),
        (b"\n <!DOCTYPE html><title>404</title>", "HTML"),
        (b"<html><body>", "HTML"),
        (b"<!---->" * 200, "some other kind of file"),
        (b"<?xml version='1.0'?><rss>", "an XML document"),
        (b"PK\x03\x04", "an archive"),
        (b"\0\1\2\3 anything", "some other kind of file"),
    ],
)
def test_foreign_bytes_are_named_for_people(head, expected):
    assert describe(head) == expected
