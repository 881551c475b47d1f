"""What the pages show of documents: plain values, ready for a template."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for

from lookalike.core.document import Document
from lookalike.core.vectors import Metric
from lookalike.search.query import Hit
from webapp.forms import Asked

STEP = 1.02
NARROWEST, WIDEST = -35, 151
"""Proportions go to style sheets as classes `r-35` .. `r151`, for 1.02 to that power (1:2 .. 20:1)."""

_FILLED = range(NARROWEST + 1, 106)
"""Powers up to 8:1. Beyond, a small copy has so few rows that room is left beside it, which a
colour would fill as if it were picture."""

SAFE = "!$'()*,/:;?@"
"""What stands as it is in the query of an address, as in those that Werkzeug builds."""

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture to click on.

    `src`; `width`, `height`: pixels of the file, or 0; `shape`: class of its proportions;
    `colour`: #rrggbb shown until the picture is there, or empty; `name`: of its file; `page`:
    address of its own page; `more`: address of what is like it.
    """

    src: str
    width: int
    height: int
    shape: str
    colour: str
    name: str
    page: str
    more: str


@dataclass(frozen=True, slots=True)
class Card:
    """A hit: `tile`; `document`; `rank`; `distance`, None where words alone found it, or nothing was
    looked for; `scale`: the distance of a full bar; `categories`: each with the address that keeps
    to it; `like`, `unlike`: addresses of the query with this image added to it, or kept from it.
    """

    tile: Tile
    document: Document
    rank: int
    distance: float | None
    scale: float
    categories: Sequence[tuple[str, str]]
    like: str
    unlike: str


Address = Callable[[Asked], str]


def address_in(collection: str) -> Address:
    """Return the function from what is asked of `collection` to its address.

    A page has some hundreds of such addresses: they are written from one that is built.
    """
    base = url_for("pages.search", collection=collection)

    def address(asked: Asked) -> str:
        query = urlencode(asked.arguments(), doseq=True, safe=SAFE)
        return f"{base}?{query}" if query else base

    return address


def tile_of(collection: str, document: Document, asked: Asked, rank: int = 0) -> Tile:
    """Return the tile of a document, which has the place `rank` in the answer to what was asked.

    Its `more` keeps encoder, filters, view and size of what was asked.
    """
    return _tile(collection, document, asked, address_in(collection), rank)


def _tile(collection: str, document: Document, asked: Asked, address: Address, rank: int) -> Tile:
    like = replace(asked, q="", like=(f"id:{document.id}",), not_like=(), by="", sort="", page=1)
    colour = next(iter(document.colours), "")
    shape = shape_of(document.width, document.height)
    return Tile(
        src=thumbnail_of(collection, document.id),
        width=document.width,
        height=document.height,
        shape=shape,
        colour=colour if _COLOUR.match(colour) and int(shape[1:]) in _FILLED else "",
        name=next(iter(document.filenames), ""),
        page=page_of(collection, document.id, asked, rank),
        more=address(like),
    )


def page_of(collection: str, document_id: str, asked: Asked, rank: int) -> str:
    """Return the address of an image's page; with a `rank` it knows the answer it comes from."""
    way = {**replace(asked, page=1).arguments(), "rank": rank} if rank else {}
    return url_for("pages.image", collection=collection, document_id=document_id, **way)


def thumbnail_of(collection: str, document_id: str) -> str:
    """Return the address of the small copy of a document."""
    return url_for("media.thumbnail", collection=collection, document_id=document_id)


def cards_of(collection: str, hits: Sequence[Hit], asked: Asked, metric: Metric) -> list[Card]:
    """Return the cards of a page. A full bar is 1 for cosine, else the largest distance here."""
    largest = max((hit.distance or 0.0 for hit in hits), default=0.0)
    scale = 1.0 if metric == "cosine" else largest or 1.0
    address = address_in(collection)
    return [_card(collection, hit, asked, address, scale) for hit in hits]


def _card(collection: str, hit: Hit, asked: Asked, address: Address, scale: float) -> Card:
    key = f"id:{hit.id}"
    fresh = replace(asked, page=1, sort="")
    wanted = tuple(each for each in asked.like if each != key)
    unwanted = tuple(each for each in asked.not_like if each != key)
    return Card(
        tile=_tile(collection, hit.document, asked, address, hit.rank),
        document=hit.document,
        rank=hit.rank,
        distance=hit.distance,
        scale=scale,
        categories=[
            (each, address(replace(asked, page=1, where=only(asked.where, "category", each))))
            for each in hit.document.category
        ],
        like=address(replace(fresh, like=(*wanted, key), not_like=unwanted)),
        unlike=address(replace(fresh, like=wanted, not_like=(*unwanted, key))),
    )


def only(where: tuple[str, ...], field: str, value: str) -> tuple[str, ...]:
    """Return the conditions with `field` held to this one value."""
    return (*(each for each in where if not each.startswith(f"{field}=")), f"{field}={value}")


def shape_of(width: int, height: int) -> str:
    """Return the class of a picture's proportions; square where they are not known."""
    if not width or not height:
        return "r0"
    power = round(math.log(width / height) / math.log(STEP))
    return f"r{max(NARROWEST, min(WIDEST, power))}"
