"""The site in a process of its own, as `lookalike serve` starts it."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from accept.places import LOOKALIKE, environment
from lookalike.core.settings import Settings


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve on a free port of this machine; yield the address, without a slash at its end."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(LOOKALIKE), "serve"], env=environment(settings) | {"LOOKALIKE_PORT": str(port)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        said = process.stdout.readline() if process.stdout else ""
        if not said:
            raise RuntimeError("the site did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
