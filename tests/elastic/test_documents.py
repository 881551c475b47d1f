"""Documents as `_source`, and back."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from lookalike.core.document import Document, FileEntry, Location
from lookalike.search.elastic import documents

ID = "f" * 64
BOAT = Document(
    id=ID,
    files=(
        FileEntry(
            uri="file:///b.jpg", size=7, mtime=1.5, folder="sea", filename="b.jpg", category="boats"
        ),
        FileEntry(uri="file:///a.jpg", size=7, tags=("red", "big"), caption="A boat"),
    ),
    width=640,
    format="jpeg",
    taken_at=datetime(2024, 5, 1, 10, tzinfo=timezone(timedelta(hours=2))),
    location=Location(lat=1.5, lon=-2),
    colours=("#ff0000",),
    notes=("caption dropped: too long",),
)
EMPTY = {"folder": "", "filename": "", "category": None, "tags": [], "caption": None, "source": ""}


def test_a_source_holds_the_files_and_what_follows_from_them():
    assert documents.source_of(BOAT) == {
        "id": ID,
        "files": [
            {
                **EMPTY,
                "uri": "file:///a.jpg",
                "size": 7,
                "mtime": 0.0,
                "tags": ["red", "big"],
                "caption": "A boat",
            },
            {
                **EMPTY,
                "uri": "file:///b.jpg",
                "size": 7,
                "mtime": 1.5,
                "folder": "sea",
                "filename": "b.jpg",
                "category": "boats",
            },
        ],
        "file_count": 2,
        "category": ["boats"],
        "tags": ["big", "red"],
        "folder": ["sea"],
        "filename": ["b.jpg"],
        "sort_name": "b.jpg",
        "words": "b jpg sea boats big red a boat",
        "width": 640,
        "height": 0,
        "bytes": 0,
        "format": "jpeg",
        "colour": ["#ff0000"],
        "taken_at": "2024-05-01T10:00:00+02:00",
        "taken_at_assumed_utc": False,
        "location": {"lat": 1.5, "lon": -2.0},
        "notes": ["caption dropped: too long"],
    }


def test_a_document_is_read_back_and_what_people_added_left_alone():
    source = {**documents.source_of(BOAT), "hidden": True}
    assert documents.document_of(ID, source) == BOAT


def test_an_offset_with_seconds_becomes_utc():
    paris = timezone(timedelta(minutes=9, seconds=21))
    document = Document(id=ID, taken_at=datetime(1900, 1, 1, tzinfo=paris))
    assert documents.source_of(document)["taken_at"] == "1899-12-31T23:50:39+00:00"
    assert document.taken_at == datetime(1899, 12, 31, 23, 50, 39, tzinfo=UTC)


def test_a_row_is_packed_as_big_endian_float32():
    row = np.asarray([1, -2], np.float32)
    assert documents.packed(row, as_base64=True) == "P4AAAMAAAAA="
    assert documents.packed(row, as_base64=False) == [1.0, -2.0]
