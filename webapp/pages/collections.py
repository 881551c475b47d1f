"""All collections: what is in them, and deleting one."""

import re

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import BadRequest, LookalikeError, NotFound
from lookalike.core.texts import N_, _
from lookalike.evaluation.report import report_ids
from lookalike.search.collections import visible
from lookalike.search.engine import COLLECTION_NAME, Collection, Stats
from lookalike.search.media import added_folder
from webapp import adding
from webapp.contexts.collections import CollectionRow, CollectionsContext, EncoderCover
from webapp.guard import may_change, require_change
from webapp.pages.blueprint import blueprint
from webapp.runs import journal_of, row_of
from webapp.site import Site, current_site
from webapp.templating import render

_NOT_CONFIRMED = N_("type “{name}” to delete it; nothing was deleted")


@blueprint.get("/collections")
def collections() -> str:
    """List all collections with their figures."""
    site = current_site()
    with site.slots.one():
        rows = [row for each in visible(site.engine) if (row := _row(site, each))]
        damaged = site.engine.health().damaged
    rows += [CollectionRow(name, name, trouble=_damage(site, name)) for name in damaged]
    gone = request.args.get("dropped", "")
    is_gone = re.fullmatch(COLLECTION_NAME, gone) and gone not in {row.name for row in rows}
    dropped = gone if is_gone else ""
    return render(CollectionsContext(sorted(rows, key=lambda row: row.name), dropped, may_change()))


@blueprint.post("/c/<collection>/drop")
def drop(collection: str) -> Response:
    """Delete a collection whose name was typed to confirm it."""
    require_change()
    if request.form.get("name", "").strip() != collection:
        raise BadRequest(field="name", reason=_(_NOT_CONFIRMED).format(name=collection))
    adding.drop_collection(current_site(), collection)
    return redirect(url_for("pages.collections", dropped=collection), code=303)


def _row(site: Site, collection: Collection) -> CollectionRow | None:
    """Return the row of one collection; None where it has gone meanwhile."""
    title = collection.title or collection.name
    try:
        stats = site.engine.stats(collection.name)
        with journal_of(site, collection) as journal:
            newest, quarantined = journal.runs(1), journal.quarantined()
            refused = next(journal.quarantine(limit=1), None)
    except NotFound:
        return None
    except LookalikeError as error:
        return CollectionRow(collection.name, title, trouble=str(error))
    paths = site.settings.paths_visible
    return CollectionRow(
        name=collection.name,
        title=title,
        images=stats.documents,
        files=stats.files,
        bytes=stats.bytes,
        encoders=_cover(collection, stats),
        last=row_of(collection, newest[0], paths=paths) if newest else None,
        quarantined=quarantined,
        refusing=refused.run if refused else 0,
        uploads=any(added_folder(site.settings.data, collection.uid).glob("*")),
        reports=len(report_ids(site.settings.data, collection.uid)),
    )


def _cover(collection: Collection, stats: Stats) -> list[EncoderCover]:
    return [
        EncoderCover(
            id=encoder,
            percent=stats.coverage(field.name),
            is_filling=field.state == "filling",
            is_default=encoder == collection.default_encoder,
        )
        for encoder, field in sorted(collection.encoders.items())
    ]


def _damage(site: Site, name: str) -> str:
    try:
        site.engine.collection(name)
    except LookalikeError as error:
        return str(error)
    return ""
