"""The counts of a living run, kept by all its threads."""

import time
from collections import Counter, deque
from threading import Lock
from typing import Literal

from ingest.report import Counts, Progress

Stage = Literal["found", "read", "decoded", "encoded", "written"]
Outcome = Literal["added", "updated", "unchanged", "removed", "quarantined", "skipped"]

WINDOW = 15.0


class Tally:
    """Counts by stage and outcome; the rate is that of the last 15 seconds."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.skipped: Counter[str] = Counter()
        self.total: int | None = None
        self.waiting = ""
        self.last = ""
        self._stages: Counter[str] = Counter()
        self._lock = Lock()
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    def passed(self, stage: Stage, count: int = 1) -> None:
        """Count files that passed a stage."""
        with self._lock:
            self._stages[stage] += count

    def count(self, outcome: Outcome, count: int = 1) -> None:
        """Count what became of files."""
        with self._lock:
            setattr(self.counts, outcome, getattr(self.counts, outcome) + count)

    def skip(self, reason: str) -> None:
        """Count one file that is no candidate."""
        with self._lock:
            self.skipped[reason] += 1
            self.counts.skipped += 1

    @property
    def written(self) -> int:
        """Images written so far."""
        return self._stages["written"]

    def wait_for(self, message: str) -> None:
        """Note what the run waits for; empty: nothing."""
        self.waiting = message

    def progress(self) -> Progress:
        """Return how far the run is; call it about as often as it is shown."""
        now = time.monotonic()
        with self._lock:
            stages, outcomes = self._stages, self.counts
            done = stages["written"]
            self._marks.append((now, done))
            while len(self._marks) > 2 and self._marks[0][0] < now - WINDOW:
                self._marks.popleft()
            since, before = self._marks[0]
            rate = (done - before) / (now - since) if now > since else 0.0
            left = (
                None
                if self.total is None
                else max(0, self.total - stages["read"]) + max(0, stages["read"] - done)
            )
            return Progress(
                found=stages["found"],
                read=stages["read"],
                decoded=stages["decoded"],
                encoded=stages["encoded"],
                written=done,
                counts=Counts(**{name: getattr(outcomes, name) for name in Counts.__slots__}),
                total=self.total,
                rate=rate,
                eta=left / rate if left is not None and rate > 0 else None,
                last=self.last,
                waiting=self.waiting,
            )
