"""What a journal knows of a run."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from ingest.report import Counts, Progress
from lookalike.sources.base import ALL, Options

State = Literal["running", "done", "failed", "interrupted"]

RUNS = "SELECT id, source, state, started, ended, counts, error, progress, options FROM runs"
"""Asks for rows as `run_of` takes them."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run; times in seconds since 1970. `progress`: the last that it noted, if any.

    `options`: those of its source, for who repeats it.
    """

    id: int
    source: str
    state: State
    started: float
    ended: float | None
    counts: Counts
    error: str
    progress: Progress | None = None
    options: Options = ALL


def run_of(row: tuple[Any, ...]) -> Run:
    """Return the run that a row stands for."""
    number, source, state, started, ended, counts, error, progress, options = row
    return Run(
        id=number,
        source=source,
        state=state,
        started=started,
        ended=ended,
        counts=Counts(**json.loads(counts)),
        error=error,
        progress=_progress(json.loads(progress)) if progress else None,
        options=_options(json.loads(options)),
    )


def _progress(stored: dict[str, Any]) -> Progress:
    return Progress(**{**stored, "counts": Counts(**stored["counts"])})


def _options(stored: dict[str, Any]) -> Options:
    return Options(tuple(stored["include"]), tuple(stored["exclude"]), stored["category_from"])
