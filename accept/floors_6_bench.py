"""A query of the embedded engine at 100,000 x 512 against bare numpy in the same process."""

import json
import subprocess
import sys

from accept.places import ROOT
from accept.verdict import Verdict

BENCH = "bench/embedded_query.py"
GOAL = 1.5
WINDOW = "k=500"


def main() -> None:
    """Run the benchmark and hold its ratios against the goal."""
    verdict = Verdict(
        "100,000 x 512: a query of the embedded engine costs at most 1.5 times the bare numpy "
        "product with argpartition, for 10 hits and for the default window of 500"
    )
    done = subprocess.run([sys.executable, BENCH], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    verdict.check(done.returncode == 0, f"{BENCH} ended with status {done.returncode}")
    figures = json.loads(done.stdout) if done.returncode == 0 else {}
    for k in ("k=10", WINDOW):
        found = figures.get(k, {"numpy_ms": 0.0, "engine_ms": 0.0, "ratio": float("inf")})
        verdict.check(
            found["ratio"] <= GOAL,
            f"{k}: numpy {found['numpy_ms']:.2f} ms, engine {found['engine_ms']:.2f} ms, "
            f"ratio {found['ratio']:.2f} (medians in alternation, goal {GOAL})",
        )
    verdict.close()


if __name__ == "__main__":
    main()
