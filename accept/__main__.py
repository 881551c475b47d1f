"""Runs the scripts of accept/, all or those named, and prints promise, figure, command, verdict."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LIMIT_SECONDS = 3600


def scripts(wanted: list[str]) -> list[str]:
    """Return the names of the scripts to run: those that begin with a wanted word, else all."""
    names = sorted(path.stem for path in HERE.glob("[a-z]*_[0-9]*.py"))
    return [name for name in names if not wanted or any(name.startswith(word) for word in wanted)]


def run(name: str) -> dict[str, Any]:
    """Run one script in a process of its own and return its verdict."""
    started = time.monotonic()
    command = [sys.executable, "-m", f"accept.{name}"]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, timeout=LIMIT_SECONDS, check=False, cwd=HERE.parent
        )
        verdict: dict[str, Any] = json.loads(done.stdout.decode().strip().splitlines()[-1])
        verdict["passed"] = done.returncode == 0
    except (subprocess.TimeoutExpired, IndexError, json.JSONDecodeError) as error:
        verdict = {"promise": name, "figures": [], "failures": [repr(error)], "passed": False}
    verdict["seconds"] = time.monotonic() - started
    return verdict


def main() -> int:
    """Run, print, and return 0 where every promise holds."""
    missed = 0
    for name in scripts(sys.argv[1:]):
        sys.stderr.write(f"== {name}\n")
        verdict = run(name)
        missed += not verdict["passed"]
        print(f"{'PASS' if verdict['passed'] else 'MISS'}  {name}: {verdict['promise']}")
        for figure in verdict["figures"]:
            mark = "!" if figure in verdict["failures"] else " "
            print(f"    {mark} {figure}")
        for failure in verdict["failures"]:
            if failure not in verdict["figures"]:
                print(f"    ! {failure}")
        print(f"      {verdict['seconds']:.0f} s: .venv/bin/python -m accept.{name}", flush=True)
    print(f"{missed} promises missed" if missed else "every promise holds")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
