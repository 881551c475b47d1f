"""`collections add-encoder` and `drop-encoder`, in processes that are stopped and killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lookalike.encoders import registry
from tests.cli.conftest import draw
from tests.fake_encoder import FakeEncoder

ROOT = Path(__file__).parents[2]
IMAGES = 100
LONG = 120

WITH_A_SLOW_ENCODER = """
import os, sys, time
from lookalike.cli.main import main
from lookalike.encoders.registry import register
from tests.fake_encoder import FakeEncoder

class Slow(FakeEncoder):
    id = "slow"
    batches = 0

    def encode_images(self, images):
        self.batches += 1
        if "ENDLESS" in os.environ:
            time.sleep(1.1 if self.batches == 1 else 0 if self.batches == 2 else 3600)
        return super().encode_images(images)

register(Slow())
main(sys.argv[1:])
"""


class Slow(FakeEncoder):
    id = "slow"


@pytest.fixture(autouse=True)
def encoders():
    registry.register(FakeEncoder())
    registry.register(Slow())
    yield
    registry.forget("fake")
    registry.forget("slow")


@pytest.fixture
def album(tmp_path):
    folder = tmp_path / "album"
    for n in range(IMAGES):
        draw(folder / f"{n:03}.png", (n, 255 - n, 7 * n % 256))
    return folder


def begin(*arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", WITH_A_SLOW_ENCODER, "collections", "add-encoder", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows_of(engine, ids):
    return len(engine.vectors("p", Slow().field, ids))


@pytest.mark.parametrize(
    ("name", "ended"),
    [
        ("embedded", signal.SIGKILL),
        ("embedded", signal.SIGINT),
        pytest.param("elasticsearch", signal.SIGKILL, marks=pytest.mark.elasticsearch),
    ],
)
def test_a_filling_that_is_ended_goes_on_where_it_was(lookalike, on_engine, album, name, ended):
    engine = on_engine(name)
    lookalike("ingest", album, "-c", "p", "-e", "fake")
    search = ("search", "--image", album / "007.png", "-c", "p", "--json")
    _status, before, _err = lookalike(*search)
    ids = [id_ for id_, _files in engine.listing("p")]
    filling = begin("p", "slow", ENDLESS="1")
    deadline = time.monotonic() + LONG
    while "slow" not in engine.collection("p").encoders or not rows_of(engine, ids):
        assert filling.poll() is None, filling.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    filling.send_signal(ended)
    _out, err = filling.communicate(timeout=LONG)
    written = rows_of(engine, ids)
    assert 0 < written < IMAGES
    if ended == signal.SIGINT:
        assert filling.returncode == 1
        assert "to go on: lookalike collections add-encoder p slow" in err
        assert "Traceback" not in err
    status, after, _err = lookalike(*search)
    assert (status, [each["id"] for each in after["hits"]]) == (
        0,
        [each["id"] for each in before["hits"]],
    )
    status, _out, err = lookalike(*search, "-e", "slow")
    assert status == 1
    assert "still being filled in" in err
    resumed = begin("p", "slow", "--default", "--json")
    out, err = resumed.communicate(timeout=LONG)
    assert resumed.returncode == 0, err
    report = json.loads(out)
    assert (report["filled"], report["coverage"]) == (IMAGES - written, 100)
    _status, shown, _err = lookalike("collections", "show", "p", "--json")
    assert shown["default_encoder"] == "slow"
    facts = shown["encoders"]["slow"]
    assert (facts["state"], facts["vectors"], facts["coverage"]) == ("ready", IMAGES, 100)


def test_coverage_is_shown_and_thumbnails_are_said(lookalike, pictures):
    lookalike("ingest", pictures, "-c", "p", "-e", "fake")
    (pictures / "warm/red.png").unlink()
    status, out, _err = lookalike("collections", "add-encoder", "p", "slow")
    assert status == 0
    assert "3 vectors of slow written, 1 of them from thumbnails" in out
    assert "100 percent of the images" in out
    assert "run this again" in out
    _status, out, _err = lookalike("collections", "show", "p")
    assert "ready, 3 vectors (100 %, 1 from thumbnails)" in out
    assert "ready, 3 vectors (100 %), fingerprint" in out


def test_an_ingest_names_the_command_that_adds_an_encoder(lookalike, pictures):
    lookalike("ingest", pictures, "-c", "p", "-e", "fake")
    status, _out, err = lookalike("ingest", pictures, "-c", "p", "-e", "slow")
    assert status == 2
    assert "lookalike collections add-encoder p slow" in err
    lookalike("collections", "add-encoder", "p", "slow")
    draw(pictures / "new.png", (1, 2, 3))
    assert lookalike("ingest", pictures, "-c", "p", "--json")[1]["added"] == 1
    _status, shown, _err = lookalike("collections", "show", "p", "--json")
    assert {each["coverage"] for each in shown["encoders"].values()} == {100}


def test_an_encoder_is_dropped_and_the_last_and_the_default_are_kept(lookalike, pictures):
    lookalike("ingest", pictures, "-c", "p", "-e", "fake")
    status, _out, err = lookalike("collections", "drop-encoder", "p", "fake", "--yes")
    assert (status, "no other encoder" in err) == (2, True)
    lookalike("collections", "add-encoder", "p", "slow")
    status, _out, err = lookalike("collections", "drop-encoder", "p", "fake", "--yes")
    assert (status, "lookalike collections set-default p slow" in err) == (2, True)
    lookalike("collections", "set-default", "p", "slow")
    status, _out, err = lookalike("collections", "drop-encoder", "p", "fake", "--yes")
    assert (status, "no vectors of fake any more" in err) == (0, True)
    assert list(lookalike("collections", "show", "p", "--json")[1]["encoders"]) == ["slow"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["add-encoder", "gone", "fake"], 1, "gone"),
        (["add-encoder", "p", "nope"], 2, "nope"),
        (["drop-encoder", "gone", "fake", "--yes"], 1, "gone"),
        (["drop-encoder", "p", "nope", "--yes"], 2, "nope"),
    ],
)
def test_what_is_not_there_is_a_sentence(lookalike, pictures, arguments, status, said):
    lookalike("ingest", pictures, "-c", "p", "-e", "fake")
    got, _out, err = lookalike("collections", *arguments)
    assert (got, said in err, "Traceback" in err) == (status, True, False)
