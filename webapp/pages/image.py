"""One image: the picture, what is known of it, what is like it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request, url_for

from lookalike.core.document import Document
from lookalike.core.errors import EncoderUnavailable, ImageRefused, NotFound
from lookalike.core.texts import N_, _
from lookalike.search.collections import seen
from lookalike.search.engine import Collection
from lookalike.search.media import LARGE, THUMBNAIL
from lookalike.search.originals import is_readable, picture
from lookalike.search.query import Hit, Query, QueryTerm
from lookalike.search.searches import MAX_WINDOW
from webapp import forms
from webapp.cards import address_in, tile_of
from webapp.contexts.image import ImageContext, Shown, Trail
from webapp.facts import facts_of
from webapp.forms import Asked
from webapp.pages.blueprint import blueprint
from webapp.site import Site, current_site
from webapp.templating import render

NEIGHBOURS = 12

log = logging.getLogger(__name__)

_NO_VECTOR = N_("It cannot be compared: it has no vector of {encoder}.")
_NO_ENCODER = N_("It cannot be compared: this collection has no vectors.")


@dataclass(frozen=True, slots=True)
class _Found:
    """A document; the hits beside it; a sentence why there are none; the id of an encoder it has no
    vector of, or empty; whether there is a large copy, and the original itself.
    """

    document: Document
    hits: Sequence[Hit]
    alone: str
    lacks: str
    has_large: bool
    is_readable: bool


@blueprint.get("/c/<collection>/i/<string(length=64):document_id>")
def image(collection: str, document_id: str) -> str:
    """Show one image, and the way through the result it came from."""
    site = current_site()
    asked, rank = forms.read(request.args), forms.rank(request.args)
    with site.slots.one():
        known = seen(site.engine, collection)
        found = _find(site, known, document_id, asked.encoder)
    return render(_context(site, known, found, asked, rank))


def _find(site: Site, collection: Collection, document_id: str, encoder: str) -> _Found:
    """Return a document with its neighbours: of one that has a vector both in one search."""
    hits, alone, lacks = _neighbours(site, collection, document_id, encoder)
    document = next((hit.document for hit in hits if hit.id == document_id), None)
    document = document or site.engine.get(collection.name, [document_id]).get(document_id)
    if document is None:
        raise NotFound(kind="image", name=document_id)
    beside = [hit for hit in hits if hit.id != document_id][:NEIGHBOURS]
    has_large = _has_large(site, collection, document)
    is_there = is_readable(site.settings, collection, document)
    return _Found(document, beside, alone, lacks, has_large, is_there)


def _neighbours(
    site: Site, collection: Collection, document_id: str, encoder: str
) -> tuple[Sequence[Hit], str, str]:
    """Return the hits nearest to a document, itself among them; `alone` and `lacks` as in _Found."""
    if not collection.encoders:
        return (), _(_NO_ENCODER), ""
    like = QueryTerm("id", document_id)
    query = Query(collection.name, (like,), encoder=encoder or None, size=NEIGHBOURS + 1)
    try:
        return site.service.search(query).hits, "", ""
    except NotFound:
        lacks = encoder or collection.default_encoder or next(iter(collection.encoders))
        return (), _(_NO_VECTOR).format(encoder=lacks), lacks
    except EncoderUnavailable as error:
        return (), str(error), ""


def _has_large(site: Site, collection: Collection, document: Document) -> bool:
    """Say whether there is a large copy; it is made here where there was none."""
    try:
        picture(site.settings, collection, document)
    except (NotFound, ImageRefused):
        return False
    except OSError as error:  # the disk is full, say: the small copy does
        log.warning("no large copy of %s could be kept: %s", document.id, error)
        return False
    return True


def _context(
    site: Site, collection: Collection, found: _Found, asked: Asked, rank: int
) -> ImageContext:
    document, name = found.document, collection.name
    like = Asked(like=(f"id:{document.id}",), encoder=asked.encoder, size=asked.size)
    show_paths = site.settings.paths_visible
    return ImageContext(
        collection=collection,
        name=next(iter(document.filenames), ""),
        shown=_shown(name, document, is_small=not found.has_large),
        facts=facts_of(collection, document, show_paths=show_paths, lacks=found.lacks),
        full=_full(name, document) if show_paths and found.is_readable else "",
        trail=_trail(name, asked, rank) if rank else None,
        neighbours=[tile_of(name, hit.document, like, hit.rank) for hit in found.hits],
        more=address_in(name)(like) if found.hits else "",
        alone=found.alone,
    )


def _shown(collection: str, document: Document, *, is_small: bool) -> Shown:
    endpoint, side = ("media.thumbnail", THUMBNAIL) if is_small else ("media.picture", LARGE)
    source = url_for(endpoint, collection=collection, document_id=document.id)
    scale = min(1.0, side / max(document.width, document.height, 1))
    width, height = round(document.width * scale), round(document.height * scale)
    return Shown(source, width, height, is_small)


def _full(collection: str, document: Document) -> str:
    return url_for("media.full", collection=collection, document_id=document.id)


def _trail(collection: str, asked: Asked, rank: int) -> Trail:
    def at(place: int) -> str:
        if not 1 <= place <= MAX_WINDOW:
            return ""
        said = replace(asked, page=1).arguments()
        return url_for("pages.search_at", collection=collection, **said, rank=place)

    page = (rank - 1) // asked.size + 1
    back = address_in(collection)(replace(asked, page=page))
    return Trail(rank, at(rank - 1), at(rank + 1), back)
