"""What the pages show of runs and of what is in quarantine: plain values, ready for a template."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from flask import url_for

from ingest.journal import Journal
from ingest.report import Counts, Progress, Quarantined
from ingest.runs import Run, State
from lookalike.core.errors import ImageRefused, LookalikeError, UnsupportedFormat
from lookalike.core.figures import spelled
from lookalike.core.files import FILE_SCHEME
from lookalike.core.texts import N_, _
from lookalike.search.engine import Collection, Engine
from lookalike.search.filters import Filter, Term
from lookalike.search.media import collection_folder
from lookalike.sources.drawn import TITLE
from lookalike.sources.named import place_of
from webapp.site import Site

STATES: dict[State, str] = {
    "running": N_("Running"),
    "done": N_("Done"),
    "failed": N_("Failed"),
    "interrupted": N_("Interrupted"),
}
STAGES = {
    "read": N_("Read"),
    "decoded": N_("Decoded"),
    "encoded": N_("Encoded"),
    "written": N_("Written"),
}
OUTCOMES = {
    "added": N_("Added"),
    "updated": N_("Updated"),
    "unchanged": N_("Unchanged"),
    "removed": N_("Removed"),
    "skipped": N_("Skipped"),
    "quarantined": N_("In quarantine"),
}

LEAST = 1.0
"""Seconds below which a rate says nothing."""

_UPLOADED = N_("Added on this site")
_THIS_FILE = N_("This file")
_NO_IMAGE = N_("This is not an image we can read: it is {found}.")


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run.

    `word`: its state, and `source`, short, for people; `uri`: in full, empty where paths are not
    shown; `took`: how long, so far, empty where nobody knows; `rate`: images per second, None where
    none can be told.
    """

    collection: str
    title: str
    number: int
    state: State
    word: str
    source: str
    uri: str
    started: datetime
    took: str
    counts: Counts
    rate: float | None
    error: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How far one stage is: `done` of `total` files; `total` is 0 while it is being counted."""

    label: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A file in quarantine; `thumbnail`: address of an earlier version's picture, or empty."""

    name: str
    folder: str
    reason: str
    times: int
    thumbnail: str


def journal_of(site: Site, collection: Collection) -> closing[Journal]:
    """Return the journal of a collection, to be read, as a context manager."""
    folder = collection_folder(site.settings.data, collection.uid)
    return closing(Journal(folder, read_only=True))


def row_of(collection: Collection, run: Run, *, paths: bool) -> RunRow:
    """Return the row of a run; where `paths` may be shown with its source in full, and its error."""
    seconds = _seconds(run)
    written = run.counts.added + run.counts.updated
    rate = written / seconds if written and seconds and seconds >= LEAST else None
    is_file = run.source.startswith(FILE_SCHEME)
    return RunRow(
        collection=collection.name,
        title=collection.title or collection.name,
        number=run.id,
        state=run.state,
        word=_(STATES[run.state]),
        source=source_name(run.source),
        uri=unquote(run.source.removeprefix(FILE_SCHEME)) if paths and is_file else "",
        started=datetime.fromtimestamp(run.started, UTC),
        took="" if seconds is None else spelled(seconds),
        counts=run.counts,
        rate=rate,
        error=run.error if paths else "",
    )


def bars_of(reached: Progress) -> list[Bar]:
    """Return the bars of a living run, one for each stage."""
    total = reached.total or 0
    return [Bar(_(label), getattr(reached, name), total) for name, label in STAGES.items()]


def refused_of(
    engine: Engine, collection: str, source: str, files: Sequence[Quarantined]
) -> list[Refused]:
    """Return rows of files of `source` in quarantine; one call of the engine finds their pictures."""
    places = [place_of(each.uri, source) for each in files]
    ids = _earlier(engine, collection, {name for _folder, name in places})
    return [
        Refused(
            name, folder, _sentence(each), each.times, _thumbnail(collection, ids.get(each.uri))
        )
        for each, (folder, name) in zip(files, places, strict=True)
    ]


def source_name(uri: str) -> str:
    """Return a short name of a source: of a folder or archive its own name, without the way there."""
    if uri.startswith("drawn:"):
        return _(TITLE)
    if uri.startswith("added:"):
        return _(_UPLOADED)
    return unquote(uri.rstrip("/").rpartition("/")[2]) or uri


def _seconds(run: Run) -> float | None:
    if run.state == "running":
        return max(0.0, datetime.now(UTC).timestamp() - run.started)
    return None if run.ended is None else max(0.0, run.ended - run.started)


def _earlier(engine: Engine, collection: str, names: set[str]) -> dict[str, str]:
    """Return the documents of files so called that are in the collection, ids by uri."""
    if not names:
        return {}
    called = Filter("filename", tuple(Term(name) for name in sorted(names)))
    found = engine.browse(collection, sort="name", first=0, k=2 * len(names), filters=[called])
    return {file.uri: document.id for document in found for file in document.files}


def _thumbnail(collection: str, document_id: str | None) -> str:
    if document_id is None:
        return ""
    return url_for("media.thumbnail", collection=collection, document_id=document_id)


def _sentence(each: Quarantined) -> str:
    """Return why a file was refused, in the language of the page; its row has its name already."""
    if each.code == UnsupportedFormat.code:
        return _(_NO_IMAGE).format(found=each.params.get("found", "?"))
    kind = _by_code(ImageRefused).get(each.code)
    return str(kind(**{**each.params, "file": _(_THIS_FILE)})) if kind else each.reason


def _by_code(kind: type[LookalikeError]) -> dict[str, type[LookalikeError]]:
    below = [_by_code(each) for each in kind.__subclasses__()]
    return {code: each for known in below for code, each in known.items()} | {kind.code: kind}
