"""Following the README and the docs as a user would: their shell blocks, in a fresh clone."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from accept.places import ROOT

WAIT_SECONDS = 300
PAGE = "http://127.0.0.1:5000/"


def clone(into: Path) -> Path:
    """Clone what is committed into `into` and return it."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(into)], check=True)
    return into


def blocks(readme: Path) -> list[str]:
    """Return the README's shell blocks, in order."""
    return re.findall(r"```sh\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)


def shell(script: str, folder: Path, home: Path) -> subprocess.Popen[str]:
    """Start a block of the README as a user would type it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LOOKALIKE_")}
    clean.pop("VIRTUAL_ENV", None)
    caches = {
        "MAVEN_OPTS": f"-Dmaven.repo.local={Path.home() / '.m2' / 'repository'}",
        "PIP_CACHE_DIR": str(Path.home() / ".cache" / "pip"),
    }
    return subprocess.Popen(
        ["bash", "-e", "-c", script], cwd=folder, env=clean | caches | {"HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


@contextmanager
def running(script: str, folder: Path, home: Path, address: str) -> Iterator[float]:
    """Run a block that serves; yield the seconds until it answered."""
    started = time.monotonic()
    process = shell(script, folder, home)
    try:
        while not answers(address):
            if process.poll() is not None or time.monotonic() - started > WAIT_SECONDS:
                raise RuntimeError((process.stdout.read() if process.stdout else "")[-3000:])
            time.sleep(0.2)
        yield time.monotonic() - started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def answers(address: str) -> bool:
    """Say whether a server answers."""
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def searches(script: str, folder: Path, home: Path) -> tuple[int, str]:
    """Run a block that ends; return status and output."""
    process = shell(script, folder, home)
    output, _nothing = process.communicate(timeout=WAIT_SECONDS)
    return process.returncode, output
