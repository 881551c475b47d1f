"""Collections: making, listing, dropping, their fields, and the swap of a rebuilt one."""

import threading
from dataclasses import replace

import pytest

from lookalike.core.errors import BadRequest, CollectionExists, NotFound, UnknownChoice
from lookalike.search.engine import VectorField


def test_an_engine_that_works_says_so(engine):
    health = engine.health()
    assert health.ok
    assert health.engine == engine.name
    assert health.version


def test_a_new_collection_has_what_it_was_made_with(engine, colour, shape):
    made = engine.create("photos", [colour, shape], title="My photos")
    assert made.name == "photos"
    assert made.title == "My photos"
    assert made.uid
    assert made.created_at.tzinfo is not None
    assert dict(made.encoders) == {"colour": colour, "shape": shape}
    assert made.default_encoder == "colour"
    assert engine.collection("photos") == made


def test_a_collection_keeps_the_uid_it_is_given(engine, colour):
    assert engine.create("photos", [colour], uid="0a1b2c3d").uid == "0a1b2c3d"
    assert engine.collection("photos").uid == "0a1b2c3d"


def test_a_title_in_any_script_comes_back(engine, colour):
    title = 'Größe "شاطئ" 写真 ' + "x" * 100
    engine.create("photos", [colour], title=title)
    assert engine.collection("photos").title == title


def test_a_new_collection_is_empty(engine, photos, colour, shape, matrix):
    stats = engine.stats(photos)
    assert (stats.documents, stats.files) == (0, 0)
    assert dict(stats.vectors) == {colour.name: 0, shape.name: 0}
    assert engine.count(photos) == 0
    assert list(engine.listing(photos)) == []
    assert engine.knn(photos, colour.name, matrix([1, 0, 0]), 5) == [[]]
    assert engine.lexical(photos, ["boat"], 5) == []
    assert engine.facets(photos, ["category"]) == {"category": []}


def test_a_second_collection_of_the_same_name_is_refused(engine, photos, colour):
    with pytest.raises(CollectionExists):
        engine.create(photos, [colour])


def test_collections_are_listed_by_name(engine, colour):
    for name in ("zoo", "alps", "museum-2"):
        engine.create(name, [colour])
    assert [one.name for one in engine.collections()] == ["alps", "museum-2", "zoo"]


def test_a_dropped_collection_is_gone_and_its_name_free(engine, photos, colour, make_item):
    engine.put(photos, [make_item(1, colour_row=[1, 0, 0])], refresh="wait_for")
    engine.drop(photos)
    assert engine.collections() == []
    with pytest.raises(NotFound):
        engine.collection(photos)
    engine.create(photos, [colour])
    assert engine.count(photos) == 0


def test_dropping_one_collection_leaves_another(engine, photos, colour, make_item):
    engine.create("other", [colour])
    engine.put("other", [make_item(1, colour_row=[1, 0, 0])], refresh="wait_for")
    engine.drop(photos)
    assert engine.count("other") == 1


def test_a_name_that_begins_like_another_is_another(engine, colour, make_item):
    engine.create("photos", [colour])
    engine.create("photos-2", [colour])
    engine.put("photos-2", [make_item(1)], refresh="wait_for")
    engine.drop("photos")
    assert [one.name for one in engine.collections()] == ["photos-2"]
    assert engine.count("photos-2") == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine, field, item, query: engine.collection("nowhere"),
        lambda engine, field, item, query: engine.drop("nowhere"),
        lambda engine, field, item, query: engine.add_field("nowhere", field),
        lambda engine, field, item, query: engine.drop_field("nowhere", "colour"),
        lambda engine, field, item, query: engine.set_field_state("nowhere", "colour", "ready"),
        lambda engine, field, item, query: engine.set_default("nowhere", "colour"),
        lambda engine, field, item, query: engine.stage("nowhere", [field]),
        lambda engine, field, item, query: engine.put("nowhere", [item]),
        lambda engine, field, item, query: engine.add_files(
            "nowhere", [(item.document.id, item.document.files[0])]
        ),
        lambda engine, field, item, query: engine.remove_files(
            "nowhere", [(item.document.id, item.document.files[0].uri)]
        ),
        lambda engine, field, item, query: engine.put_vectors(
            "nowhere", field.name, [(item.document.id, query[0])]
        ),
        lambda engine, field, item, query: engine.delete("nowhere", [item.document.id]),
        lambda engine, field, item, query: engine.begin_load("nowhere"),
        lambda engine, field, item, query: engine.end_load("nowhere"),
        lambda engine, field, item, query: engine.get("nowhere", [item.document.id]),
        lambda engine, field, item, query: engine.vectors(
            "nowhere", field.name, [item.document.id]
        ),
        lambda engine, field, item, query: engine.having(
            "nowhere", [item.document.id], [field.name]
        ),
        lambda engine, field, item, query: list(engine.listing("nowhere")),
        lambda engine, field, item, query: list(engine.missing_vectors("nowhere", field.name)),
        lambda engine, field, item, query: engine.stats("nowhere"),
        lambda engine, field, item, query: engine.knn("nowhere", field.name, query, 1),
        lambda engine, field, item, query: engine.lexical("nowhere", ["boat"], 1),
        lambda engine, field, item, query: engine.count("nowhere"),
        lambda engine, field, item, query: engine.facets("nowhere", ["category"]),
    ],
)
def test_a_collection_that_is_not_there_is_not_found(engine, colour, make_item, matrix, ask):
    with pytest.raises(NotFound):
        ask(engine, colour, make_item(1), matrix([1, 0, 0]))


def test_a_field_added_later_joins_beside_the_old(engine, photos, colour, shape):
    deep = VectorField("v_deep_cccccccc", "deep", 4, "cosine", "c" * 64, state="filling")
    engine.add_field(photos, deep)
    known = engine.collection(photos)
    assert dict(known.encoders) == {"colour": colour, "shape": shape, "deep": deep}
    assert known.default_encoder == "colour"


def test_a_new_field_of_a_known_encoder_takes_its_place(engine, photos, colour):
    newer = replace(colour, name="v_colour_dddddddd", dims=5, fingerprint="d" * 64)
    engine.add_field(photos, newer)
    assert engine.collection(photos).encoders["colour"] == newer


def test_a_field_that_the_encoder_has_is_not_added_again(engine, photos, colour):
    with pytest.raises(BadRequest):
        engine.add_field(photos, replace(colour, state="filling"))
    assert engine.collection(photos).encoders["colour"] == colour


def test_a_field_that_was_left_comes_back_with_its_rows(
    engine, photos, colour, make_item, make_id, matrix, numbers
):
    engine.put(photos, [make_item(1, colour_row=[1, 0, 0])], refresh="wait_for")
    newer = replace(colour, name="v_colour_cccccccc", fingerprint="c" * 64)
    engine.add_field(photos, newer)
    engine.add_field(photos, colour)
    assert engine.collection(photos).encoders["colour"] == colour
    [found] = engine.knn(photos, colour.name, matrix([1, 0, 0]), 5)
    assert numbers(found) == [1]


def test_the_first_field_of_a_collection_without_one_becomes_the_default(engine, colour):
    engine.create("bare", [])
    engine.add_field("bare", colour)
    assert engine.collection("bare").default_encoder == "colour"
    engine.drop_field("bare", "colour")
    assert engine.collection("bare").default_encoder is None
    engine.add_field("bare", colour)
    assert engine.collection("bare").default_encoder == "colour"


def test_a_fields_state_can_be_set(engine, photos):
    engine.set_field_state(photos, "shape", "filling")
    assert engine.collection(photos).encoders["shape"].state == "filling"
    assert engine.collection(photos).encoders["colour"].state == "ready"
    engine.set_field_state(photos, "shape", "ready")
    assert engine.collection(photos).encoders["shape"].state == "ready"


def test_the_default_encoder_can_be_set(engine, photos):
    engine.set_default(photos, "shape")
    assert engine.collection(photos).default_encoder == "shape"


def test_an_encoder_that_is_not_there_is_refused(engine, photos):
    with pytest.raises(UnknownChoice):
        engine.set_default(photos, "nobody")
    with pytest.raises(UnknownChoice):
        engine.set_field_state(photos, "nobody", "ready")
    with pytest.raises(UnknownChoice):
        engine.drop_field(photos, "nobody")
    assert engine.collection(photos).default_encoder == "colour"


def test_a_dropped_field_is_gone_and_the_others_serve_on(
    engine, photos, colour, shape, make_item, matrix, numbers
):
    engine.put(photos, [make_item(1, colour_row=[1, 0, 0], shape_row=[3, 4])], refresh="wait_for")
    engine.drop_field(photos, "colour")
    known = engine.collection(photos)
    assert list(known.encoders) == ["shape"]
    assert known.default_encoder != "colour"
    with pytest.raises(UnknownChoice):
        engine.knn(photos, colour.name, matrix([1, 0, 0]), 1)
    [found] = engine.knn(photos, shape.name, matrix([0, 0.5]), 5)
    assert numbers(found) == [1]
    assert dict(engine.stats(photos).vectors) == {shape.name: 1}


def test_a_staged_rebuild_is_no_collection_but_can_be_written_and_read(
    engine, photos, colour, make_item, matrix, numbers
):
    staged = engine.stage(photos, [colour])
    assert staged != photos
    engine.put(staged, [make_item(7, colour_row=[0, 1, 0])], refresh="wait_for")
    assert [one.name for one in engine.collections()] == [photos]
    assert engine.count(staged) == 1
    assert engine.count(photos) == 0
    [found] = engine.knn(staged, colour.name, matrix([0, 1, 0]), 5)
    assert numbers(found) == [7]


def test_a_swap_gives_the_name_to_the_rebuilt_collection(
    engine, colour, shape, make_item, make_id, numbers, matrix
):
    engine.create("photos", [colour, shape], title="My photos")
    engine.put("photos", [make_item(1, colour_row=[1, 0, 0])], refresh="wait_for")
    newer = replace(colour, name="v_colour_dddddddd", dims=2, fingerprint="d" * 64)
    staged = engine.stage("photos", [newer])
    engine.put(staged, [make_item(2)], refresh="wait_for")
    engine.put_vectors(staged, newer.name, [(make_id(2), matrix([3, 4])[0])], refresh="wait_for")
    engine.swap("photos", staged)
    known = engine.collection("photos")
    assert known.name == "photos"
    assert known.title == "My photos"
    assert dict(known.encoders) == {"colour": newer}
    assert [one.name for one in engine.collections()] == ["photos"]
    assert set(engine.get("photos", [make_id(1), make_id(2)])) == {make_id(2)}
    [found] = engine.knn("photos", newer.name, matrix([3, 4]), 5)
    assert numbers(found) == [2]


def test_a_swapped_collection_can_be_rebuilt_again(engine, photos, colour, make_item, outcomes):
    for number in (1, 2):
        staged = engine.stage(photos, [colour])
        engine.put(staged, [make_item(number)], refresh="wait_for")
        engine.swap(photos, staged)
    assert engine.count(photos) == 1
    assert outcomes(engine.put(photos, [make_item(2)])) == ["unchanged"]


def test_a_staged_rebuild_can_be_given_up(engine, photos, colour, make_item):
    engine.put(photos, [make_item(1)], refresh="wait_for")
    staged = engine.stage(photos, [colour])
    engine.drop(staged)
    with pytest.raises(NotFound):
        engine.count(staged)
    assert engine.count(photos) == 1


def test_swapping_what_was_never_staged_is_not_found(engine, photos, make_item):
    engine.put(photos, [make_item(1)], refresh="wait_for")
    with pytest.raises(NotFound):
        engine.swap(photos, photos + "~000000")
    assert engine.count(photos) == 1


def test_a_reader_sees_the_old_or_the_new_collection_during_a_swap(
    engine, photos, colour, make_item
):
    engine.put(photos, [make_item(n) for n in range(3)], refresh="wait_for")
    staged = engine.stage(photos, [colour])
    engine.put(staged, [make_item(n) for n in range(5)], refresh="wait_for")
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(engine.count(photos))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        engine.swap(photos, staged)
    finally:
        stop.set()
        reader.join()
    assert set(seen) <= {3, 5}
    assert engine.count(photos) == 5
