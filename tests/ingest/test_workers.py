"""Processes that decode: what kills one costs one file, and none outlives its run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from ingest.workers import Looked, Task, Worker
from lookalike.core.errors import ImageBroken, UnsupportedFormat
from lookalike.imaging import Limits


class Deadly(bytes):
    """Bytes that kill the process that unpacks them."""

    def __reduce__(self):
        return (os._exit, (1,))


@pytest.fixture
def worker():
    made = Worker(Limits(), (False,))
    yield made
    made.close()


def task(folder, name, data=None):
    if data is None:
        data = cv2.imencode(".png", np.full((4, 6, 3), 200, np.uint8))[1].tobytes()
    return Task(name, data, folder / f"{name}.webp")


def test_outcomes_come_in_the_order_of_the_tasks(worker, tmp_path):
    good, bad = worker.work([task(tmp_path, "a"), task(tmp_path, "b", b"%PDF-1.4")])
    assert isinstance(good, Looked)
    assert (good.width, good.height, good.format) == (6, 4, "PNG")
    assert good.images[False].shape == (4, 6, 3)
    assert (tmp_path / "a.webp").read_bytes()[8:12] == b"WEBP"
    assert isinstance(bad, UnsupportedFormat)
    assert bad.params["file"] == "b"
    assert worker.work([]) == []


def test_a_file_that_kills_its_decoder_costs_that_file_alone(worker, tmp_path):
    tasks = [task(tmp_path, "a"), task(tmp_path, "deadly", Deadly()), task(tmp_path, "z")]
    first, killed, last = worker.work(tasks)
    assert isinstance(first, Looked)
    assert isinstance(last, Looked)
    assert isinstance(killed, ImageBroken)
    assert "deadly" in str(killed)
    assert "died" in str(killed)


def test_a_thumbnail_that_cannot_be_written_is_told_by_its_cause(worker, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    [outcome] = worker.work([task(tmp_path / "file", "a")])
    assert isinstance(outcome, NotADirectoryError | FileExistsError)


def test_the_process_ends_when_its_run_is_killed(tmp_path):
    code = (
        "import os, sys, time; from pathlib import Path; from ingest.workers import Task, Worker;"
        "from lookalike.imaging import Limits; worker = Worker(Limits(), (False,));"
        "worker.work([Task('x', b'', Path('x'))]);"
        "print(*worker._pool._processes, flush=True); time.sleep(60)"
    )
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    number = int(run.stdout.readline())
    assert is_alive(number)
    run.send_signal(signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 20
    while is_alive(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(number)


def is_alive(number):
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
