"""The frame around every page: header with the search box, navigation, footer."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import g, request, url_for
from werkzeug.exceptions import HTTPException

from lookalike.core.access import ANYONE, can_see
from lookalike.core.errors import LookalikeError
from lookalike.core.texts import N_, _
from lookalike.search.collections import visible
from lookalike.search.engine import Collection
from webapp.box import Box, box_of
from webapp.forms import Asked, lenient
from webapp.guard import is_here
from webapp.security import is_trusted, trusted_hosts
from webapp.site import Site, current_site

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

THEMES: Mapping[str, str] = {"auto": N_("Auto"), "light": N_("Light"), "dark": N_("Dark")}

_HEADER = {"pages.collections": N_("Collections"), "pages.add": N_("Add images")}
_FOOTER = {
    "pages.encoders": N_("Encoders"),
    "pages.about": N_("About"),
    "api_docs.docs": N_("API"),
}
_KEY = {"pages.key": N_("Key")}


@dataclass(frozen=True, slots=True)
class Link:
    """A link of header or footer; `here` on the page it leads to."""

    text: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page.

    `box`: the search box, None where there is nothing to search in; `header`, `footer`: links;
    `theme`: auto, light or dark; `back`: address that a choice of theme or language returns to.
    """

    box: Box | None
    header: Sequence[Link]
    footer: Sequence[Link]
    theme: str
    back: str


def frame() -> Frame | None:
    """Return the frame of the page that is being made; None where its host is not answered to."""
    if "frame" not in g:
        g.frame = _frame(current_site())
    return cast("Frame | None", g.frame)


def collection_here() -> str:
    """Return the name of the collection that the request is about, or nothing."""
    try:
        named = (request.view_args or {}).get("collection") or _fields().get("collection")
    except HTTPException:  # a form that is too large names nothing
        named = None
    return str(named or "")


def _frame(site: Site) -> Frame | None:
    if not is_trusted(request.host, trusted_hosts(site.settings)):
        return None
    theme = request.cookies.get("theme", "")
    return Frame(
        box=_box(site),
        header=_links(_HEADER),
        footer=_links(_FOOTER if is_here() else _FOOTER | _KEY),
        theme=theme if theme in THEMES else "auto",
        back=request.full_path.rstrip("?") if request.method == "GET" else url_for("pages.home"),
    )


def _box(site: Site) -> Box | None:
    known = {each.name: each for each in _collections(site)}
    here = collection_here()
    name = next((each for each in (here, site.settings.collection) if each in known), None)
    chosen = known.get(name or next(iter(known), ""))
    if chosen is None:
        return None
    asked = _asked() if chosen.name == here else Asked()
    return box_of(chosen, list(known.values()), asked, site.settings.max_upload_bytes)


def _collections(site: Site) -> Sequence[Collection]:
    """Return the collections; where the engine is away, or has just failed, those last seen."""
    if g.get("status", 200) < 500:
        with suppress(LookalikeError):
            return visible(site.engine)
    return [each for each in site.last_seen() if can_see(ANYONE, each.ownership)]


def _asked() -> Asked:
    try:
        return lenient(_fields())
    except HTTPException:
        return Asked()


def _fields() -> "MultiDict[str, str]":
    return request.form if request.endpoint == "pages.query" else request.args


def _links(texts: Mapping[str, str]) -> list[Link]:
    return [Link(_(text), url_for(name), name == request.endpoint) for name, text in texts.items()]
