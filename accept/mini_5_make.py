"""`make mini` with a tenth of the epochs, killed once and begun again: a bundle that loads."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import numpy as np

from accept.places import DATA_SETS, ROOT, scratch
from accept.verdict import Verdict
from lookalike.encoders.bundle import read_bundle
from lookalike.encoders.registry import made_of
from lookalike.training.checkpoint import load_checkpoint
from lookalike.training.mini.recipe import load_recipe

SHARE = "0.1"
PATIENCE = 3000.0
STEPS_BEFORE_THE_KILL = 100


def begun(work: Path) -> subprocess.Popen[bytes]:
    """Begin `make mini`, in a session of its own."""
    words = [f"DATA={DATA_SETS}", f"WORK={work}", f"SHARE={SHARE}"]
    with (work.parent / "make.log").open("ab") as log:
        return subprocess.Popen(
            ["make", "mini", *words], cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )


def step(work: Path) -> int:
    """Return the step that would be gone on from."""
    state = load_checkpoint(work / "checkpoint.pt")
    return int(state["progress"]["step"]) if state else 0


def killed(work: Path) -> int:
    """Kill it once it has kept some steps; return how many."""
    making = begun(work)
    deadline = time.monotonic() + PATIENCE
    while step(work) < STEPS_BEFORE_THE_KILL:
        if making.poll() is not None or time.monotonic() > deadline:
            break
        time.sleep(2)
    os.killpg(making.pid, signal.SIGKILL)
    making.wait()
    return step(work)


def check_bundle(verdict: Verdict, work: Path) -> None:
    """Open what was made and encode a picture and words with it."""
    bundle = read_bundle(work, load_recipe().bundle.id)
    encoder = made_of(bundle)
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    rows = np.concatenate([encoder.encode_images([noise]), encoder.encode_words(["a dog"])])
    sound = bool(np.isfinite(rows).all()) and bool(rows.any(1).all())
    size = sum(path.stat().st_size for path in bundle.folder.iterdir())
    verdict.check(
        sound, f"{bundle.card.id}: {rows.shape[1]} dims, {size / 1e6:.1f} MB, {encoder.runtime}"
    )


def main() -> None:
    """Kill, resume, open."""
    verdict = Verdict(
        "`make mini` with a tenth of the epochs runs through, killed once and resumed, and gives a "
        "bundle that loads"
    )
    with scratch() as folder:
        work = folder / "work"
        work.mkdir()
        at = killed(work)
        verdict.check(at >= STEPS_BEFORE_THE_KILL, f"SIGKILL; it has kept step {at}")
        making = begun(work)
        status = making.wait()
        said = (folder / "make.log").read_text(encoding="utf-8", errors="replace")
        verdict.check(status == 0, f"begun again: status {status}; {said.splitlines()[-1:]}")
        log = (work / "validation.jsonl").read_text().splitlines()
        verdict.check(bool(log), f"figures of the last epoch: {json.loads(log[-1]) if log else {}}")
        if status == 0:
            check_bundle(verdict, work)
    verdict.close()


if __name__ == "__main__":
    main()
