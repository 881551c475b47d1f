"""Where the scripts of accept/ work: data sets, a data folder, each engine, the command line."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accept.watch import Watch, members
from lookalike.core.settings import Settings, load_settings
from tests.elasticsearch.local_server import LocalServer

ROOT = Path(__file__).parents[1]
DATA_SETS = Path(os.environ.get("LOOKALIKE_TEST_DATA", ROOT.parent / "shared" / "data"))
LOOKALIKE = Path(sys.executable).with_name("lookalike")
ENGINES = ("embedded", "elasticsearch")
OBEYING_MODES = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield an empty folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="lookalike-accept-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpacked(archive: str, into: Path) -> Path:
    """Unpack one of the data sets, `caltech101-mini` say, and return its folder."""
    with zipfile.ZipFile(DATA_SETS / f"{archive}.zip") as file:
        file.extractall(into)
    return into / archive


@contextmanager
def elasticsearch(folder: Path) -> Iterator[LocalServer]:
    """Yield a running Elasticsearch of our own with its data under `folder`."""
    server = LocalServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.terminate()


def settings_for(engine: str, data: Path, url: str = "", **more: object) -> Settings:
    """Return settings for one engine; every other setting at its default."""
    known = {"engine": engine, "data": data, **({"elasticsearch_url": url} if url else {})}
    return load_settings(**known, **more)


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a command that is to run with `settings`."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LOOKALIKE_")}
    return clean | {
        "LOOKALIKE_ENGINE": settings.engine,
        "LOOKALIKE_DATA": str(settings.data),
        "LOOKALIKE_ELASTICSEARCH_URL": settings.elasticsearch_url,
        "LOOKALIKE_ELASTICSEARCH_INDEX_TYPE": settings.elasticsearch_index_type,
    }


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a command: exit status (negative: the signal), answer, and what it used.

    `peak_bytes` and `cpu_seconds` are those of all its processes together.
    """

    status: int
    answer: Any
    seconds: float
    peak_bytes: int
    cpu_seconds: float


class Command:
    """A `lookalike` command in a process and a session of its own, begun at once.

    `mere_user`: where we are root, it loses root's right to read what modes forbid (setpriv).
    """

    def __init__(self, settings: Settings, *arguments: str, mere_user: bool = False) -> None:
        self._out = tempfile.TemporaryFile()  # noqa: SIM115 - closed by wait
        self._err = tempfile.TemporaryFile()  # noqa: SIM115
        self._began = time.monotonic()
        as_user = OBEYING_MODES if mere_user and os.geteuid() == 0 else ()
        self.process = subprocess.Popen(
            [*as_user, str(LOOKALIKE), *arguments],
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._err,
            start_new_session=True,
        )
        self._watch = Watch(self.process.pid)
        self._watch.begin()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def kill(self) -> None:
        """Send SIGKILL to it, not to the processes it has started."""
        # Popen.kill would reap a process that has just ended, and `wait` would miss it.
        os.kill(self.process.pid, signal.SIGKILL)

    def wait(self) -> Ended:
        """Wait for its end; what it said on stderr is passed on where it failed."""
        _pid, status = os.waitpid(self.process.pid, 0)
        seconds = time.monotonic() - self._began
        self._watch.end()
        self.process.returncode = code = os.waitstatus_to_exitcode(status)
        out, err = _all_of(self._out), _all_of(self._err)
        if code not in (0, 3) and code >= 0:
            sys.stderr.write(err[-2000:])
        try:
            answer = json.loads(out)
        except json.JSONDecodeError:
            answer = out
        return Ended(code, answer, seconds, self._watch.peak_bytes, self._watch.cpu_seconds)

    def left(self, patience: float = 5.0) -> int:
        """Return how many of its processes outlive it by more than `patience` seconds."""
        deadline = time.monotonic() + patience
        while there := members(self.process.pid):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        return len(there)


def lookalike(settings: Settings, *arguments: str) -> tuple[int, Any]:
    """Run the command line and return its exit status and its answer (of --json), or its text."""
    ended = Command(settings, *arguments).wait()
    return ended.status, ended.answer


def _all_of(file: Any) -> str:
    with file:
        file.seek(0)
        return str(file.read().decode("utf-8", "replace"))
