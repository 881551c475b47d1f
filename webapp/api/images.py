"""The images of a collection, and uploads to search with."""

from dataclasses import replace
from typing import Any

from flask import request, url_for

from lookalike.core.document import Document
from lookalike.core.errors import NotFound
from lookalike.search.collections import seen
from lookalike.search.filters import parse_filters
from lookalike.search.query import Query, QueryTerm
from webapp.api.blueprints import IMAGES, SEARCH, reading
from webapp.api.bodies import read_form, takes
from webapp.api.models.base import InCollection, OneImage
from webapp.api.models.images import Image, Images, QueryForm, StoredQuery
from webapp.api.models.search import Answer, BrowseParameters, SimilarParameters
from webapp.api.search import answer, asked_in
from webapp.site import current_site
from webapp.taking import take


@reading.get("/collections/<collection>/images", tags=[IMAGES], responses={200: Images})
def images(path: InCollection, query: BrowseParameters) -> dict[str, Any]:
    """List the images of a collection, page by page."""
    asked = Query(
        collection=path.collection,
        filters=parse_filters(query.where),
        page=query.page,
        size=query.size,
        sort=query.sort,
    )
    with current_site().slots.one():
        page = current_site().service.search(asked)
    shown = [_shown(path.collection, each.document) for each in page.hits]
    found = Images(collection=page.collection, total=page.total, next=page.next, images=shown)
    return found.model_dump(mode="json")


@reading.get("/collections/<collection>/images/<id>", tags=[IMAGES], responses={200: Image})
def image(path: OneImage) -> dict[str, Any]:
    """Show one image: where it was found, and all that is known of it."""
    with current_site().slots.one():
        document = _document(path)
    return _shown(path.collection, document).model_dump(mode="json")


@reading.get(
    "/collections/<collection>/images/<id>/similar", tags=[SEARCH], responses={200: Answer}
)
def similar(path: OneImage, query: SimilarParameters) -> dict[str, Any]:
    """Find what is like an image; the image itself comes first."""
    asked = asked_in(request.args, path, query)
    return answer(replace(asked, terms=(QueryTerm("id", path.id),)))


@reading.post(
    "/collections/<collection>/queries",
    tags=[SEARCH],
    responses={201: StoredQuery},
    **takes(QueryForm),
)
def keep_query(path: InCollection) -> tuple[dict[str, Any], int]:
    """Keep an image for searches of the next day, without adding it to the collection."""
    site, form = current_site(), read_form(QueryForm)
    with site.slots.one():
        token = take(site, seen(site.engine, path.collection), form.image)
    thumbnail = url_for("media.upload", token=token)
    return StoredQuery(token=token, like=f"t:{token}", thumbnail=thumbnail).model_dump(), 201


def _document(path: OneImage) -> Document:
    """Return the document that an address names, or raise NotFound."""
    engine = current_site().engine
    found = engine.get(seen(engine, path.collection).name, [path.id])
    if path.id not in found:
        raise NotFound(kind="image", name=path.id)
    return found[path.id]


def _shown(collection: str, document: Document) -> Image:
    address = url_for("media.thumbnail", collection=collection, document_id=document.id)
    return Image.of(document, address, show_paths=current_site().settings.paths_visible)
