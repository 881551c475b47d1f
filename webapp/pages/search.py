"""The search box and its answer."""

from dataclasses import replace

from flask import redirect, request
from werkzeug.wrappers import Response

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.search.collections import choose, seen
from lookalike.search.filters import FACET_FIELDS
from lookalike.search.searches import MAX_WINDOW
from webapp import forms
from webapp.bounds import narrowed
from webapp.box import ready_encoders
from webapp.cards import address_in, page_of
from webapp.pages.blueprint import blueprint
from webapp.results import results
from webapp.site import current_site
from webapp.taking import take
from webapp.templating import render

_TOO_MANY = N_("at most {limit} at a time")
_NOTHING = N_("choose an image or type words first")

NEAREST = 5


@blueprint.post("/query")
def query() -> Response:
    """Take the search box, with images or without, to the address of its search."""
    site = current_site()
    asked = forms.read(request.form)
    files = [each for each in request.files.getlist("image") if each.filename]
    if len(files) > forms.MAX_TERMS:
        raise BadRequest(field="image", reason=_(_TOO_MANY).format(limit=forms.MAX_TERMS))
    with site.slots.one():
        name = choose(site.engine, request.form.get("collection"))
        known = seen(site.engine, name)
        if request.form.get("from", name) != name:
            asked = asked.elsewhere(ready_encoders(known))
        if files:
            asked = replace(asked, like=tuple(f"t:{take(site, known, each)}" for each in files))
    if not (asked.terms() or asked.where):
        raise BadRequest(field="image", reason=_(_NOTHING))
    asked = replace(asked, page=1, sort="", by=asked.by if asked.q else "")
    return redirect(address_in(name)(asked), code=303)


@blueprint.get("/c/<collection>/search")
def search(collection: str) -> str | Response:
    """Show one page of the answer; of nothing asked, one of all images."""
    site = current_site()
    asked = forms.read(request.args)
    if (bounded := narrowed(request.args, asked)) is not None:
        return redirect(address_in(collection)(bounded))
    query = replace(asked.query(collection), facets=FACET_FIELDS, nearest_categories=NEAREST)
    with site.slots.one():
        answer = site.service.search(query)
    return render(results(site, collection, asked, answer))


@blueprint.get("/c/<collection>/search/at")
def search_at(collection: str) -> Response:
    """Lead to the image at one rank of the answer; where there is none, to the answer."""
    site = current_site()
    asked, rank = forms.read(request.args), forms.rank(request.args)
    query = replace(asked, page=rank or 1, size=1).query(collection)
    with site.slots.one():
        hits = site.service.search(query).hits if rank <= MAX_WINDOW else ()
    if not (rank and hits):
        return redirect(address_in(collection)(asked))
    return redirect(page_of(collection, hits[0].id, asked, rank))
