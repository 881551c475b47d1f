"""The search box and its answer."""

from dataclasses import replace

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.search.collections import choose, seen
from lookalike.search.compose import reads_words
from lookalike.search.query import Page
from webapp import forms
from webapp.box import ready_encoders
from webapp.cards import address_in, cards_of, chips_of
from webapp.contexts.search import ResultsContext
from webapp.forms import Asked
from webapp.pages.blueprint import blueprint
from webapp.site import Site, current_site
from webapp.taking import take
from webapp.templating import render

_TOO_MANY = N_("at most {limit} at a time")
_NOTHING = N_("choose an image or type words first")
_NAMES_ONLY = N_(
    "Words were looked up in names, folders, categories and captions: {encoder} compares pictures "
    "and reads no words."
)


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
    return redirect(address_in(name)(replace(asked, page=1, sort="")), code=303)


@blueprint.get("/c/<collection>/search")
def search(collection: str) -> str:
    """Show one page of the answer."""
    site = current_site()
    asked = forms.read(request.args)
    with site.slots.one():
        answer = site.service.search(asked.query(collection))
    return render(_results(site, collection, asked, answer))


def _results(site: Site, name: str, asked: Asked, answer: Page) -> ResultsContext:
    collection = seen(site.engine, name)
    address = address_in(name)
    metric = collection.encoders[answer.encoder].metric
    return ResultsContext(
        collection=collection,
        chips=chips_of(name, asked, site.uploads),
        cards=cards_of(name, answer.hits, asked, metric),
        total=answer.total,
        took_ms=answer.took_ms,
        encoder=answer.encoder,
        hint=_hint(asked, answer),
        page=asked.page,
        earlier=address(replace(asked, page=asked.page - 1)) if asked.page > 1 else "",
        later=address(replace(asked, page=answer.next)) if answer.next else "",
        start=url_for("pages.collection_page", collection=name),
        filtered=bool(asked.where),
    )


def _hint(asked: Asked, answer: Page) -> str:
    if not asked.q or reads_words(answer.encoder):
        return ""
    return _(_NAMES_ONLY).format(encoder=answer.encoder)
