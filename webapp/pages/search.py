"""The search box and its answer."""

from dataclasses import replace

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.search.collections import seen
from lookalike.search.compose import reads_words
from lookalike.search.query import Page
from webapp import forms
from webapp.box import box_of
from webapp.cards import address_in, cards_of, chips_of
from webapp.contexts.search import ResultsContext
from webapp.forms import Asked
from webapp.pages.blueprint import blueprint
from webapp.site import Site, current_site
from webapp.taking import take
from webapp.templating import render

_NOTHING = N_("choose an image or type words first")
_NAMES_ONLY = N_(
    "Words were looked up in names, folders, categories and captions: {encoder} compares pictures "
    "and reads no words."
)


@blueprint.post("/c/<collection>/query")
def query(collection: str) -> Response:
    """Take the search box, with an image or without, to the address of its search."""
    site = current_site()
    with site.slots.one():
        known = seen(site.engine, collection)
        asked = forms.read(request.form)
        file = request.files.get("image")
        if file is not None and file.filename:
            asked = replace(asked, like=(f"t:{take(site, known, file)}",))
    if not asked.terms():
        raise BadRequest(field="image", reason=_(_NOTHING))
    return redirect(address_in(collection)(replace(asked, page=1)), code=303)


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
        box=box_of(collection, asked, site.settings.max_upload_bytes),
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
