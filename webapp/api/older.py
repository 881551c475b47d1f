"""The calls of the systems that Lookalike grew from: an image in, the nearest out."""

import math
from typing import Any

from lookalike.core.errors import BadRequest, EncoderUnavailable, NotFound
from lookalike.core.texts import N_, _
from lookalike.search.collections import choose, seen
from lookalike.search.query import Page, Query, QueryTerm
from webapp.api.blueprints import aliases
from webapp.api.bodies import read_form, takes
from webapp.api.models.aliases import (
    AliasParameters,
    Nearest,
    NearestParameters,
    OrderedIds,
    OrderedParameters,
)
from webapp.api.models.images import QueryForm
from webapp.site import current_site
from webapp.taking import shown_name

TOP = 10

_IMAGE = takes(QueryForm)

_NOT_INSTALLED = N_("it is not installed: “{collection}” has no vectors of it")
_L2_ALONE = N_("vectors of {encoder} are compared by l2 alone")
_NEAREST = N_("image in the collection")


@aliases.post("/sift-similar-images", responses={200: OrderedIds}, **_IMAGE)
def sift_similar_images(query: OrderedParameters) -> dict[str, Any]:
    """Image finder: the ids of the nearest by SIFT, in order."""
    return _ordered(_nearest(query.collection, query.k, "sift"))


@aliases.post("/resnet-similar-images", responses={200: OrderedIds}, **_IMAGE)
def resnet_similar_images(query: OrderedParameters) -> dict[str, Any]:
    """Image finder: the ids of the nearest by ResNet-50, in order."""
    return _ordered(_nearest(query.collection, query.k, "resnet-50"))


@aliases.post("/beit-similar-images", responses={200: OrderedIds}, **_IMAGE)
def beit_similar_images(query: OrderedParameters) -> dict[str, Any]:
    """Image finder: the ids of the nearest by BEiT, in order."""
    return _ordered(_nearest(query.collection, query.k, "beit-b-16"))


@aliases.post("/top-10-images", responses={200: OrderedIds}, **_IMAGE)
def top_10_images(query: AliasParameters) -> dict[str, Any]:
    """CBIR: the ids of the ten nearest, by the collection's own encoder."""
    return _ordered(_nearest(query.collection, TOP))


@aliases.post("/nearest-image", responses={200: Nearest}, **_IMAGE)
def nearest_image(query: NearestParameters) -> dict[str, Any]:
    """ImageFinder: index and distance of the nearest image, by the collection's own encoder."""
    page = _nearest(query.collection, 1)
    hit = next(iter(page.hits), None)
    if hit is None or hit.distance is None:
        raise NotFound(kind=_NEAREST, name=page.collection)
    stored = seen(current_site().engine, page.collection).encoders[page.encoder].metric
    distance = hit.distance
    if stored == "l2" and query.metric == "cosine":
        raise BadRequest(field="metric", reason=_(_L2_ALONE).format(encoder=page.encoder))
    if stored == "cosine" and query.metric == "l2":
        distance = math.sqrt(2 * distance)  # between vectors of length 1: |a-b|² = 2 (1 - cos)
    return Nearest(
        collection=page.collection,
        encoder=page.encoder,
        index=hit.id,
        filename=next(iter(hit.document.filenames), None),
        distance=distance,
        metric=query.metric,
    ).model_dump()


def _nearest(collection: str, k: int, encoder: str | None = None) -> Page:
    """Return the `k` nearest of the image that was sent; EncoderUnavailable where it has no vectors."""
    site, image = current_site(), read_form(QueryForm).image
    term = QueryTerm("file", image.stream.read(), name=shown_name(image.filename))
    with site.slots.one():
        name = choose(site.engine, collection or site.settings.collection)
        if encoder and encoder not in seen(site.engine, name).encoders:
            reason = _(_NOT_INSTALLED).format(collection=name)
            raise EncoderUnavailable(encoder=encoder, reason=reason)
        return site.service.search(Query(name, (term,), encoder=encoder, size=k))


def _ordered(page: Page) -> dict[str, Any]:
    return OrderedIds(
        collection=page.collection,
        encoder=page.encoder,
        ids=[hit.id for hit in page.hits],
        distances=[hit.distance for hit in page.hits],
    ).model_dump()
