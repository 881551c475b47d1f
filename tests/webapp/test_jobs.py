"""Runs in threads of the site."""

import io
import threading

import pytest

from ingest.journal import Journal
from lookalike.core.errors import EngineUnavailable, NotFound, TooManyRequests
from lookalike.imaging import is_candidate
from lookalike.search.media import collection_folder
from lookalike.sources.added import AddedSource, stage
from tests.webapp.adding import Held, wait_for
from tests.webapp.gallery import picture
from webapp.jobs import AT_ONCE, Jobs
from webapp.serve import make_server

LIMIT = 2**20


@pytest.fixture
def folder(tmp_path):
    """A folder of two images as a source."""
    from lookalike.sources.folder import FolderSource

    place = tmp_path / "pictures"
    place.mkdir()
    for n in range(2):
        (place / f"{n}.png").write_bytes(picture((n, 80, 80)))
    return FolderSource(place, is_candidate=is_candidate)


@pytest.fixture
def engine_settings():
    return {"encoder": "fake"}


@pytest.fixture
def jobs(gallery):
    made = Jobs(lambda: gallery.engine, gallery.settings)
    yield made
    made.stop()


@pytest.fixture
def journal(gallery):
    """Open the journal of a collection for reading."""
    opened = []

    def start(name):
        uid = gallery.engine.collection(name).uid
        opened.append(Journal(gallery.settings.data / "collections" / uid, read_only=True))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def over(journal):
    return wait_for(lambda: [run for run in journal.runs() if run.state != "running"])


def test_a_run_is_started_recorded_and_ends_by_itself(gallery, jobs, journal, folder):
    assert jobs.start("new", folder, title="New ones") == 1
    [run] = over(journal("new"))
    assert (run.state, run.counts.added, run.source) == ("done", 2, folder.uri)
    assert gallery.engine.collection("new").title == "New ones"
    assert list(gallery.engine.collection("new").encoders) == ["fake"]


def test_no_more_than_two_run_at_once_and_then_again_one_may(jobs, journal, folder):
    held = [Held(folder) for _each in range(AT_ONCE)]
    for each in held:
        jobs.start("new", each)
    with pytest.raises(TooManyRequests, match="images are being added already"):
        jobs.start("other", folder)
    for each in held:
        each.open.set()
    wait_for(lambda: len(over(journal("new"))) == AT_ONCE)
    wait_for(lambda: start_or_none(jobs, folder))


def start_or_none(jobs, folder):
    try:
        return jobs.start("new", folder)
    except TooManyRequests:
        return None


def test_a_site_that_ends_interrupts_its_runs_and_waits_for_them(jobs, journal, folder):
    held = Held(folder)
    jobs.start("new", held)
    threading.Timer(1.0, held.open.set).start()
    jobs.stop()
    [run] = over(journal("new"))
    assert run.state == "interrupted"
    assert not [each for each in threading.enumerate() if each.name.startswith("ingest-")]


class Failing:
    """The gallery's engine, but for one call, which fails."""

    def __init__(self, engine, call, error):
        self._engine, self._call, self._error = engine, call, error

    def __getattr__(self, name):
        if name != self._call:
            return getattr(self._engine, name)

        def fail(*_given, **_named):
            raise self._error

        return fail


def test_what_ends_a_run_is_in_its_collections_journal(gallery, journal, folder):
    away = EngineUnavailable(engine="Test", reason="it sleeps")
    jobs = Jobs(
        lambda: Failing(gallery.engine, "listing", NotFound(kind="x", name="y")), gallery.settings
    )
    assert jobs.start("gallery", folder) == 1
    [run] = over(journal("gallery"))
    assert (run.state, run.error) == ("failed", "There is no x “y”.")
    jobs = Jobs(lambda: Failing(gallery.engine, "collection", away), gallery.settings)
    with pytest.raises(EngineUnavailable, match="it sleeps"):
        jobs.start("gallery", folder)


def test_a_run_that_fails_before_it_is_recorded_is_told_and_recorded(gallery, journal, folder):
    jobs = Jobs(lambda: gallery.engine, gallery.settings)
    (gallery.settings.data / "version").write_text("999\n")
    with pytest.raises(Exception, match="newer Lookalike"):
        jobs.start("gallery", folder)
    [run] = over(journal("gallery"))
    assert run.state == "failed"
    assert "newer Lookalike" in run.error


def test_a_collection_made_for_what_is_then_refused_goes_again(gallery, jobs):
    def refuse(_added):
        raise NotFound(kind="thing", name="it")

    with pytest.raises(NotFound):
        jobs.begin("new", refuse)
    with pytest.raises(NotFound):
        jobs.begin("gallery", refuse)
    assert [each.name for each in gallery.engine.collections()] == ["gallery"]


def kept(folder, name):
    """Stage a picture as a batch of a collection's folder."""
    return stage(
        folder / "added", [(name, io.BytesIO(picture((9, 8, 7))))], LIMIT, is_candidate=is_candidate
    )


def test_a_batch_whose_run_never_began_is_an_interrupted_run_after_the_next_start(gallery, journal):
    folder = collection_folder(gallery.settings.data, gallery.engine.collection("gallery").uid)
    lost, taken = kept(folder, "lost.png"), kept(folder, "taken.png")
    Jobs(lambda: gallery.engine, gallery.settings).start("gallery", taken)
    over(journal("gallery"))
    for _start in range(2):
        make_server(gallery.settings.model_copy(update={"port": 0}), gallery.engine).close()
    found = {run.source: (run.id, run.state) for run in journal("gallery").runs()}
    assert found == {taken.uri: (1, "done"), lost.uri: (2, "interrupted")}
    jobs = Jobs(lambda: gallery.engine, gallery.settings)
    assert jobs.start("gallery", AddedSource(folder / "added", lost.uri.rpartition("/")[2])) == 3
    again = wait_for(lambda: [run for run in over(journal("gallery")) if run.id == 3])
    assert (again[0].state, again[0].counts.added + again[0].counts.updated) == ("done", 1)


def test_a_journal_that_cannot_be_written_does_not_keep_the_site_from_starting(
    gallery, jobs, caplog
):
    folder = collection_folder(gallery.settings.data, gallery.engine.collection("gallery").uid)
    kept(folder, "lost.png")
    (folder / "ingest.db").write_bytes(b"no database" * 99)
    jobs.recover()
    assert "a run could not be recorded" in caplog.text
