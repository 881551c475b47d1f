"""Dates, places and cameras, and the hostile values that stand in their place."""

import struct
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from lookalike.imaging import Facts, decode

pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:PIL\.")


@pytest.fixture
def facts(encoded, quarters):
    def read(tags=(), photo=(), gps=(), kind="JPEG"):
        exif = Image.Exif()
        exif.update(tags)
        exif.get_ifd(0x8769).update(photo)
        exif.get_ifd(0x8825).update(gps)
        return decode(encoded(quarters(), kind, exif=exif.tobytes()), "photo").facts

    return read


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_date_place_and_camera_are_read_from_every_format_that_has_them(facts, kind):
    found = facts(
        tags={0x010F: "Nikon", 0x0110: "D70"},
        photo={0x9003: "2019:07:14 18:30:05", 0x9011: "+02:00"},
        gps={1: "S", 2: (33.0, 51.0, 36.0), 3: "E", 4: (151.0, 12.0, 0.0)},
        kind=kind,
    )
    zone = timezone(timedelta(hours=2))
    assert found.taken_at == datetime(2019, 7, 14, 18, 30, 5, tzinfo=zone)
    assert not found.taken_at_assumed_utc
    assert found.location.model_dump() == pytest.approx({"lat": -33.86, "lon": 151.2})
    assert found.camera == "Nikon D70"
    assert found.notes == ()


def test_a_file_without_exif_has_no_facts(encoded, quarters):
    assert decode(encoded(quarters(), "PNG"), "a").facts == Facts()


def test_without_an_offset_utc_is_assumed_and_flagged(facts):
    found = facts(photo={0x9003: "2019:07:14 18:30:05"})
    assert found.taken_at == datetime(2019, 7, 14, 18, 30, 5, tzinfo=UTC)
    assert found.taken_at_assumed_utc


@pytest.mark.parametrize(
    ("offset", "hours"), [("Z", 0), ("-05:30", -5.5), ("+0900", 9), ("+99:99", None), ("x", None)]
)
def test_offsets_are_read_or_ignored(facts, offset, hours):
    found = facts(photo={0x9003: "2019:07:14 18:30:05", 0x9011: offset})
    assert found.taken_at_assumed_utc is (hours is None)
    assert found.taken_at.utcoffset() == timedelta(hours=hours or 0)


def test_the_date_of_digitising_and_of_change_stand_in_for_the_original(facts):
    assert facts(photo={0x9004: "2001:02:03 04:05:06"}).taken_at.year == 2001
    assert facts(tags={0x0132: "2002:02:03 04:05:06"}).taken_at.year == 2002
    both = facts(photo={0x9003: "0000:00:00 00:00:00", 0x9004: "2003:02:03 04:05:06"})
    assert both.taken_at.year == 2003


@pytest.mark.parametrize(
    "text",
    ["0000:00:00 00:00:00", "2019:13:01 00:00:00", "2019:02:30 00:00:00", "yesterday", "2019"],
)
def test_an_impossible_date_is_dropped_with_a_note(facts, text):
    found = facts(photo={0x9003: text})
    assert found.taken_at is None
    assert found.notes == ("date dropped: not a date",)


def test_a_date_nobody_set_is_none_without_a_note(facts):
    assert facts(photo={0x9003: "    :  :     :  :  "}) == Facts()


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (4.0, 0.0, 0.0)},
        {1: "N", 2: (1.0, 0.0, 0.0), 3: "E", 4: (181.0, 0.0, 0.0)},
        {1: "N", 2: (IFDRational(1, 0),) * 3, 3: "E", 4: (4.0, 0.0, 0.0)},
        {1: "N", 2: (IFDRational(0, 0),) * 3, 3: "E", 4: (4.0, 0.0, 0.0)},
        {1: "Q", 2: (1.0, 0.0, 0.0), 3: "E", 4: (4.0, 0.0, 0.0)},
        {2: (1.0, 0.0, 0.0), 4: (4.0, 0.0, 0.0)},
    ],
)
def test_a_place_not_on_earth_is_dropped_with_a_note(facts, gps):
    found = facts(gps=gps)
    assert found.location is None
    assert found.notes == ("place dropped: not a place on earth",)


def test_half_a_place_is_none(facts):
    assert facts(gps={1: "N", 2: (1.0, 0.0, 0.0)}).location is None


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("SONY", "ILCE-7\0\0junk", "SONY ILCE-7"),
        ("", "Phone", "Phone"),
        ("Maker", "", "Maker"),
        (" two\nlines\x07 ", "x", "two lines x"),
        ("", "  ", None),
    ],
)
def test_make_and_model_are_one_clean_name(facts, make, model, camera):
    assert facts(tags={0x010F: make, 0x0110: model}).camera == camera


def test_a_camera_name_is_cut_at_200_characters(facts):
    assert facts(tags={0x0110: "x" * 5000}).camera == "x" * 200


def test_values_of_the_wrong_type_are_dropped(encoded, quarters):
    short, undefined, number = 3, 7, 12
    entries = [
        (0x010F, short, 1, struct.pack("<HH", 7, 0)),
        (0x0110, short, 2, struct.pack("<HH", 1, 2)),
        (0x0112, undefined, 4, b"six\0"),
        (0x0132, number, 1, struct.pack("<I", 8)),
        (0x8769, undefined, 4, b"here"),
        (0x8825, short, 1, struct.pack("<HH", 3, 0)),
    ]
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries))
    block += b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    data = encoded(quarters(), "JPEG", exif=b"Exif\0\0" + block + bytes(20))
    picture = decode(data, "a")
    assert picture.facts == Facts()
    assert picture.image.shape == (48, 64, 3)


def test_text_that_is_not_ascii_and_bytes_in_its_place_are_read_as_far_as_they_go(facts):
    found = facts(tags={0x0110: b"K\xc3\xb6nig\0\0"}, photo={0x9003: b"2019:07:14 18:30:05\0"})
    assert found.taken_at.year == 2019
    assert found.camera == "König"
    assert facts(tags={0x0110: b"K\xf6nig\0"}).camera == "König"


@pytest.mark.parametrize("value", [0, 9, 255])
def test_an_impossible_orientation_leaves_the_image_as_it_is(encoded, quarters, value):
    exif = Image.Exif()
    exif[0x0112] = value
    picture = decode(encoded(quarters(), "JPEG", exif=exif.tobytes()), "a")
    assert picture.image.shape == (48, 64, 3)
