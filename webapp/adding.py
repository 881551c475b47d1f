"""Taking images into a collection, for pages and API alike: each begins a run and tells its number."""

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO

from ingest.journal import Journal
from lookalike.core.errors import BadRequest, CollectionExists, Conflict, NotFound, StorageDamaged
from lookalike.core.texts import N_, _
from lookalike.imaging import is_candidate
from lookalike.search.collections import MAX_NAME, drop, name_from, seen, visible
from lookalike.search.engine import Collection
from lookalike.sources.added import stage
from lookalike.sources.drawn import COLLECTION, TITLE, DrawnSource
from lookalike.sources.named import source_at, source_of
from webapp.runs import journal_of
from webapp.site import Site

MAX_TITLE = 200

_NO_FILES = N_("choose one image or more, or a ZIP")
_NO_TITLE = N_("give the new collection a title")
_LONG_TITLE = N_("a title has at most {limit} characters")
_RELATIVE = N_("a full path begins with / or ~; “{path}” does not")
_RUNNING = N_("images are being added to “{name}”; wait until that is over")


def add_files(
    site: Site,
    collection: str,
    files: Iterable[tuple[str, IO[bytes]]],
    *,
    category: str = "",
    title: str = "",
) -> int | None:
    """Take uploaded files, images or ZIPs, into `collection`, made where it is not there.

    `files`: shown name and bytes of each. Returns the run's number as `Jobs.start` does. Raises
    BadRequest without a file, SourceRefused for one that cannot be taken, and what `Jobs.start`
    raises; then nothing is kept.
    """
    given = list(files)
    if not given:
        raise BadRequest(field="files", reason=_(_NO_FILES))
    keep = partial(
        stage,
        files=given,
        limit=site.settings.max_file_bytes,
        is_candidate=is_candidate,
        category=category,
    )
    return site.jobs.begin(collection, keep, title=title)


def add_folder(site: Site, collection: str, path: str, title: str = "") -> int | None:
    """Take the images of a folder on this machine, which stay there, into `collection`.

    A path to a ZIP or to one image does as well. Raises BadRequest for a path that is not full,
    SourceRefused for what is not there or cannot be read.
    """
    source = source_at(full_path(path), is_candidate=is_candidate)
    return site.jobs.start(collection, source, title=title)


def add_sample(site: Site) -> int | None:
    """Take the drawn sample into a collection of its own."""
    return site.jobs.start(COLLECTION, DrawnSource(), title=_(TITLE))


def retry(site: Site, collection: str, run: int) -> int | None:
    """Take the source of an earlier run once more, and read again what is in quarantine.

    Raises NotFound for a run that is not there, Conflict while its source is being taken already,
    SourceRefused where that has gone.
    """
    there = seen(site.engine, collection)
    with journal_of(site, there) as journal:
        earlier = journal.run(run)
        if earlier is None:
            raise NotFound(kind="run", name=run)
        _check_idle(journal, there, earlier.source)
    again = partial(source_of, earlier.source, is_candidate=is_candidate, options=earlier.options)
    return site.jobs.begin(collection, again, retry=True)


def drop_collection(site: Site, collection: str) -> None:
    """Delete a collection and all files that were added to it here; Conflict during a run."""
    with suppress(StorageDamaged):  # dropping is the way out
        known = seen(site.engine, collection)
        with journal_of(site, known) as journal:
            _check_idle(journal, known)
    drop(site.engine, site.settings.data, collection)


def full_path(text: str) -> Path:
    """Return the path that somebody typed, `~` read as a shell would; BadRequest for a relative one."""
    with suppress(RuntimeError):  # no such user
        path = Path(text.strip()).expanduser()
        if path.is_absolute() and "\0" not in text:
            return path
    raise BadRequest(field="path", reason=_(_RELATIVE).format(path=text))


def new_name(site: Site, title: str) -> str:
    """Return a free name for a collection called `title`.

    Raises BadRequest for no title or one too long, CollectionExists where one is called so already.
    """
    if not title:
        raise BadRequest(field="title", reason=_(_NO_TITLE))
    if len(title) > MAX_TITLE:
        raise BadRequest(field="title", reason=_(_LONG_TITLE).format(limit=MAX_TITLE))
    known = {each.name: each.title.casefold() for each in visible(site.engine)}
    if title.casefold() in known.values():
        raise CollectionExists(name=title)
    base = name_from(title)
    numbered = (f"{base[: MAX_NAME - 6]}-{number}" for number in count(2))
    return base if base not in known else next(name for name in numbered if name not in known)


def plain(text: str) -> str:
    """Return what somebody typed as one line without control characters."""
    signs = (" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return " ".join("".join(signs).split())


def _check_idle(journal: Journal, collection: Collection, source: str | None = None) -> None:
    """Raise Conflict during a run of `source`, None for any."""
    for run in journal.runs():
        if run.state == "running" and source in (None, run.source):
            raise Conflict(reason=_(_RUNNING).format(name=collection.title or collection.name))
