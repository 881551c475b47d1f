"""A killed evaluation goes on where it was."""

import json
import os
import subprocess
import sys
import time

import pytest

from lookalike.cli.main import run
from lookalike.core.errors import Conflict
from lookalike.encoders import registry
from lookalike.evaluation.checkpoint import Found, checkpoint
from lookalike.evaluation.queries import Refused
from lookalike.search.embedded.engine import EmbeddedEngine
from tests.evaluation.asking.reds import ATTIC, Red, fill, png, save

BATCHES = (128, 128, 44)
ENDLESS = 10_000


@pytest.fixture
def shelf(tmp_path):
    """Evaluate 300 images against ATTIC in a process; `shelf(log, stop)` starts it."""
    engine = EmbeddedEngine(tmp_path / "lookalike-data")
    fill(engine, "attic", [Red()], ATTIC)
    engine.close()
    for number in range(sum(BATCHES)):
        save(tmp_path / "many" / ("warm" if number % 3 else "cold") / f"{number}.png", number % 200)
    (tmp_path / "many" / "cold" / "0.png").write_bytes(png(0)[:40])

    def start(log, stop=ENDLESS):
        script = "tests.evaluation.asking.evaluation_process"
        asked = ["evaluate", "-c", "attic", "--queries", tmp_path / "many", "--json"]
        return subprocess.Popen(
            [sys.executable, "-m", script, tmp_path / log, str(stop), *asked],
            env={**os.environ, "LOOKALIKE_DATA": str(tmp_path / "lookalike-data")},
            stdout=subprocess.PIPE,
        )

    return start


def _encoded(log):
    return sum(map(int, log.read_text().split())) if log.exists() else 0


def _figures(out):
    [report] = json.loads(out)["reports"]
    return {key: report[key] for key in ("measures", "queries", "left_out", "own", "refused")}


def test_after_a_kill_what_was_found_is_not_asked_again_and_the_report_is_the_same(
    shelf, tmp_path, capsys
):
    killed = shelf("killed", stop=270)
    while _encoded(tmp_path / "killed") <= 270:
        assert killed.poll() is None
        time.sleep(0.02)
    killed.kill()
    killed.wait()
    resumed = shelf("resumed")
    out, _err = resumed.communicate(timeout=120)
    assert resumed.returncode == 3  # one picture is broken
    assert _encoded(tmp_path / "resumed") == BATCHES[-1]
    registry.register(Red())
    assert run(["evaluate", "-c", "attic", "--queries", str(tmp_path / "many"), "--json"]) == 3
    assert _figures(out) == _figures(capsys.readouterr().out)
    assert list((tmp_path / "lookalike-data" / "reports" / ".running").iterdir()) == []


FOUND = Found(
    {"a": [("0" * 64, 0.25), ("ff" * 32, 1e-6)], "b": []},
    {"a": "0" * 64, "b": None},
    [Refused("c.png", "it is no image")],
)


def test_a_batch_is_read_as_it_was_written(tmp_path):
    with checkpoint(tmp_path, "d1") as kept:
        kept.write(3, FOUND)
    with checkpoint(tmp_path, "d1") as kept:
        assert kept.read(3) == FOUND
        assert kept.read(2) is None
    with checkpoint(tmp_path, "d2") as kept:
        assert kept.read(3) is None


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _data: b""])
def test_a_batch_that_is_not_whole_is_asked_again(tmp_path, damage):
    with checkpoint(tmp_path, "d1") as kept:
        kept.write(0, FOUND)
        [path] = kept.folder.glob("*.npz")
        path.write_bytes(damage(path.read_bytes()))
        assert kept.read(0) is None


def test_the_same_evaluation_does_not_run_twice_at_a_time(tmp_path):
    with (
        checkpoint(tmp_path, "d1"),
        pytest.raises(Conflict, match="running in another process"),
        checkpoint(tmp_path, "d1"),
    ):
        pass


def test_what_nobody_went_on_with_is_forgotten_after_two_weeks(tmp_path):
    for digest, age in (("old", 15), ("young", 13)):
        with checkpoint(tmp_path, digest) as kept:
            kept.write(0, FOUND)
        then = time.time() - age * 24 * 3600
        os.utime(kept.folder, (then, then))
    with checkpoint(tmp_path, "new"):
        pass
    assert {each.name for each in kept.folder.parent.iterdir()} == {"young", "new"}
