"""Real processes that are killed, or that ingest the same folder at the same moment."""

import multiprocessing
import os
import random
import signal
import time

import pytest

from ingest.journal import Journal
from ingest.run import ingest
from lookalike.core.settings import load_settings
from lookalike.imaging import is_candidate
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.sources.folder import FolderSource
from tests.fake_encoder import FakeEncoder

IMAGES = 300
LONG = 120


def ingest_folder(data, photos, written=None, results=None):
    """Ingest `photos` into `data`; tell how many were written so far, and the counts at the end."""
    current = load_settings(data=data, decoders=1)
    engine = EmbeddedEngine(current.data)
    source = FolderSource(photos, is_candidate=is_candidate)

    def show(reached):
        if written is not None:
            written.value = reached.written

    report = ingest(engine, current, "photos", source, [FakeEncoder()], progress=show)
    if results is not None:
        results.put(report.as_dict())
    engine.close()


def start(*args, **options):
    # Not a daemon: the run starts processes of its own. Each test joins or kills it.
    process = multiprocessing.get_context("spawn").Process(
        target=ingest_folder, args=args, kwargs=options
    )
    process.start()
    return process


def what_is_stored(data):
    """Return all documents but their `ingested_at`, all vectors, and the names of all thumbnails."""
    engine = EmbeddedEngine(data)
    field = FakeEncoder().field
    ids = sorted(document_id for document_id, _files in engine.listing("photos"))
    documents = {
        each.id: each.model_dump(exclude={"ingested_at"})
        for each in engine.get("photos", ids).values()
    }
    vectors = {
        document_id: row.tolist()
        for document_id, row in engine.vectors("photos", field, ids).items()
    }
    folder = data / "collections" / engine.collection("photos").uid
    stats = engine.stats("photos")
    engine.close()
    thumbnails = sorted(path.name for path in folder.rglob("*-320.webp"))
    return documents, vectors, thumbnails, stats.documents, stats.files


@pytest.fixture
def album(photos, draw):
    for n in range(IMAGES):
        draw(photos / f"{n % 7}/{n:03}.png", n // 2 if n % 10 == 0 else n, size=(40, 30))
    return photos


@pytest.fixture
def undisturbed(tmp_path, album):
    data = tmp_path / "undisturbed"
    ingest_folder(data, album)
    return what_is_stored(data)


def test_a_run_killed_at_random_moments_ends_as_one_that_was_not(tmp_path, album, undisturbed):
    data = tmp_path / "killed"
    rng = random.Random(20)
    for attempt in range(5):
        process = start(data, album)
        wait_for_runs(data, attempt + 1)
        time.sleep(rng.uniform(0, 0.5))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    ingest_folder(data, album)
    assert what_is_stored(data) == undisturbed
    states = wait_for_runs(data, 6)
    assert states[0] == "done"
    assert set(states[1:]) <= {"interrupted", "done"}


def test_a_run_killed_after_the_first_hundred_goes_on_where_it_was(tmp_path, album, undisturbed):
    data = tmp_path / "killed"
    written = multiprocessing.get_context("spawn").Value("i", 0)
    process = start(data, album, written=written)
    while process.is_alive() and not written.value:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    results = multiprocessing.get_context("spawn").SimpleQueue()
    process = start(data, album, results=results)
    counts = results.get()
    process.join(LONG)
    assert counts["unchanged"] >= 100
    assert counts["added"] + counts["unchanged"] == IMAGES
    assert what_is_stored(data) == undisturbed


def test_ctrl_c_ends_a_run_at_once_and_is_remembered_as_interrupted(tmp_path, album):
    data = tmp_path / "interrupted"
    process = start(data, album)
    wait_for_runs(data, 1)
    os.kill(process.pid, signal.SIGINT)
    process.join(LONG)
    assert process.exitcode == 1
    assert wait_for_runs(data, 1) == ["interrupted"]
    assert not list(data.rglob("ingest-*.lock"))


def test_two_ingests_of_the_same_folder_at_once_make_no_duplicates(tmp_path, album, undisturbed):
    data = tmp_path / "twice"
    processes = [start(data, album) for _ in range(2)]
    for process in processes:
        process.join(LONG)
    assert [process.exitcode for process in processes] == [0, 0]
    assert what_is_stored(data) == undisturbed


def wait_for_runs(data, count):
    """Return the states of the runs, newest first, as soon as `count` have begun."""
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        for path in data.glob("collections/*/ingest.db"):
            journal = Journal(path.parent)
            states = [run.state for run in journal.runs()]
            journal.close()
            if len(states) >= count:
                return states
        time.sleep(0.01)
    raise AssertionError(f"no run number {count} began")
