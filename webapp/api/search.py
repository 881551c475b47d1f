"""Search: the twin of the page of results."""

import base64
import binascii
from dataclasses import replace
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.search.answer import as_dict
from lookalike.search.filters import parse_filters
from lookalike.search.query import Query, QueryTerm
from webapp import forms
from webapp.api.blueprints import SEARCH, reading
from webapp.api.bodies import is_form, read_form, read_json, takes
from webapp.api.models.base import InCollection
from webapp.api.models.search import (
    Answer,
    SearchBody,
    SearchForm,
    SearchParameters,
    SimilarParameters,
    Term,
)
from webapp.site import current_site
from webapp.taking import shown_name

_IMAGES = {"id": "id", "token": "t"}
"""How an address writes what names an image, by kind of term."""

_NOT_BASE64 = N_("it is not base64")
_NO_IMAGE = N_("it is no {kind} of an image")
_TOO_LONG = N_("more than {limit} characters")


@reading.get("/collections/<collection>/search", tags=[SEARCH], responses={200: Answer})
def search(path: InCollection, query: SearchParameters) -> dict[str, Any]:
    """Find images, with the parameters of the page of results.

    Without a term in `q`, `like` or `not` these are all images that match, as when browsing.
    """
    return answer(asked_in(request.args, path, query))


@reading.post(
    "/collections/<collection>/search",
    tags=[SEARCH],
    responses={200: Answer},
    **takes(SearchBody, SearchForm),
)
def search_with_body(path: InCollection) -> dict[str, Any]:
    """Find images, with the whole query as JSON, or with files in a form."""
    return answer(_in_form(path) if is_form() else _in_json(path))


def asked_in(fields: MultiDict[str, str], path: InCollection, more: SimilarParameters) -> Query:
    """Return the query in an address or form, read as the page reads it, and what a page has not."""
    return replace(
        forms.read(fields).query(path.collection),
        facets=tuple(dict.fromkeys(more.facets)),
        nearest_categories=more.nearest_categories,
    )


def answer(query: Query) -> dict[str, Any]:
    """Return the answer to `query` as JSON knows it."""
    site = current_site()
    with site.slots.one():
        page = site.service.search(query)
    return as_dict(page, show_paths=site.settings.paths_visible)


def _in_form(path: InCollection) -> Query:
    form = read_form(SearchForm)
    query = asked_in(request.form, path, form)
    images = [
        QueryTerm("file", each.stream.read(), name=shown_name(each.filename)) for each in form.image
    ]
    return replace(query, terms=(*query.terms, *images))


def _in_json(path: InCollection) -> Query:
    body = read_json(SearchBody)
    return Query(
        collection=path.collection,
        terms=tuple(_term(place, each) for place, each in enumerate(body.terms)),
        by=body.by,
        encoder=body.encoder or None,
        same=body.same,
        filters=parse_filters(body.filters),
        page=body.page,
        size=body.k,
        sort=body.sort,
        facets=tuple(dict.fromkeys(body.facets)),
        nearest_categories=body.nearest_categories,
    )


def _term(place: int, term: Term) -> QueryTerm:
    """Return one thing to look for; BadRequest where it cannot be read."""
    field = f"terms.{place}.value"
    if term.kind == "file":
        return QueryTerm("file", _file(term.value, field), term.weight, name=field)
    image = _IMAGES.get(term.kind)
    if image and not forms.names_image(f"{image}:{term.value}"):
        raise BadRequest(field=field, reason=_(_NO_IMAGE).format(kind=term.kind))
    if len(term.value) > forms.MAX_WORDS:
        raise BadRequest(field=field, reason=_(_TOO_LONG).format(limit=forms.MAX_WORDS))
    return QueryTerm(term.kind, term.value, term.weight)


def _file(value: str, field: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest(field=field, reason=_(_NOT_BASE64)) from error
