"""Quarantines in the cluster, where Kibana sees them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lookalike.core.errors import EngineUnavailable, NotFound
from lookalike.search.elastic import quarantine
from lookalike.search.engine import QuarantineRow

SOURCE = "file:///photos"
BEGAN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def row(name, **known):
    about = {
        "uri": f"{SOURCE}/trip/{name}",
        "filename": name,
        "folder": "trip",
        "code": "image_truncated",
        "reason": "the image ends too early",
        "run": 4,
        "at": BEGAN,
    }
    return QuarantineRow(**{**about, **known})


def test_only_what_differs_is_written():
    before = quarantine.stored("photos", SOURCE, [row("a.jpg"), row("b.jpg"), row("c.jpg")])
    after = quarantine.stored("photos", SOURCE, [row("a.jpg"), replace(row("b.jpg"), run=5)])
    lines = [operation.lines.decode() for operation in quarantine.operations(before, after)]
    assert [line.split('"')[1] for line in lines] == ["delete", "index"]
    [gone] = before.keys() - after.keys()
    assert gone in lines[0]
    assert '"run":5' in lines[1]


def test_a_uri_has_a_row_in_each_collection():
    rows = [row("a.jpg")]
    ids = {*quarantine.stored("photos", SOURCE, rows), *quarantine.stored("album", SOURCE, rows)}
    assert len(ids) == 2


@pytest.fixture
def shown(raw, prefix):
    """Return what the index holds: {(collection, uri): _source}."""
    index = f"{prefix}-quarantine"

    def read():
        raw.indices.refresh(index=index)
        hits = raw.search(index=index, size=100)["hits"]["hits"]
        return {
            (one["_source"]["collection"], one["_source"]["uri"]): one["_source"] for one in hits
        }

    yield read
    raw.indices.delete(index=f"{index}-000001", ignore_unavailable=True)


pytestmark = pytest.mark.elasticsearch


def test_a_row_says_what_a_file_was_refused_for(engine, photos, shown):
    engine.mirror_quarantine(photos, SOURCE, [row("a.jpg")])
    assert shown() == {
        ("photos", f"{SOURCE}/trip/a.jpg"): {
            "collection": "photos",
            "source": SOURCE,
            "uri": f"{SOURCE}/trip/a.jpg",
            "filename": "a.jpg",
            "folder": "trip",
            "code": "image_truncated",
            "reason": "the image ends too early",
            "run": 4,
            "at": "2026-03-01T12:30:00+00:00",
        }
    }


def test_a_mirror_replaces_that_of_the_same_source_alone(engine, photos, shown):
    other = "file:///scans"
    engine.mirror_quarantine(photos, SOURCE, [row("a.jpg"), row("b.jpg")])
    engine.mirror_quarantine(photos, other, [row("z.jpg", uri=f"{other}/z.jpg")])
    engine.mirror_quarantine(photos, SOURCE, [row("b.jpg", code="too_large"), row("c.jpg")])
    now = shown()
    assert sorted(uri for _collection, uri in now) == [
        f"{SOURCE}/trip/b.jpg", f"{SOURCE}/trip/c.jpg", f"{other}/z.jpg",
    ]  # fmt: skip
    assert now["photos", f"{SOURCE}/trip/b.jpg"]["code"] == "too_large"
    engine.mirror_quarantine(photos, SOURCE, [])
    assert list(shown()) == [("photos", f"{other}/z.jpg")]


def test_a_dropped_collection_takes_its_rows_along(engine, photos, shown, colour):
    engine.create("album", [colour])
    engine.mirror_quarantine(photos, SOURCE, [row("a.jpg")])
    engine.mirror_quarantine("album", SOURCE, [row("a.jpg")])
    engine.drop(photos)
    assert list(shown()) == [("album", f"{SOURCE}/trip/a.jpg")]


def test_an_empty_quarantine_makes_no_index(engine, raw, prefix, photos):
    engine.mirror_quarantine(photos, SOURCE, [])
    engine.drop(photos)
    assert not raw.indices.exists(index=f"{prefix}-quarantine")


def test_of_two_who_make_the_index_both_are_shown(engine, another, photos, shown, monkeypatch):
    made = []
    create = another._quarantine._make

    def just_too_late():
        engine.mirror_quarantine(photos, SOURCE, [row("a.jpg")])
        made.append(create())

    monkeypatch.setattr(another._quarantine, "_make", just_too_late)
    another.mirror_quarantine(photos, "file:///scans", [row("z.jpg", uri="file:///scans/z.jpg")])
    assert made == [None]
    assert len(shown()) == 2


def test_nothing_is_shown_of_a_collection_that_is_gone(engine, photos):
    engine.drop(photos)
    with pytest.raises(NotFound):
        engine.mirror_quarantine(photos, SOURCE, [row("a.jpg")])


def test_the_index_of_quarantines_is_no_collection(engine, photos, shown):
    engine.mirror_quarantine(photos, SOURCE, [row("a.jpg")])
    assert [one.name for one in engine.collections()] == ["photos"]
    assert shown()


def test_rows_that_cannot_be_removed_are_logged_and_the_drop_is_done(
    open_engine, cluster, prefix, caplog
):
    def answer(method, path, _body):
        if path.startswith(f"/{prefix}_photos_*/_alias"):
            return 200, {f"{prefix}_photos_000001": {"aliases": {f"{prefix}_photos": {}}}}
        return (200, {}) if method == "DELETE" else (503, {"error": {"reason": "no shard"}})

    engine = open_engine(cluster(answer), elasticsearch_prefix=prefix)
    engine.drop("photos")
    assert f"the quarantine of photos stays in {prefix}-quarantine" in caplog.text
    with pytest.raises(EngineUnavailable):
        engine.count("photos")
