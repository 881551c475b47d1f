"""Runs: what was added when, how far a living one is, what was refused, and reading that again."""

from collections.abc import Sequence

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from ingest.journal import Journal
from ingest.runs import Run
from lookalike.core.errors import NotFound
from lookalike.core.figures import spelled
from lookalike.core.texts import _
from lookalike.search.collections import seen, visible
from lookalike.search.engine import Collection
from webapp import adding, forms
from webapp.contexts.runs import RunContext, RunsContext
from webapp.guard import may_change, require_change
from webapp.pages.blueprint import blueprint
from webapp.runs import OUTCOMES, RunRow, bars_of, journal_of, refused_of, row_of
from webapp.site import Site, current_site
from webapp.templating import render

SHOWN = 50
RATES = 24

NUMBER = f"<int(max={2**53}):number>"


@blueprint.get("/runs")
def runs() -> str:
    """List the newest runs of all collections."""
    site = current_site()
    with site.slots.one():
        known = visible(site.engine)
    rows = [row for each in known for row in _rows(site, each)]
    newest = sorted(rows, key=lambda row: row.started, reverse=True)[:SHOWN]
    return render(_list("", "", newest, ()))


@blueprint.get("/c/<collection>/runs")
def collection_runs(collection: str) -> str:
    """List the newest runs of one collection."""
    site = current_site()
    with site.slots.one():
        known = seen(site.engine, collection)
    rows = _rows(site, known)
    rates = [row.rate for row in rows if row.rate][:RATES][::-1]
    return render(_list(known.name, known.title or known.name, rows, rates))


@blueprint.get(f"/c/<collection>/runs/{NUMBER}")
def run(collection: str, number: int) -> str:
    """Show one run, and what is in quarantine of its source."""
    site = current_site()
    page = forms.read(request.args).page
    with site.slots.one():
        known = seen(site.engine, collection)
        with journal_of(site, known) as journal:
            found = journal.run(number)
            if found is None:
                raise NotFound(kind="run", name=number)
            return render(_shown(site, known, journal, found, page))


@blueprint.post(f"/c/<collection>/runs/{NUMBER}/retry")
def retry(collection: str, number: int) -> Response:
    """Take the source of a run once more, with what is in quarantine."""
    require_change()
    started = adding.retry(current_site(), collection, number)
    return begun(collection, started)


def begun(collection: str, number: int | None) -> Response:
    """Go to the page of a run that has begun; to the list where its number is not known yet."""
    if number is None:
        return redirect(url_for("pages.collection_runs", collection=collection), code=303)
    return redirect(url_for("pages.run", collection=collection, number=number), code=303)


def _rows(site: Site, collection: Collection) -> list[RunRow]:
    paths = site.settings.paths_visible
    with journal_of(site, collection) as journal:
        return [row_of(collection, each, paths=paths) for each in journal.runs(SHOWN)]


def _list(name: str, title: str, rows: Sequence[RunRow], rates: Sequence[float]) -> RunsContext:
    is_live = any(row.state == "running" for row in rows)
    return RunsContext(name, title, rows, rates, is_live)


def _shown(
    site: Site, collection: Collection, journal: Journal, found: Run, page: int
) -> RunContext:
    name, source, reached = collection.name, found.source, found.progress
    total = journal.quarantined(source)
    page = max(1, min(page, -(-total // SHOWN)))
    first = SHOWN * (page - 1)
    refused = list(journal.quarantine(source, first=first, limit=SHOWN))
    is_live = found.state == "running"
    return RunContext(
        row=row_of(collection, found, paths=site.settings.paths_visible),
        bars=bars_of(reached) if is_live and reached else (),
        reached=reached,
        left=spelled(reached.eta) if is_live and reached and reached.eta is not None else "",
        outcomes=[(_(label), getattr(found.counts, each)) for each, label in OUTCOMES.items()],
        refused=refused_of(site.engine, name, source, refused),
        quarantined=total,
        first=first + 1,
        earlier=_page(name, found.id, page - 1) if page > 1 else "",
        later=_page(name, found.id, page + 1) if first + SHOWN < total else "",
        found=url_for("pages.search", collection=name, sort="added") if found.counts.added else "",
        is_live=is_live,
        may_change=may_change(),
    )


def _page(collection: str, number: int, page: int) -> str:
    return url_for("pages.run", collection=collection, number=number, page=page)
