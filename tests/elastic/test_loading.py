"""Much written at once: slower refreshes and their end, a full disk, a server that dies."""

import numpy as np
import pytest

from lookalike.core.errors import EngineUnavailable, StorageFull

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def refresh_interval(raw, prefix):
    def read(name="photos"):
        [settings] = raw.indices.get_settings(index=f"{prefix}_{name}").values()
        return settings["settings"]["index"].get("refresh_interval")

    return read


def test_a_load_slows_the_refresh_and_its_end_restores_it(
    engine, photos, make_item, refresh_interval
):
    assert refresh_interval() is None
    engine.begin_load(photos)
    assert refresh_interval() == "30000ms"
    engine.put(photos, [make_item(1)])
    assert refresh_interval() == "30000ms"
    engine.end_load(photos)
    assert refresh_interval() is None


def test_an_operator_s_own_refresh_interval_comes_back(
    engine, raw, prefix, photos, refresh_interval
):
    raw.indices.put_settings(index=f"{prefix}_photos", settings={"index.refresh_interval": "5s"})
    engine.begin_load(photos)
    engine.end_load(photos)
    assert refresh_interval() == "5s"


def test_a_load_that_died_is_undone_by_the_next_process_that_writes(
    engine, another, photos, make_item, refresh_interval
):
    engine.begin_load(photos)
    engine.put(photos, [make_item(1)])
    another.put(photos, [make_item(2)])
    assert refresh_interval() is None


def test_a_load_that_died_is_ended_by_the_next_load(
    engine, another, photos, make_item, refresh_interval
):
    engine.begin_load(photos)
    engine.put(photos, [make_item(1)])
    another.begin_load(photos)
    another.put(photos, [make_item(1), make_item(2)])
    another.end_load(photos)
    assert refresh_interval() is None
    assert another.count(photos) == 2


@pytest.mark.parametrize("block", ["write", "read_only_allow_delete"])
def test_an_index_that_takes_no_writes_is_reported_with_its_cause(
    engine, raw, prefix, photos, make_item, make_id, block
):
    engine.put(photos, [make_item(1)])
    index = f"{prefix}_photos"
    raw.indices.put_settings(index=index, settings={f"index.blocks.{block}": True})
    try:
        with pytest.raises(StorageFull) as caught:
            engine.put(photos, [make_item(2)])
        assert "blocked by" in str(caught.value)
        assert set(engine.get(photos, [make_id(1), make_id(2)])) == {make_id(1)}
    finally:
        raw.indices.put_settings(index=index, settings={f"index.blocks.{block}": None})
    assert engine.put(photos, [make_item(2)])[0].outcome == "created"


def test_a_server_that_was_killed_is_away_and_comes_back_with_all_it_acknowledged(
    own_elasticsearch, open_engine, colour, make_item, make_id
):
    server = own_elasticsearch()
    engine = open_engine(server.url, elasticsearch_timeout=5)
    engine.create("photos", [colour])
    engine.begin_load("photos")
    engine.put("photos", [make_item(n, {colour.name: [1, n, 0]}) for n in range(100)])
    server.kill()
    with pytest.raises(EngineUnavailable):
        engine.put("photos", [make_item(200)])
    with pytest.raises(EngineUnavailable):
        engine.knn("photos", colour.name, np.ones((1, 3), np.float32), 5)
    assert not engine.health().ok
    server.restart()
    ids = [make_id(n) for n in range(100)]
    assert set(engine.get("photos", ids)) == set(ids)
    written = engine.put("photos", [make_item(n, {colour.name: [1, n, 0]}) for n in range(101)])
    assert [one.outcome for one in written] == ["unchanged"] * 100 + ["created"]
    engine.end_load("photos")
    assert engine.stats("photos").vectors == {colour.name: 101}
