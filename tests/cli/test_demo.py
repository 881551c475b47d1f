"""`lookalike demo` as it is started: the drawn sample, a folder, a busy port, a second start."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

from lookalike.sources.drawn import DEMO_SEEDS, DrawnSource


@contextmanager
def demo(data, *arguments, port):
    """Start `lookalike demo` and yield the address it prints."""
    environment = {**os.environ, "LOOKALIKE_DATA": str(data), "LOOKALIKE_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-c", "from lookalike.cli.main import main; main()", "demo", *arguments],
        env=environment,
        cwd=data.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield re.search(r"http://\S+/", process.stdout.readline()).group()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_folder_is_served_on_the_next_free_port(pictures, tmp_path, busy_port):
    with demo(tmp_path / "data", "--images", str(pictures), port=busy_port) as address:
        assert f":{busy_port}/" not in address
        with urllib.request.urlopen(address + "c/demo/search?q=red") as answer:
            assert "red.png" in answer.read().decode()


def test_a_second_start_indexes_nothing_twice(lookalike, pictures):
    assert lookalike("demo", "--images", pictures, "--no-serve")[0] == 0
    status, _out, err = lookalike("demo", "--images", pictures, "--no-serve")
    assert status == 0
    assert "0 added" in err
    assert "3 unchanged" in err


def test_the_drawn_sample_is_found_by_its_captions(lookalike, monkeypatch):
    monkeypatch.setattr("lookalike.cli.demo.DrawnSource", lambda: DrawnSource(DEMO_SEEDS[:40]))
    status, _out, err = lookalike("demo", "--no-serve")
    assert status == 0
    assert "40 added" in err
    first = next(iter(DrawnSource(DEMO_SEEDS[:1]))).entry
    _status, answer, _err = lookalike("search", first.caption, "-c", "sample", "-k", 40, "--json")
    assert first.filename in {hit["filename"] for hit in answer["hits"]}


def test_a_folder_that_is_not_there_is_a_sentence(lookalike):
    status, _out, err = lookalike("demo", "--images", "/nowhere-at-all", "--no-serve")
    assert status == 1
    assert "/nowhere-at-all" in err
