"""What a local node is told: its settings, and a port nobody else uses."""

import random
import socket
from pathlib import Path

# Below the range from which outgoing connections draw their ports, so that a client that keeps
# knocking while the server is down never meets itself.
PORTS = range(20_000, 32_000)

_WATERMARK = "cluster.routing.allocation.disk.watermark"


def is_taken(port: int) -> bool:
    """Say whether somebody listens on this port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    return next(port for port in random.sample(PORTS, len(PORTS)) if not is_taken(port))


def node_settings(folder: Path, port: int) -> dict[str, str]:
    """Return the settings of a single node with everything it keeps under `folder`."""
    return {
        "path.home": str(folder),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "node.name": "local",
        "cluster.name": "lookalike-local",
        "network.host": "127.0.0.1",
        "http.port": str(port),
        "transport.port": str(free_port()),
        "discovery.type": "single-node",
        "indices.breaker.total.use_real_memory": "false",
        # The defaults are shares of the disk: one 90 % full would take no document.
        f"{_WATERMARK}.low": "600mb",
        f"{_WATERMARK}.high": "400mb",
        f"{_WATERMARK}.flood_stage": "200mb",
    }
