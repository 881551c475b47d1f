"""A real Elasticsearch of one node on this machine, from jars: for tests, and to start by hand.

    python tests/elasticsearch/local_server.py --port 9200

It has no security and listens on loopback alone.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

import platformdirs

sys.path.append(str(Path(__file__).parent))

import jars
from node import free_port, is_taken, node_settings

# No proxy of the environment stands between this machine and itself.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class StartFailed(Exception):
    """The server did not come up; the message ends with its log."""


def available() -> str | None:
    """Say why no server can be started here, or None where one can."""
    return jars.missing()


class LocalServer:
    """One Elasticsearch process; it ends with the process that started it, however that ends.

    `folder` keeps data and log; a temporary one, removed in the end, where none is given. Ports
    and data stay the same over `restart`. `heap` in MB. `options` are further settings of the
    node. It is down until `start` or `with`, which raise BuildFailed and StartFailed.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        port: int | None = None,
        heap: int = 512,
        options: dict[str, str] | None = None,
    ) -> None:
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="elasticsearch-")
        self.folder = Path(self._temporary.name if self._temporary else folder or "").absolute()
        self.port = port or free_port()
        self._heap = heap
        self._options = options or {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address it serves on."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """The file that holds all it has said, over every start."""
        return self.folder / "server.log"

    @property
    def pid(self) -> int | None:
        """Its process, or None where it was not started or has been ended here."""
        return self._process.pid if self._process else None

    def start(self, patience: float = 120) -> Self:
        """Start it and return once it serves every shard it has; waits `patience` seconds at most."""
        if self._process and self._process.poll() is None:
            return self
        if is_taken(self.port):
            raise StartFailed(f"port {self.port} is taken: stop what listens there, or use another")
        settings = node_settings(self.folder, self.port) | self._options
        command = jars.java_command(self._heap, settings)
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C is for the tests, which may still need the server.
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            said_before = log.tell()
        try:
            self._wait_until_ready(time.monotonic() + patience, said_before)
        except BaseException:
            self.kill()
            raise
        return self

    def kill(self) -> None:
        """End it at once (SIGKILL), with no chance to put anything in order."""
        self._end(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to close, and wait until it has."""
        self._end(signal.SIGTERM)

    def restart(self) -> Self:
        """Start it again on the same port and data; closes it first where it still runs."""
        self.terminate()
        return self.start()

    def wait(self) -> None:
        """Wait until the process ends by itself."""
        if self._process:
            self._process.wait()

    def end_of_log(self, lines: int = 40) -> str:
        """Return the last lines it has said."""
        text = self.log.read_text(errors="replace") if self.log.is_file() else ""
        return "\n".join(text.splitlines()[-lines:])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.terminate()
        if self._temporary:
            self._temporary.cleanup()

    def _wait_until_ready(self, deadline: float, said_before: int) -> None:
        # Ready is not recovered: after a kill the shards come back seconds later.
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise StartFailed(f"Elasticsearch ended while starting:\n{self.end_of_log()}")
            said = self.log.read_bytes()[said_before:]
            if b"ready" in said.splitlines() and self._health() in ("green", "yellow"):
                return
            time.sleep(0.1)
        raise StartFailed(f"Elasticsearch did not become ready:\n{self.end_of_log()}")

    def _health(self) -> str:
        try:
            with _direct.open(f"{self.url}/_cluster/health", timeout=10) as answer:
                health: dict[str, Any] = json.load(answer)
        except (OSError, ValueError):
            return "unknown"
        return str(health["status"])

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()


def main() -> int:
    """Run a server in the foreground until Ctrl-C; its data stay for the next time."""
    kept = Path(platformdirs.user_cache_dir("lookalike", appauthor=False)) / "elasticsearch"
    parser = argparse.ArgumentParser(description="A local Elasticsearch without security.")
    parser.add_argument("--port", type=int, default=9200, help="port of loopback, 9200")
    parser.add_argument("--data", type=Path, default=kept, help=f"folder it keeps, {kept}")
    parser.add_argument("--heap", type=int, default=512, help="MB, 512")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with LocalServer(chosen.data, port=chosen.port, heap=chosen.heap) as server:
            print(f"Elasticsearch is on {server.url}; Ctrl-C ends it.", flush=True)
            server.wait()
        print(f"Elasticsearch ended by itself; its log is {server.log}.", file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    except (jars.BuildFailed, StartFailed) as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
