"""Documents: put, merge by uri, remove, delete; what is read back is what was last written."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from lookalike.core.document import Location
from lookalike.core.errors import RowRefused, UnknownChoice
from lookalike.search.engine import Item


def test_a_document_comes_back_as_it_was_put(engine, photos, make_document, make_file, outcomes):
    document = make_document(
        1,
        make_file(
            "file:///p/sea/boat%20one.jpg",
            size=2**40,
            mtime=1714550400.25,
            folder="p/sea",
            filename="boat one.jpg",
            category="boats",
            tags=("sail", "blue"),
            caption="A boat.",
            source="file:///p",
        ),
        width=640,
        height=480,
        format="jpeg",
        bytes=2**40,
        taken_at=datetime(2024, 5, 1, 10, 0, tzinfo=timezone(timedelta(hours=2))),
        location=Location(lat=-33.5, lon=151.25),
        camera="Canon EOS",
        perceptual_hash="0123456789abcdef",
        colours=("#0000ff", "#ffffff"),
        ingested_at=datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
        notes=("date dropped: not a date",),
    )
    assert outcomes(engine.put(photos, [Item(document)])) == ["created"]
    assert engine.get(photos, [document.id]) == {document.id: document}


def test_a_document_with_nothing_known_comes_back_so(engine, photos, make_document):
    document = make_document(1)
    engine.put(photos, [Item(document)])
    assert engine.get(photos, [document.id]) == {document.id: document}


def test_ids_that_are_not_there_are_left_out(engine, photos, make_item, make_id):
    engine.put(photos, [make_item(1)])
    assert set(engine.get(photos, [make_id(1), make_id(2), "nonsense"])) == {make_id(1)}
    assert engine.get(photos, []) == {}


def test_outcomes_have_the_order_and_length_of_the_items(engine, photos, make_item, make_id):
    written = engine.put(photos, [make_item(n) for n in (5, 3, 4)])
    assert [one.id for one in written] == [make_id(n) for n in (5, 3, 4)]
    assert engine.put(photos, []) == []


def test_a_document_put_again_is_unchanged(engine, photos, make_item, outcomes):
    engine.put(photos, [make_item(1, colour_row=[1, 0, 0])])
    assert outcomes(engine.put(photos, [make_item(1)])) == ["unchanged"]


def test_the_same_bytes_in_two_places_are_one_document_with_two_files(
    engine, photos, make_item, make_file, make_id, outcomes
):
    first = make_file("file:///a.jpg", category="cats", tags=("red",))
    second = make_file("file:///b.jpg", category="dogs", tags=("blue", "red"))
    assert outcomes(engine.put(photos, [make_item(1, second)])) == ["created"]
    assert outcomes(engine.put(photos, [make_item(1, first)])) == ["updated"]
    stored = engine.get(photos, [make_id(1)])[make_id(1)]
    assert stored.files == (first, second)
    assert stored.category == ["cats", "dogs"]
    assert stored.tags == ["blue", "red"]


def test_the_same_document_twice_in_one_batch_is_merged(
    engine, photos, make_item, make_file, make_id, outcomes
):
    first, second = make_file("file:///a.jpg"), make_file("file:///b.jpg")
    written = engine.put(photos, [make_item(1, first, colour_row=[1, 0, 0]), make_item(1, second)])
    assert outcomes(written) == ["created", "updated"]
    assert engine.get(photos, [make_id(1)])[make_id(1)].files == (first, second)


def test_the_newer_entry_of_a_uri_counts(engine, photos, make_item, make_file, make_id, outcomes):
    engine.put(photos, [make_item(1, make_file("file:///a.jpg", category="cats"))])
    newer = make_file("file:///a.jpg", category="dogs", mtime=5.0)
    assert outcomes(engine.put(photos, [make_item(1, newer)])) == ["updated"]
    assert engine.get(photos, [make_id(1)])[make_id(1)].files == (newer,)


def test_a_known_document_keeps_the_moment_it_was_ingested(
    engine, photos, make_item, make_file, make_id
):
    first, later = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    engine.put(photos, [make_item(1, ingested_at=first)])
    engine.put(photos, [make_item(1, make_file("file:///new.jpg"), ingested_at=later)])
    assert engine.get(photos, [make_id(1)])[make_id(1)].ingested_at == first


def test_vectors_of_a_known_document_stay_where_none_are_given(
    engine, photos, colour, shape, make_item, make_file, make_id
):
    engine.put(photos, [make_item(1, colour_row=[0, 2, 0], shape_row=[3, 4])])
    engine.put(
        photos,
        [make_item(1, make_file("file:///b.jpg"), shape_row=[6, 8])],
        refresh="wait_for",
    )
    assert engine.vectors(photos, colour.name, [make_id(1)])[make_id(1)].tolist() == [0, 1, 0]
    assert engine.vectors(photos, shape.name, [make_id(1)])[make_id(1)].tolist() == [6, 8]


@pytest.mark.parametrize(
    "row", [[0, 0, 0], [1, float("nan"), 0], [float("inf"), 0, 0], [1, 0], [1, 0, 0, 0]]
)
def test_a_row_that_cannot_be_stored_fails_its_item_alone(
    engine, photos, make_item, make_id, outcomes, row
):
    items = [
        make_item(1, colour_row=[1, 0, 0]),
        make_item(2, colour_row=row),
        make_item(3, colour_row=[0, 0, 1]),
    ]
    written = engine.put(photos, items, refresh="wait_for")
    assert outcomes(written) == ["created", "failed", "created"]
    assert isinstance(written[1].error, RowRefused)
    assert written[0].error is None
    assert set(engine.get(photos, [make_id(n) for n in (1, 2, 3)])) == {make_id(1), make_id(3)}
    assert engine.count(photos) == 2


def test_a_refused_row_leaves_a_known_document_as_it_was(
    engine, photos, colour, make_item, make_file, make_id, outcomes
):
    engine.put(photos, [make_item(1, make_file("file:///a.jpg"), colour_row=[1, 0, 0])])
    bad = make_item(1, make_file("file:///b.jpg"), colour_row=[0, 0, 0])
    assert outcomes(engine.put(photos, [bad])) == ["failed"]
    stored = engine.get(photos, [make_id(1)])[make_id(1)]
    assert [file.uri for file in stored.files] == ["file:///a.jpg"]
    assert engine.vectors(photos, colour.name, [make_id(1)])[make_id(1)].tolist() == [1, 0, 0]


def test_a_vector_for_an_unknown_field_fails_its_item_alone(
    engine, photos, make_item, make_document, outcomes
):
    stray = Item(make_document(2), {"v_nobody_00000000": np.ones(3, np.float32)})
    written = engine.put(photos, [make_item(1), stray])
    assert outcomes(written) == ["created", "failed"]
    assert isinstance(written[1].error, UnknownChoice)


def test_get_reads_what_was_last_written_without_waiting(
    engine, photos, make_item, make_file, make_id
):
    engine.begin_load(photos)
    engine.put(photos, [make_item(1, make_file("file:///a"))])
    engine.put(photos, [make_item(1, make_file("file:///b"))])
    stored = engine.get(photos, [make_id(1)])[make_id(1)]
    assert [file.uri for file in stored.files] == ["file:///a", "file:///b"]
    engine.end_load(photos)


def test_everything_written_is_visible_when_loading_ends(engine, photos, colour, make_item, matrix):
    engine.begin_load(photos)
    for number in range(1, 6):
        engine.put(photos, [make_item(number, colour_row=[1, number, 0])])
    engine.end_load(photos)
    assert engine.count(photos) == 5
    assert engine.stats(photos).vectors[colour.name] == 5
    [found] = engine.knn(photos, colour.name, matrix([1, 1, 0]), 10)
    assert len(found) == 5


def test_a_listing_has_every_document_with_its_files(engine, photos, make_item, make_file, make_id):
    several = [make_file("file:///b"), make_file("file:///a")]
    items = [make_item(1, *several), *(make_item(n) for n in range(2, 40))]
    engine.put(photos, items, refresh="wait_for")
    listed = list(engine.listing(photos))
    assert len(listed) == 39
    assert dict(listed) == {item.document.id: item.document.files for item in items}
    assert [file.uri for file in dict(listed)[make_id(1)]] == ["file:///a", "file:///b"]


def test_one_can_write_while_a_listing_is_read(engine, photos, make_item, make_id, outcomes):
    engine.put(photos, [make_item(n) for n in range(5)], refresh="wait_for")
    listing = engine.listing(photos)
    next(listing)
    assert outcomes(engine.delete(photos, [make_id(4)])) == ["removed"]
    assert outcomes(engine.put(photos, [make_item(77)])) == ["created"]
    assert len(list(listing)) <= 5


def test_stats_count_documents_files_and_vectors(
    engine, photos, colour, shape, make_item, make_file
):
    engine.put(
        photos,
        [
            make_item(1, make_file("file:///a"), make_file("file:///b"), colour_row=[1, 0, 0]),
            make_item(2, colour_row=[1, 0, 0], shape_row=[1, 1]),
        ],
        refresh="wait_for",
    )
    stats = engine.stats(photos)
    assert (stats.documents, stats.files) == (2, 3)
    assert dict(stats.vectors) == {colour.name: 2, shape.name: 1}
    assert stats.bytes > 0


@pytest.mark.parametrize(
    "name",
    [
        "quo\"ted 'name'.jpg",
        "\u202egpj.elif.jpg",
        "写真 été שלום.jpg",
        "n" * 200,
        "back\\slash\ttab\nline.jpg",
        "per%cent_under*star?.jpg",
        "bad \ufffd byte.jpg",
    ],
)
def test_odd_names_come_back_and_filter(
    engine, photos, make_item, make_file, make_id, name, numbers
):
    from lookalike.search.filters import Filter, Term

    entry = make_file(
        f"file:///odd/{len(name)}", filename=name, folder=name, category=name, tags=(name,),
        caption=name,
    )  # fmt: skip
    engine.put(photos, [make_item(1, entry), make_item(2)], refresh="wait_for")
    assert engine.get(photos, [make_id(1)])[make_id(1)].files == (entry,)
    for field in ("filename", "folder", "category", "tags"):
        assert engine.count(photos, [Filter(field, (Term(name),))]) == 1
    assert engine.facets(photos, ["category"]) == {"category": [(name, 1)]}


def test_a_long_caption_is_stored(engine, photos, make_item, make_file, make_id):
    caption = "Zug " * 2000
    engine.put(photos, [make_item(1, make_file(caption=caption))], refresh="wait_for")
    assert engine.get(photos, [make_id(1)])[make_id(1)].captions == [caption]


@pytest.mark.parametrize("wrong", ["", "photo.jpg", "é" * 3000, "0" * 63, "F" * 64])
def test_what_is_no_id_is_not_there(engine, photos, colour, make_item, outcomes, wrong):
    engine.put(photos, [make_item(1, colour_row=[1, 0, 0])], refresh="wait_for")
    assert engine.get(photos, [wrong]) == {}
    assert engine.vectors(photos, colour.name, [wrong]) == {}
    assert engine.having(photos, [wrong], [colour.name]) == set()
    assert outcomes(engine.delete(photos, [wrong])) == ["missing"]
    assert outcomes(engine.remove_files(photos, [(wrong, "file:///p/1")])) == ["missing"]


def test_a_file_out_of_bounds_is_merged_within_them(
    engine, photos, make_item, make_file, make_id, outcomes
):
    engine.put(photos, [make_item(1)])
    file = make_file("file:///p/b.jpg", category="c" * 1001, caption="boat " * 8000, tags=("ok",))
    for outcome in ("updated", "unchanged"):
        written = engine.add_files(photos, [(make_id(1), file)], refresh="wait_for")
        assert outcomes(written) == [outcome]
    document = engine.get(photos, [make_id(1)])[make_id(1)]
    assert (document.category, document.captions, document.tags) == ([], [], ["ok"])
    assert engine.lexical(photos, ["boat"], 5) == []
    assert engine.facets(photos, ["category"]) == {"category": []}
