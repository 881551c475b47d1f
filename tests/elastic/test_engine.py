"""The engine on a real cluster, where it is more than the contract."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from lookalike.core.errors import (
    BadRequest,
    CollectionExists,
    EncoderMismatch,
    LookalikeError,
    NotFound,
    SchemaTooNew,
)
from lookalike.search.engine import VectorField
from lookalike.search.filters import parse_filters

pytestmark = pytest.mark.elasticsearch


def test_a_collection_is_an_index_with_its_alias_from_the_first_second(raw, prefix, photos):
    [(index, described)] = raw.indices.get(index=f"{prefix}_*").items()
    assert index == f"{prefix}_photos_000001"
    assert described["aliases"][f"{prefix}_photos"] == {"is_write_index": True}
    assert described["mappings"]["_meta"]["title"] == "My photos"
    assert described["mappings"]["dynamic"] == "strict"


def test_of_several_creators_at_once_one_succeeds(engine, another, colour):
    barrier = threading.Barrier(4)

    def create(one):
        barrier.wait()
        try:
            return one.create("photos", [colour]).uid
        except CollectionExists:
            return None

    with ThreadPoolExecutor(4) as pool:
        uids = list(pool.map(create, [engine, another, engine, another]))
    assert len([uid for uid in uids if uid]) == 1
    assert engine.collection("photos").uid in uids


def test_a_rebuilt_collection_cannot_be_created_again_at_its_first_number(engine, photos, colour):
    engine.swap(photos, engine.stage(photos, [colour]))
    with pytest.raises(CollectionExists):
        engine.create(photos, [colour])


def test_a_prefix_that_begins_another_does_not_see_its_collections(
    open_engine, elasticsearch_url, engine, prefix, photos, colour
):
    longer = open_engine(elasticsearch_url, elasticsearch_prefix=f"{prefix}-2")
    longer.create("alps", [colour])
    assert [one.name for one in engine.collections()] == ["photos"]
    assert [one.name for one in longer.collections()] == ["alps"]


def test_an_index_of_others_under_the_prefix_is_no_collection(engine, raw, prefix, photos):
    index = f"{prefix}_foreign_000001"
    raw.indices.create(index=index, aliases={f"{prefix}_foreign": {}})
    try:
        assert [one.name for one in engine.collections()] == ["photos"]
        with pytest.raises(NotFound):
            engine.collection("foreign")
    finally:
        raw.indices.delete(index=index)


def test_a_collection_of_a_newer_schema_is_refused_and_hides_no_other(
    engine, another, raw, prefix, photos
):
    [described] = raw.indices.get_mapping(index=f"{prefix}_photos").values()
    meta = described["mappings"]["_meta"]
    raw.indices.put_mapping(index=f"{prefix}_photos", meta={**meta, "schema": 99})
    try:
        with pytest.raises(SchemaTooNew):
            another.put(photos, [])
        with pytest.raises(SchemaTooNew):
            another.collection(photos)
        another.create("album", [])
        assert [one.name for one in another.collections()] == ["album"]
    finally:
        raw.indices.put_mapping(index=f"{prefix}_photos", meta=meta)


def test_several_who_add_fields_at_once_lose_none(engine, another, photos):
    fields = [VectorField(f"v_{n}_aaaaaaaa", f"e{n}", 3, "cosine", "a" * 64) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        engines = [engine, another, engine, another]
        list(pool.map(lambda one, field: one.add_field(photos, field), engines, fields))
    assert set(engine._catalogue.known(photos).collection.encoders) == {
        "colour", "e0", "e1", "e2", "e3",
    }  # fmt: skip


def test_a_process_that_died_while_editing_is_waited_for_and_passed_over(
    engine, raw, prefix, photos, monkeypatch
):
    monkeypatch.setattr("lookalike.search.elastic.catalogue._TOKEN_PATIENCE", 0.2)
    token = {"index": f"{prefix}_photos_000001", "alias": f"{prefix}_photos~idle"}
    raw.indices.update_aliases(actions=[{"remove": {**token, "must_exist": True}}])
    engine.set_field_state(photos, "colour", "filling")
    assert engine.collection(photos).encoders["colour"].state == "filling"
    assert raw.indices.exists_alias(name=token["alias"], index=token["index"])


def test_a_dropped_field_that_comes_back_has_no_rows(engine, photos, colour, make_item, make_id):
    engine.put(photos, [make_item(n, {colour.name: [1, n, 0]}) for n in range(5)])
    engine.drop_field(photos, "colour")
    engine.add_field(photos, colour)
    assert engine.stats(photos).vectors == {colour.name: 0}
    assert len(list(engine.missing_vectors(photos, colour.name))) == 5
    assert engine.vectors(photos, colour.name, [make_id(1)]) == {}


def test_a_field_name_cannot_come_back_with_other_dims(engine, photos, colour):
    with pytest.raises(EncoderMismatch):
        engine.add_field(photos, replace(colour, dims=4))
    assert engine.collection(photos).encoders["colour"] == colour


def test_a_swap_leaves_one_index_and_no_trace_of_the_staged_name(
    engine, raw, prefix, photos, colour
):
    staged = engine.stage(photos, [colour])
    given_up = engine.stage(photos, [colour])
    assert (staged, given_up) == ("photos~000002", "photos~000003")
    engine.drop(given_up)
    engine.swap(photos, staged)
    [(index, described)] = raw.indices.get(index=f"{prefix}_*").items()
    assert index == f"{prefix}_photos_000002"
    assert f"{prefix}_photos" in described["aliases"]
    assert f"{prefix}_photos~000002" not in described["aliases"]
    assert "refresh_interval" not in described["settings"]["index"]
    with pytest.raises(NotFound):
        engine.count(staged)


def test_dropping_a_collection_drops_what_was_staged_for_it(engine, raw, prefix, photos, colour):
    engine.stage(photos, [colour])
    engine.drop(photos)
    assert raw.indices.get(index=f"{prefix}_*").body == {}


def test_writing_to_what_is_gone_makes_no_index(engine, another, raw, prefix, photos, make_item):
    engine.put(photos, [make_item(1)])
    another.drop(photos)
    with pytest.raises(NotFound):
        engine.put(photos, [make_item(2)])
    assert raw.indices.get(index=f"{prefix}_*").body == {}


def test_a_value_longer_than_lucene_takes_is_stored(engine, photos, make_item, make_id):
    folder = "é" * 20_000
    [written] = engine.put(photos, [make_item(1, folder=folder)])
    assert written.outcome == "created"
    assert engine.get(photos, [make_id(1)])[make_id(1)].folders == [folder]


def test_an_update_keeps_what_people_added_and_vectors_that_are_not_shown(
    engine, raw, prefix, photos, colour, make_item, make_id
):
    raw.indices.put_mapping(index=f"{prefix}_photos", properties={"hidden": {"type": "boolean"}})
    engine.put(photos, [make_item(1, {colour.name: [3, 4, 0]})])
    raw.update(index=f"{prefix}_photos", id=make_id(1), doc={"hidden": True})
    engine.put(photos, [make_item(1, uri="file:///elsewhere")])
    source = raw.get(index=f"{prefix}_photos", id=make_id(1))["_source"]
    assert source["hidden"] is True
    assert source["file_count"] == 2
    row = engine.vectors(photos, colour.name, [make_id(1)])[make_id(1)]
    assert row == pytest.approx([0.6, 0.8, 0])


def test_numbers_no_field_can_hold_are_no_error(engine, photos, make_item):
    engine.put(photos, [make_item(1)], refresh="wait_for")
    assert engine.count(photos, parse_filters(["width=-1e300..1e300"])) == 1
    assert engine.count(photos, parse_filters(["width=1e300.."])) == 0


def test_a_listing_closes_its_point_in_time(engine, raw, prefix, photos, make_item):
    engine.put(photos, [make_item(n) for n in range(3)])

    def open_contexts():
        stats = raw.indices.stats(index=f"{prefix}_photos", metric="search")
        return stats["_all"]["total"]["search"]["open_contexts"]

    listing = engine.listing(photos)
    next(listing)
    assert open_contexts() == 1
    listing.close()
    assert open_contexts() == 0


def test_a_page_of_neighbours_documents_and_their_count_is_three_requests(
    open_engine, elasticsearch_url, colour, make_item
):
    engine = open_engine(elasticsearch_url)
    engine.create("photos", [colour])
    items = [make_item(n, {colour.name: [1, n, 0]}) for n in range(30)]
    engine.put("photos", items, refresh="wait_for")
    query = np.asarray([[1, 0, 0]], np.float32)

    def page():
        engine.collection("photos")
        [found] = engine.knn("photos", colour.name, query, 24)
        engine.get("photos", [one.id for one in found])
        engine.count("photos")

    page()
    requests = []
    perform = engine._connection.client.transport.perform_request

    def counted(*args, **known):
        requests.append(args)
        return perform(*args, **known)

    engine._connection.client.transport.perform_request = counted
    page()
    assert len(requests) == 3


def test_a_mapping_the_cluster_refuses_is_an_error_of_ours(engine, colour):
    with pytest.raises(LookalikeError) as caught:
        engine.create("photos", [replace(colour, dims=5_000)])
    assert isinstance(caught.value, BadRequest)
    with pytest.raises(NotFound):
        engine.collection("photos")
