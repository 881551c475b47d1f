"""Adding images: files and ZIPs from the visitor, a folder of this machine, the drawn sample."""

from collections.abc import Callable

from flask import abort, request
from werkzeug.wrappers import Response

from lookalike.core.errors import (
    BadInput,
    BadRequest,
    CollectionExists,
    Conflict,
    LookalikeError,
    NotFound,
)
from lookalike.imaging import ACCEPTED
from lookalike.search.collections import seen, visible
from lookalike.sources.drawn import COLLECTION
from webapp import adding
from webapp.contexts.add import NOTHING, AddContext, Wrong
from webapp.errors import status_of, wants_json
from webapp.guard import may_change, require_change
from webapp.pages.blueprint import blueprint
from webapp.pages.runs import begun
from webapp.site import Site, current_site
from webapp.taking import shown_name
from webapp.templating import render

REFUSED = (BadInput, Conflict, NotFound)
"""What is said on the form itself, beside the field; anything else has an error page."""

Answer = str | Response | tuple[str, int]


@blueprint.get("/add")
def add() -> str:
    """Show the ways to add images."""
    site = current_site()
    with site.slots.one():
        return render(_form(site))


@blueprint.post("/add/files")
def add_files() -> Answer:
    """Take uploaded images and ZIPs."""
    require_change()
    site = current_site()
    sent = [each for each in request.files.getlist("files") if each.filename]
    files = [(shown_name(each.filename), each.stream) for each in sent]
    category = adding.plain(request.form.get("category", ""))

    def begin(name: str, title: str) -> int | None:
        return adding.add_files(site, name, files, category=category, title=title)

    return _begin(site, begin, way="files", field="files")


@blueprint.post("/add/folder")
def add_folder() -> Answer:
    """Take a folder of this machine, where paths may be shown."""
    require_change()
    site = current_site()
    if not site.settings.paths_visible:
        abort(404)
    path = request.form.get("path", "")

    def begin(name: str, title: str) -> int | None:
        return adding.add_folder(site, name, path, title)

    return _begin(site, begin, way="folder", field="path")


@blueprint.post("/add/sample")
def add_sample() -> Response:
    """Take the drawn sample."""
    require_change()
    return begun(COLLECTION, adding.add_sample(current_site()))


def _begin(site: Site, begin: Callable[[str, str], int | None], *, way: str, field: str) -> Answer:
    """Go to the run that `begin` starts for name and title of the collection chosen in the form.

    Where that is refused the form is shown again, with what was typed and what was wrong: `field`,
    where the error names no other.
    """
    try:
        name, title = _chosen(site)
        return begun(name, begin(name, title))
    except REFUSED as error:
        if wants_json():
            raise
        wrong = Wrong(way, _field(error, field), _sentence(error), status_of(type(error)))
        return render(_form(site, wrong)), wrong.status


def _chosen(site: Site) -> tuple[str, str]:
    name = request.form.get("collection", "")
    if name:
        return seen(site.engine, name).name, ""
    title = adding.plain(request.form.get("title", ""))
    return adding.new_name(site, title), title


def _form(site: Site, wrong: Wrong = NOTHING) -> AddContext:
    """Return the form as it was filled in."""
    known = [(each.name, each.title or each.name) for each in visible(site.engine)]
    given = request.values
    return AddContext(
        collections=known,
        collection=given.get("collection", ""),
        new_title=given.get("title", ""),
        category=given.get("category", ""),
        path=given.get("path", ""),
        wrong=wrong,
        accepted=ACCEPTED,
        max_bytes=site.settings.max_add_bytes,
        paths_visible=site.settings.paths_visible,
        sample=COLLECTION not in dict(known),
        may_change=may_change(),
    )


def _field(error: LookalikeError, otherwise: str) -> str:
    if isinstance(error, CollectionExists):
        return "title"
    if isinstance(error, Conflict | NotFound):
        return "collection"
    return str(error.params.get("field", otherwise))


def _sentence(error: LookalikeError) -> str:
    """Return what was wrong; the field itself is not named, the sentence stands beside it."""
    if type(error) is not BadRequest:
        return str(error)
    reason = str(error.params["reason"])
    return f"{reason[:1].upper()}{reason[1:]}."
