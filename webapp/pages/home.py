"""The first page, and a collection before anything is asked."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from lookalike.search.collections import seen, visible
from webapp.cards import tile_of
from webapp.contexts.search import CollectionContext, HomeContext
from webapp.forms import Asked
from webapp.pages.blueprint import blueprint
from webapp.site import current_site
from webapp.templating import render


@blueprint.get("/")
def home() -> str | Response:
    """Show the collections; of a single one, the collection itself."""
    site = current_site()
    with site.slots.one():
        known = visible(site.engine)
        if len(known) == 1:
            return redirect(url_for("pages.collection_page", collection=known[0].name))
        counted = [(each, site.engine.count(each.name)) for each in known]
    return render(HomeContext(counted))


@blueprint.get("/c/<collection>/")
def collection_page(collection: str) -> str:
    """Show a collection before anything is asked."""
    site = current_site()
    asked = Asked()
    with site.slots.one():
        known = seen(site.engine, collection)
        total = site.engine.count(collection)
        documents = site.galleries.of(site.engine, known)
    tiles = [tile_of(collection, each, asked) for each in documents]
    return render(CollectionContext(known, total, tiles))
