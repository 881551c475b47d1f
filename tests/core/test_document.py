from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from lookalike.core.document import Document, FileEntry, merge_files, without_uris

ID = "a" * 64


def entry(uri="file:///a.jpg", **more):
    return FileEntry(uri=uri, size=1, **more)


def test_unions_over_the_files_are_sorted_and_hold_each_value_once():
    document = Document(
        id=ID,
        files=(
            entry("file:///2", category="dog", tags=("b", "a"), caption="two", filename="2"),
            entry("file:///1", category="cat", tags=("a",), caption="one", filename="1"),
            entry("file:///3", category="cat", folder="x/y"),
        ),
    )
    assert document.category == ["cat", "dog"]
    assert document.tags == ["a", "b"]
    assert document.captions == ["one", "two"]
    assert document.filenames == ["1", "2"]
    assert document.folders == ["x/y"]
    assert [file.uri for file in document.files] == ["file:///1", "file:///2", "file:///3"]


def test_merging_keeps_one_entry_per_uri_and_the_new_one_counts():
    merged = merge_files([entry("b", mtime=1), entry("a")], [entry("b", mtime=2)])
    assert [(file.uri, file.mtime) for file in merged] == [("a", 0), ("b", 2)]
    assert without_uris(merged, ["a"]) == (merged[1],)


@pytest.mark.parametrize(
    ("given", "note"),
    [
        ({"location": {"lat": 91, "lon": 0}}, "place dropped: not a place on earth"),
        ({"location": {"lat": float("nan"), "lon": 0}}, "place dropped: not a place on earth"),
        ({"location": {"lat": "x", "lon": 0}}, "place dropped: not a place on earth"),
        ({"taken_at": "0000-01-01"}, "date dropped: not a date"),
        ({"taken_at": datetime(1, 1, 1, tzinfo=UTC)}, "date dropped: its year is impossible"),
        ({"camera": "x" * 1001}, "camera dropped: too long"),
    ],
)
def test_a_value_out_of_bounds_is_dropped_with_a_note_and_the_image_stays(given, note):
    document = Document(id=ID, files=(entry(),), **given)
    assert document.notes == (note,)
    assert (document.location, document.taken_at, document.camera) == (None, None, None)
    assert len(document.files) == 1


def test_a_caption_of_40_kb_and_too_many_tags_are_dropped():
    file = entry(caption="x" * 40_000, category="c" * 1001, tags=("t" * 1001, "ok"))
    document = Document(id=ID, files=(file,))
    assert document.captions == []
    assert document.category == []
    assert document.tags == ["ok"]
    assert len(document.notes) == 3


def test_values_at_the_bound_are_kept():
    document = Document(
        id=ID,
        files=(entry(caption="x" * 8000),),
        location={"lat": 90, "lon": -180},
        taken_at="1800-01-01T00:00:00+01:00",
    )
    assert document.notes == ()
    assert document.location is not None
    assert document.captions == ["x" * 8000]


def test_a_date_without_offset_is_taken_as_utc_and_flagged():
    document = Document(id=ID, taken_at="2024-05-01T12:00:00")
    assert document.taken_at == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert document.taken_at_assumed_utc


def test_a_document_survives_the_way_through_json():
    document = Document(
        id=ID,
        files=(entry(tags=("a",)),),
        location={"lat": 1.5, "lon": 2.5},
        taken_at="2024-05-01T12:00:00+02:00",
        colours=("#ff0000",),
        notes=("a note",),
    )
    assert Document.model_validate_json(document.model_dump_json()) == document


@pytest.mark.parametrize("bad", ["", "A" * 64, "a" * 63, "../" + "a" * 61])
def test_an_id_that_is_no_sha256_is_refused(bad):
    with pytest.raises(ValidationError):
        Document(id=bad)
