"""What a run leaves in quarantine is shown on the engine, and never stops the run."""

import secrets
from datetime import UTC, datetime

import pytest

from ingest.journal import Journal
from lookalike.core.errors import EngineUnavailable
from lookalike.core.settings import load_settings
from lookalike.search.elastic.engine import ElasticEngine
from lookalike.search.media import collection_folder
from tests.ingest.conftest import NAME
from tests.ingest.seams import EngineWrapper, away


@pytest.fixture
def shown(engine):
    """An engine that notes what it is told to show, as (name, source, rows)."""
    told = []

    class Noting(EngineWrapper):
        def mirror_quarantine(self, name, source, rows):
            told.append((name, source, rows))

    return Noting(engine, lambda *_: None), told


@pytest.fixture
def broken(photos):
    path = photos / "trip" / "bröken.png"
    path.parent.mkdir()
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


def test_a_run_shows_its_quarantine_with_place_reason_and_time(
    run, engine, photos, draw, broken, shown, current, uri_of
):
    draw(photos / "fine.png", 1)
    watched, told = shown
    report = run(engine=watched)
    [(name, source, [row])] = told
    assert (name, source) == (NAME, uri_of(photos))
    assert (row.uri, row.folder, row.filename) == (uri_of(broken), "trip", "bröken.png")
    [quarantined] = report.quarantine
    assert (row.code, row.reason, row.run) == (quarantined.code, quarantined.reason, report.run)
    journal = Journal(collection_folder(current.data, engine.collection(NAME).uid), read_only=True)
    assert row.at == datetime.fromtimestamp(journal.run(report.run).started, UTC)
    journal.close()


def test_a_file_still_in_quarantine_keeps_the_time_of_the_run_that_refused_it(run, broken, shown):
    watched, told = shown
    first, _second = run(engine=watched), run(engine=watched)
    assert [row.run for _name, _source, rows in told for row in rows] == [first.run, first.run]
    assert told[0][2][0].at == told[1][2][0].at


def test_a_run_whose_quarantine_is_empty_shows_that(run, photos, draw, shown):
    draw(photos / "fine.png", 1)
    watched, told = shown
    run(engine=watched)
    assert [rows for _name, _source, rows in told] == [[]]


def test_a_dry_run_shows_nothing(run, broken, shown):
    watched, told = shown
    run(engine=watched, dry_run=True)
    assert told == []


def test_an_engine_that_cannot_show_it_is_logged_and_the_run_is_done(run, broken, engine, caplog):
    error = EngineUnavailable(engine="it", reason="the disk is asleep")
    report = run(engine=EngineWrapper(engine, away("mirror_quarantine", times=9, error=error)))
    assert report.counts.quarantined == 1
    assert "is not shown" in caplog.text
    assert "the disk is asleep" in caplog.text


@pytest.mark.elasticsearch
def test_on_elasticsearch_the_quarantine_is_in_the_index_until_the_file_is_mended(
    run, photos, draw, broken, elasticsearch_url
):
    prefix = "q" + secrets.token_hex(4)
    engine = ElasticEngine(
        load_settings(elasticsearch_url=elasticsearch_url, elasticsearch_prefix=prefix)
    )
    client = engine._connection.client
    index = f"{prefix}-quarantine"

    def listed():
        client.indices.refresh(index=index)
        hits = client.search(index=index)["hits"]["hits"]
        return [(hit["_source"]["collection"], hit["_source"]["filename"]) for hit in hits]

    try:
        run(engine=engine)
        assert listed() == [(NAME, "bröken.png")]
        draw(broken, 3)
        run(engine=engine)
        assert listed() == []
    finally:
        engine.drop(NAME)
        client.indices.delete(index=f"{index}-000001")
        engine.close()
