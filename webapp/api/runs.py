"""Runs of a collection, and what is in quarantine."""

from contextlib import closing
from typing import Any

from ingest.journal import Journal
from lookalike.core.errors import NotFound
from lookalike.search.collections import seen
from webapp.api.blueprints import RUNS, reading
from webapp.api.models.base import InCollection
from webapp.api.models.runs import OneRun, Refused, Run, RunDetails, RunParameters, Runs
from webapp.runs import journal_of
from webapp.site import current_site


@reading.get("/collections/<collection>/runs", tags=[RUNS], responses={200: Runs})
def runs(path: InCollection) -> dict[str, Any]:
    """List the newest runs of a collection."""
    visible = current_site().settings.paths_visible
    with _journal(path.collection) as journal:
        found = [Run(**Run.fields_of(each, show_paths=visible)) for each in journal.runs()]
    return Runs(collection=path.collection, runs=found).model_dump(mode="json")


@reading.get("/collections/<collection>/runs/<run>", tags=[RUNS], responses={200: RunDetails})
def run(path: OneRun, query: RunParameters) -> dict[str, Any]:
    """Show one run, how far it is, and the files of its source that are in quarantine."""
    first = (query.page - 1) * query.size
    with _journal(path.collection) as journal:
        found = journal.run(path.run)
        if found is None:
            raise NotFound(kind="run", name=path.run)
        refused = list(journal.quarantine(found.source, first=first, limit=query.size))
        total = journal.quarantined(found.source)
    visible = current_site().settings.paths_visible
    return RunDetails(
        **Run.fields_of(found, show_paths=visible),
        quarantined=total,
        next=query.page + 1 if first + query.size < total else None,
        quarantine=[Refused.of(each, show_paths=visible) for each in refused],
    ).model_dump(mode="json")


def _journal(name: str) -> closing[Journal]:
    site = current_site()
    return journal_of(site, seen(site.engine, name))
