"""The pages about runs: what was added when, how far a living one is, what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ingest.report import Progress
from webapp.runs import Bar, Refused, RunRow


@dataclass(frozen=True, slots=True)
class RunsContext:
    """The newest runs, of all collections or of one.

    `collection`, `title`: of that one, or empty; `rows`: newest first; `rates`: images per second of
    the last runs that wrote any, oldest first; `is_live`: whether one of them goes on.
    """

    template: ClassVar[str] = "runs.html"
    collection: str
    title: str
    rows: Sequence[RunRow]
    rates: Sequence[float]
    is_live: bool


@dataclass(frozen=True, slots=True)
class RunContext:
    """One run.

    `row`; `bars`: of its stages while it goes on; `reached`: how far it is, None where that is not
    noted; `left`: time to go, or empty; `outcomes`: label and number of files; `refused`: this page
    of its source's quarantine; `quarantined`: how many there are; `first`: number of the first of
    them; `earlier`, `later`: addresses of the pages around, or empty; `found`: address of what was
    added, or empty; `is_live`; `may_change`: whether its source may be read again from here.
    """

    template: ClassVar[str] = "run.html"
    row: RunRow
    bars: Sequence[Bar]
    reached: Progress | None
    left: str
    outcomes: Sequence[tuple[str, int]]
    refused: Sequence[Refused]
    quarantined: int
    first: int
    earlier: str
    later: str
    found: str
    is_live: bool
    may_change: bool
