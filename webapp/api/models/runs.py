"""Runs that take images in, and what they could not take."""

from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import unquote

from flask import url_for
from pydantic import Field

from ingest.report import Quarantined
from ingest.runs import Run as JournalRun
from ingest.runs import State
from webapp.api.models.base import HIDDEN, InCollection, Input, Output

MAX_PAGE = 1_000


class OneRun(InCollection):
    """One run in an address."""

    run: int = Field(ge=1, le=2**53, description="its number")


class RunParameters(Input):
    """Which part of the quarantine."""

    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(100, ge=1, le=MAX_PAGE, description="files on a page")


class Started(Output):
    """A run that has begun."""

    collection: str
    run: int | None = Field(description="its number; null where it is not known yet")
    address: str = Field(description="where to see how far it is")

    @classmethod
    def of(cls, collection: str, number: int | None) -> Self:
        """Return a run by its number; where that is not known yet, at the address of all runs."""
        if number is None:
            address = url_for("api.runs", collection=collection)
        else:
            address = url_for("api.run", collection=collection, run=number)
        return cls(collection=collection, run=number, address=address)


class Counts(Output):
    """What became of the files of a source: each is counted once."""

    added: int
    updated: int
    unchanged: int
    removed: int
    quarantined: int
    skipped: int


class Progress(Output):
    """How far a run is, in files."""

    found: int
    read: int
    decoded: int
    encoded: int
    written: int
    total: int | None = Field(description="files to read; null until they are counted")
    rate: float = Field(description="images a second")
    eta: float | None = Field(description="seconds left, where it can be told")
    waiting: str = Field(description="what it waits for, if for anything")


class Run(Output):
    """One run."""

    run: int
    state: State
    source: str | None = Field(description=HIDDEN)
    started: datetime
    ended: datetime | None
    counts: Counts
    error: str | None = Field(description="why it failed; " + HIDDEN)
    progress: Progress | None = Field(description="how far it is, or was at last")

    @classmethod
    def fields_of(cls, run: JournalRun, *, show_paths: bool) -> dict[str, Any]:
        """Return the fields of a run of the journal."""
        return {
            "run": run.id,
            "state": run.state,
            "source": run.source if show_paths else None,
            "started": datetime.fromtimestamp(run.started, UTC),
            "ended": None if run.ended is None else datetime.fromtimestamp(run.ended, UTC),
            "counts": Counts.model_validate(run.counts, from_attributes=True),
            "error": run.error if run.error and show_paths else None,
            "progress": run.progress
            and Progress.model_validate(run.progress, from_attributes=True),
        }


class Runs(Output):
    """The newest runs of a collection, the last first."""

    collection: str
    runs: list[Run]


class Refused(Output):
    """A file in quarantine."""

    file: str = Field(description="its name")
    uri: str | None = Field(description=HIDDEN)
    code: str = Field(description="why, for programs")
    reason: str = Field(description="why, as a sentence")
    run: int = Field(description="the last run that refused it")
    times: int = Field(description="how many runs did")

    @classmethod
    def of(cls, refused: Quarantined, *, show_paths: bool) -> Self:
        """Return a file in quarantine as the API shows it."""
        name = unquote(refused.uri.rpartition("#")[2], errors="replace").rpartition("/")[2]
        known = {each: getattr(refused, each) for each in ("code", "reason", "run", "times")}
        return cls(file=name, uri=refused.uri if show_paths else None, **known)


class RunDetails(Run):
    """One run, and what of its source is in quarantine now."""

    quarantined: int
    next: int | None = Field(description="number of the next page of the quarantine")
    quarantine: list[Refused]
