"""What a command and the processes it starts use, sampled from /proc while they run (Linux)."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

EVERY = 0.1
TICKS = os.sysconf("SC_CLK_TCK")


def members(session: int) -> dict[int, float]:
    """Return the processes of a session, zombies left out, with their CPU seconds so far."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (path / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()
            state, its_session, user, system = fields[0], fields[3], fields[11], fields[12]
            if int(its_session) == session and state != "Z":
                found[int(path.name)] = (int(user) + int(system)) / TICKS
    return found


@dataclass
class Watch:
    """Watches one session from `begin` to `end`.

    `peak_bytes`: the most that all its processes had at once, shared pages counted once (PSS), or
    what a single one had between two samples (VmHWM), whichever is more. `cpu_seconds`: their sum.
    """

    session: int
    peak_bytes: int = 0
    _cpu: dict[int, float] = field(default_factory=dict)
    _over: Event = field(default_factory=Event)
    _thread: Thread | None = None

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of all processes, as last seen of each."""
        return sum(self._cpu.values())

    def begin(self) -> None:
        """Sample in a thread from now on."""
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop sampling."""
        self._over.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            seen = members(self.session)
            self._cpu |= seen
            together = sum(_bytes(pid, "smaps_rollup", "Pss:") for pid in seen)
            highest = (_bytes(pid, "status", "VmHWM:") for pid in seen)
            self.peak_bytes = max(self.peak_bytes, together, *highest, 0)


def _bytes(pid: int, file: str, name: str) -> int:
    """Return a figure of a process that /proc gives in kB; 0 where the process has gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text(encoding="latin-1").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0
