"""Several processes on one folder: killed, racing, reading."""

import os
import signal
import subprocess
import sys
import time

import pytest

WRITER = """
import sys
from pathlib import Path
import numpy as np
from lookalike.core.document import Document, FileEntry
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.engine import Item

data, place, first, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
engine = EmbeddedEngine(data)
for start in range(first, last, 20):
    items = []
    for number in range(start, start + 20):
        row = np.full(4096, 0.001, np.float32)
        row[number % 4096] = 1 + number // 4096
        row[(number * 7 + 1) % 4096] = 0.5
        file = FileEntry(uri=f"file:///{place}/{number}", size=1)
        document = Document.model_validate({"id": f"{number:064x}", "files": [file]})
        items.append(Item(document, {"v_wide_aaaaaaaa": row}))
    for one in engine.put("photos", items):
        print(one.id, one.outcome, flush=False)
    sys.stdout.flush()
print("done", flush=True)
"""


@pytest.fixture
def start_writer(tmp_path):
    """Start a process that puts documents and says what was acknowledged."""
    started = []

    def start(place, first, last):
        log = (tmp_path / f"{place}-{first}.log").open("w+")
        arguments = [str(tmp_path), place, str(first), str(last)]
        process = subprocess.Popen([sys.executable, "-c", WRITER, *arguments], stdout=log)
        started.append((process, log))
        return process, log

    yield start
    for process, log in started:
        process.kill()
        process.wait()
        log.close()


def acknowledged(log):
    log.flush()
    log.seek(0)
    lines = log.read().splitlines(keepends=True)
    return {line.split()[0] for line in lines if line.endswith("\n") and " " in line}


def wait_until(condition, process):
    for _ in range(1200):
        if condition() or process.poll() is not None:
            return
        time.sleep(0.05)
    pytest.fail("the writer did not get there in a minute")


@pytest.mark.parametrize("enough", [60, 300, 540])
def test_a_killed_writer_loses_nothing_it_had_acknowledged(
    engine, open_engine, field, start_writer, make_row, find, enough
):
    process, log = start_writer("a", 0, 100_000)
    wait_until(lambda: len(acknowledged(log)) >= enough, process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    ids = sorted(acknowledged(log))
    assert len(ids) >= enough
    later = open_engine()
    assert set(later.get("photos", ids)) == set(ids)
    assert later.having("photos", ids, [field.name]) == set(ids)
    for number in range(0, len(ids), 37):
        assert find(later, make_row(number)) == [number]
    stats = later.stats("photos")
    assert stats.documents == stats.vectors[field.name] == stats.files


def test_a_rerun_after_a_kill_ends_as_if_nothing_had_happened(
    engine, field, start_writer, make_row, find
):
    process, log = start_writer("a", 0, 600)
    wait_until(lambda: len(acknowledged(log)) >= 280, process)
    process.kill()
    process.wait()
    again, _ = start_writer("a", 0, 600)
    assert again.wait(timeout=120) == 0
    stats = engine.stats("photos")
    assert (stats.documents, stats.files, stats.vectors[field.name]) == (600, 600, 600)
    assert len(find(engine, make_row(0), 1000)) == 600
    for number in (0, 279, 280, 599):
        assert find(engine, make_row(number)) == [number]


def test_two_processes_put_the_same_images_while_a_third_searches(
    engine, field, start_writer, make_row, find
):
    writers = [start_writer(place, 0, 400)[0] for place in ("a", "b")]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        found = len(find(engine, make_row(0), 1000))
        assert found >= seen
        seen = found
    assert [writer.returncode for writer in writers] == [0, 0]
    stats = engine.stats("photos")
    assert (stats.documents, stats.files, stats.vectors[field.name]) == (400, 800, 400)
    assert len(find(engine, make_row(0), 1000)) == 400


def test_an_engine_opens_while_others_open_the_same_new_folder(tmp_path):
    script = (
        "import sys; from pathlib import Path;"
        "from lookalike.search.embedded.engine import EmbeddedEngine;"
        "assert EmbeddedEngine(Path(sys.argv[1])).health().ok"
    )
    folder = tmp_path / "new"
    opened = [subprocess.Popen([sys.executable, "-c", script, str(folder)]) for _ in range(4)]
    assert [process.wait(timeout=60) for process in opened] == [0, 0, 0, 0]
