import multiprocessing
import os
import signal
import sqlite3

import pytest

from ingest.journal import Journal
from ingest.report import Counts, Progress
from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageTruncated, SchemaTooNew, StorageFull
from lookalike.sources.base import Options

SOURCE = "file:///photos"


def entry(name, size=10, mtime=1.5):
    return FileEntry(uri=f"{SOURCE}/{name}", size=size, mtime=mtime, filename=name)


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path)
    yield made
    made.close()


def begin_and_wait(folder, ready):
    journal = Journal(folder)
    journal.begin(SOURCE)
    ready.set()
    signal.pause()


def start_elsewhere(folder):
    """Begin a run in another process and return that process."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=begin_and_wait, args=(folder, ready))
    process.start()
    assert ready.wait(30)
    return process


def test_a_run_that_ends_while_it_is_read_is_not_taken_for_lost(tmp_path, journal):
    run = journal.begin(SOURCE)

    class LookedAtLate(Journal):
        def _is_alive(self, number):
            journal.end(number, "done", Counts(added=3))
            return super()._is_alive(number)

    late = LookedAtLate(tmp_path, read_only=True)
    [found] = late.runs()
    late.close()
    assert (found.state, found.counts.added) == ("done", 3)
    assert found == journal.run(run)


def test_a_run_is_remembered_with_how_it_ended(journal):
    run = journal.begin(SOURCE)
    [begun] = journal.runs()
    journal.end(run, "failed", Counts(added=3), "the disk is full")
    [ended] = journal.runs()
    assert (begun.state, begun.ended) == ("running", None)
    assert (ended.state, ended.counts, ended.error) == (
        "failed", Counts(added=3), "the disk is full"
    )  # fmt: skip
    assert ended.ended >= ended.started


def test_a_run_whose_end_finds_no_room_is_interrupted(journal):
    run = journal.begin(SOURCE)
    journal._file._db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StorageFull):
        journal.end(run, "failed", Counts(), "x" * 100_000)
    assert journal.run(run).state == "interrupted"


def test_a_run_of_another_process_runs_until_that_process_is_gone(tmp_path, journal):
    process = start_elsewhere(tmp_path)
    alive = journal.runs()[0].state
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    dead = journal.runs()[0].state
    journal.begin(SOURCE)
    assert (alive, dead) == ("running", "interrupted")
    assert [run.state for run in journal.runs()] == ["running", "interrupted"]


def test_runs_leave_no_lock_files(tmp_path, journal):
    journal.end(journal.begin(SOURCE), "done", Counts())
    assert [path.name for path in tmp_path.iterdir()] == ["ingest.db"]


def test_quarantine_keeps_the_reason_and_what_the_file_was(journal):
    run = journal.begin(SOURCE)
    journal.refuse(run, SOURCE, entry("a.jpg"), ImageTruncated(file="a.jpg"))
    [held] = journal.quarantine()
    assert (held.uri, held.code) == (f"{SOURCE}/a.jpg", "image_truncated")
    assert held.reason.startswith("a.jpg is truncated")
    assert journal.held(SOURCE) == {f"{SOURCE}/a.jpg": (10, 1.5)}
    assert journal.held("file:///other") == {}


def test_a_file_refused_twice_is_listed_once_as_it_is_now(journal, tmp_path):
    for mtime in (1.5, 2.5):
        run = journal.begin(SOURCE)
        journal.refuse(run, SOURCE, entry("a.jpg", mtime=mtime), ImageTruncated(file="a.jpg"))
        journal.end(run, "done", Counts())
    assert journal.held(SOURCE) == {f"{SOURCE}/a.jpg": (10, 2.5)}
    with sqlite3.connect(tmp_path / "ingest.db") as db:
        assert db.execute("SELECT times, params FROM quarantine").fetchall() == [
            (2, '{"file": "a.jpg"}')
        ]
    db.close()


def test_a_pardoned_file_leaves_the_quarantine(journal):
    run = journal.begin(SOURCE)
    for name in ("a.jpg", "b.jpg"):
        journal.refuse(run, SOURCE, entry(name), ImageTruncated(file=name))
    journal.flush()
    journal.pardon([f"{SOURCE}/a.jpg"])
    assert [each.uri for each in journal.quarantine(SOURCE)] == [f"{SOURCE}/b.jpg"]


def test_reading_only_makes_no_file(tmp_path):
    folder = tmp_path / "nothing"
    looked = Journal(folder, read_only=True)
    assert (looked.held(SOURCE), list(looked.quarantine())) == ({}, [])
    looked.close()
    assert not folder.exists()


def test_a_journal_that_another_process_is_only_about_to_write_is_read_as_empty(tmp_path):
    (tmp_path / "ingest.db").touch()
    looked = Journal(tmp_path, read_only=True)
    assert (looked.runs(), looked.sources(), looked.quarantined()) == ([], set(), 0)
    looked.close()


def test_a_journal_of_a_newer_version_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "ingest.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(SchemaTooNew, match="schema 99"):
        Journal(tmp_path)


def test_a_living_run_shows_other_processes_how_far_it_is(journal, tmp_path):
    number = journal.begin(SOURCE)
    reached = Progress(9, 7, 6, 5, 4, Counts(added=4), 12, 2.5, 3.0, "a.jpg", "waits")
    journal.note(number, reached)
    other = Journal(tmp_path, read_only=True)
    seen = other.run(number)
    other.close()
    assert (seen.state, seen.progress, seen.counts) == ("running", reached, Counts(added=4))


def test_a_run_is_found_by_its_number(journal):
    first, second = journal.begin(SOURCE), journal.begin("file:///other")
    assert (journal.run(first).source, journal.run(second).source) == (SOURCE, "file:///other")
    assert journal.run(second).progress is None
    assert journal.run(second + 1) is None


def test_quarantine_is_read_in_pages_and_counted(journal):
    run = journal.begin(SOURCE)
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        journal.refuse(run, SOURCE, entry(name), ImageTruncated(file=name))
    journal.refuse(run, "file:///other", entry("z.jpg"), ImageTruncated(file="z.jpg"))
    page = journal.quarantine(SOURCE, first=1, limit=1)
    assert [each.uri for each in page] == [f"{SOURCE}/b.jpg"]
    assert [len(list(journal.quarantine(first=3))), journal.quarantined()] == [1, 4]
    assert (journal.quarantined(SOURCE), journal.quarantined("file:///none")) == (3, 0)


def test_quarantine_says_where_when_and_how_often(journal):
    for _ in range(2):
        run = journal.begin(SOURCE)
        journal.refuse(run, SOURCE, entry("a.jpg"), ImageTruncated(file="a.jpg"))
        journal.end(run, "done", Counts())
    [held] = journal.quarantine()
    assert (held.source, held.run, held.times, held.params) == (SOURCE, 2, 2, {"file": "a.jpg"})


def test_a_run_keeps_what_its_source_was_asked_for(journal):
    options = Options(("*.png",), ("b/**",), "none")
    assert journal.run(journal.begin(SOURCE, options)).options == options
    assert journal.run(journal.begin(SOURCE)).options == Options()
