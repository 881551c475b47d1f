"""Which files of a source a run has to act on; all others are only counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event

from ingest.plan import Plan, Verdict
from ingest.tally import Tally
from lookalike.core.document import FileEntry
from lookalike.sources.base import Found, Skipped, Source


@dataclass(slots=True)
class Selection:
    """Iterates a source once. `held`: size and mtime of its files in quarantine, by uri.

    A file in quarantine that did not change since is left there unless `retry`.
    """

    source: Source
    plan: Plan
    tally: Tally
    held: Mapping[str, tuple[int, float]]
    retry: bool = False
    _met: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[tuple[Found, Verdict]]:
        """Yield what is new, changed, relabelled, or listed under stale ids."""
        for item in self.source:
            self.tally.passed("found")
            if isinstance(item, Skipped):
                self.plan.pass_over(item)
                self.tally.skip(item.reason)
                continue
            verdict = self.plan.judge(item.entry)
            if verdict.kind == "unchanged":
                self.tally.count("unchanged")
                if verdict.stale:
                    yield item, verdict
            elif verdict.kind == "relabelled":
                yield item, verdict
            else:
                if item.entry.uri in self.held:
                    self._met.add(item.entry.uri)
                if self._is_held(item.entry):
                    self.tally.count("quarantined")
                else:
                    yield item, verdict

    def count(self, stop: Event) -> int | None:
        """Return how many files are to be read, by a walk of its own; None where `stop` was set."""
        total = 0
        for item in self.source:
            if stop.is_set():
                return None
            if isinstance(item, Found) and self.plan.needs_reading(item.entry):
                total += not self._is_held(item.entry)
        return total

    def pardoned(self) -> Iterator[str]:
        """After the iteration: yield what was in quarantine and has gone, or needs no reading now.

        What was read again is not among them: it leaves when it is in.
        """
        return (uri for uri in self.held if uri not in self._met and not self.plan.is_kept(uri))

    def _is_held(self, file: FileEntry) -> bool:
        return not self.retry and self.held.get(file.uri) == (file.size, file.mtime)
