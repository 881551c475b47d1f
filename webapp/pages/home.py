"""The first page, and a collection before anything is asked."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from lookalike.search.collections import seen, visible
from lookalike.search.engine import Collection
from webapp.cards import address_in, tile_of
from webapp.contexts.search import CollectionContext, HomeContext, Shelf
from webapp.forms import Asked
from webapp.gallery import phrases_of
from webapp.guard import may_change
from webapp.pages.blueprint import blueprint
from webapp.site import Site, current_site
from webapp.templating import render

ON_A_SHELF = 5
STARTS = 6


@blueprint.get("/")
def home() -> str | Response:
    """Show the collections; of a single one, the collection itself."""
    site = current_site()
    with site.slots.one():
        known = visible(site.engine)
        if len(known) == 1:
            return redirect(url_for("pages.collection_page", collection=known[0].name))
        shelves = [_shelf(site, each) for each in known]
    return render(HomeContext(shelves, may_change()))


@blueprint.get("/c/<collection>/")
def collection_page(collection: str) -> str:
    """Show a collection before anything is asked."""
    site = current_site()
    with site.slots.one():
        known = seen(site.engine, collection)
        total = site.engine.count(collection)
        documents = site.galleries.of(site.engine, known)
    address = address_in(collection)
    tiles = [tile_of(collection, each, Asked()) for each in documents]
    phrases = [(each, address(Asked(q=each))) for each in phrases_of(documents[::-1])]
    starts, others = tiles[:STARTS], tiles[STARTS:]
    return render(CollectionContext(known, total, phrases, starts, others, address(Asked())))


def _shelf(site: Site, collection: Collection) -> Shelf:
    documents = site.galleries.of(site.engine, collection, ON_A_SHELF)
    return Shelf(
        title=collection.title or collection.name,
        address=url_for("pages.collection_page", collection=collection.name),
        total=site.engine.count(collection.name),
        tiles=[tile_of(collection.name, each, Asked()) for each in documents],
    )
