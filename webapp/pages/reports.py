"""Reports: how well images of a collection are found, one evaluation beside another."""

import re
from functools import lru_cache
from pathlib import Path

from flask import request, url_for

from lookalike.core.texts import language
from lookalike.evaluation.against import Against, against
from lookalike.evaluation.report import list_reports, read_per_query, read_report, report_folder
from lookalike.evaluation.report_model import Report
from lookalike.evaluation.shown import Shown, shown_of
from lookalike.search.collections import seen
from lookalike.search.engine import Collection
from webapp.comparable import comparable_with
from webapp.contexts.reports import ReportContext, ReportsContext
from webapp.pages.blueprint import blueprint
from webapp.paths import without_folders
from webapp.site import current_site
from webapp.templating import render

DOCUMENT = r"[0-9a-f]{64}"
KEPT = 8
"""Comparisons that the site remembers, each with a report of some MB."""

COMMAND = "lookalike evaluate -c {collection}"


@blueprint.get("/c/<collection>/reports")
def reports(collection: str) -> str:
    """List the reports of a collection."""
    site = current_site()
    with site.slots.one():
        known = seen(site.engine, collection)
        found = list_reports(site.settings.data, known.uid)
    command = COMMAND.format(collection=known.name)
    return render(ReportsContext(known, found.reports, found.damaged, command))


@blueprint.get("/c/<collection>/reports/<report_id>")
def report(collection: str, report_id: str) -> str:
    """Show one report, compared with another of the collection where the address names one."""
    site = current_site()
    with site.slots.one():
        known = seen(site.engine, collection)
        folder = report_folder(site.settings.data, known.uid, report_id)
        found = _allowed(read_report(folder))
        chosen = request.args.get("with", "")
        other = report_folder(site.settings.data, known.uid, chosen) if chosen else None
        compared = _against(folder, other, language()) if other else []
        others = list_reports(site.settings.data, known.uid).reports
    return render(
        ReportContext(
            collection=known,
            shown=_shown(known, found),
            others=comparable_with(found, others, chosen),
            chosen=chosen,
            comparison=compared,
            folder=str(folder) if site.settings.paths_visible else "",
        )
    )


def _allowed(report: Report) -> Report:
    """Return a report whose command names no folders where paths may not be shown."""
    if current_site().settings.paths_visible:
        return report
    return report.model_copy(update={"command": without_folders(report.command)})


def _shown(collection: Collection, found: Report) -> Shown:
    def picture(name: str) -> str:
        return url_for(
            "media.report_picture", collection=collection.name, report_id=found.id, name=name
        )

    def page(document_id: str) -> str:
        if not re.fullmatch(DOCUMENT, document_id):  # a name, where names were chosen from
            return ""
        return url_for("pages.image", collection=collection.name, document_id=document_id)

    return shown_of(found, picture, page)


@lru_cache(maxsize=KEPT)
def _against(ours: Path, theirs: Path, _language: str) -> list[Against]:
    """Compare two reports; kept, since 10,000 queries take seconds and a report never changes."""
    other = read_report(theirs), read_per_query(theirs)
    return against(read_report(ours), read_per_query(ours), [other])
