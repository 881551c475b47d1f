"""A fresh clone and `make demo`: how long until there is something to search, and how large it is."""

import json
import subprocess
import time
from pathlib import Path

from accept.places import scratch
from accept.readme import PAGE, blocks, clone, running, searches
from accept.verdict import Verdict

SECONDS = 60
MEGABYTES = 400
COUNT = 1_500


def size_of(folder: Path) -> float:
    """Return the megabytes (10^6 bytes) that `folder` takes on the disk."""
    done = subprocess.run(
        ["du", "--summarize", "--block-size=1000", str(folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout.split()[0]) / 1000


def main() -> None:
    """Time the first run and the second."""
    verdict = Verdict(
        "fresh clone, `make demo` with a warm pip cache: a page to search within a minute, "
        f".venv under {MEGABYTES} MB"
    )
    with scratch() as folder:
        tree, home = clone(folder / "lookalike"), folder / "home"
        home.mkdir()
        demo = blocks(tree / "README.md")[0]
        with running(demo, tree, home, PAGE) as seconds:
            verdict.check(seconds <= SECONDS, f"first run: the page answered after {seconds:.0f} s")
            megabytes = size_of(tree / ".venv")
            verdict.check(megabytes < MEGABYTES, f".venv takes {megabytes:.0f} MB on the disk")
        began = time.monotonic()
        status, _said = searches(".venv/bin/lookalike demo --no-serve", tree, home)
        verdict.check(status == 0, f"the rest indexed in {time.monotonic() - began:.0f} s")
        with running(demo, tree, home, PAGE) as seconds:
            verdict.check(seconds <= SECONDS / 4, f"second start: answered after {seconds:.0f} s")
        _status, said = searches(".venv/bin/lookalike collections show sample --json", tree, home)
        documents = json.loads(said)["documents"]
        verdict.check(documents == COUNT, f"{documents} documents: nothing is indexed twice")
    verdict.close()


if __name__ == "__main__":
    main()
