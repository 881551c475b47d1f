"""What the pages show of documents and of a query: plain values, ready for a template."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import url_for

from lookalike.core.document import Document
from lookalike.core.vectors import Metric
from lookalike.search.query import Hit
from lookalike.search.uploads import Uploads
from webapp.forms import Asked, image_named, names_image

STEP = 1.02
NARROWEST, WIDEST = -35, 151
"""Proportions go to style sheets as classes `r-35` .. `r151`, for 1.02 to that power (1:2 .. 20:1)."""

_CLAMPED = (f"r{NARROWEST}", f"r{WIDEST}")
"""Beside these there may be room left, which a colour would fill as if it were picture."""

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_CONDITION = re.compile(r"\A(\w+)=(?!\*\Z)")


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture to click on.

    `src`; `width`, `height`: pixels of the file, or 0; `shape`: class of its proportions;
    `colour`: #rrggbb shown until the picture is there, or empty; `name`: of its file; `more`:
    address of what is like it.
    """

    src: str
    width: int
    height: int
    shape: str
    colour: str
    name: str
    more: str


@dataclass(frozen=True, slots=True)
class Card:
    """A hit: `tile`; `rank`; `distance`, None where words alone found it; `scale`: the distance of
    a full bar; `categories`: each with the address that keeps to it.
    """

    tile: Tile
    rank: int
    distance: float | None
    scale: float
    categories: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing the query holds.

    `text`: words, or the name of an image; `src`: of its thumbnail, or empty; `unwanted`; `without`:
    address of the query without it.
    """

    text: str
    src: str
    unwanted: bool
    without: str


Address = Callable[[Asked], str]


def address_in(collection: str) -> Address:
    """Return the function from what is asked to its address; of nothing, the collection's own."""

    def address(asked: Asked) -> str:
        if not (asked.q or asked.like or asked.not_like):
            return url_for("pages.collection_page", collection=collection)
        return url_for("pages.search", collection=collection, **asked.arguments())

    return address


def tile_of(collection: str, document: Document, asked: Asked) -> Tile:
    """Return the tile of a document; its `more` keeps encoder, filters and size of what was asked."""
    like = replace(asked, q="", like=(f"id:{document.id}",), not_like=(), by="", page=1)
    colour = next(iter(document.colours), "")
    shape = shape_of(document.width, document.height)
    return Tile(
        src=_thumbnail(collection, document.id),
        width=document.width,
        height=document.height,
        shape=shape,
        colour=colour if _COLOUR.match(colour) and shape not in _CLAMPED else "",
        name=next(iter(document.filenames), ""),
        more=address_in(collection)(like),
    )


def cards_of(collection: str, hits: Sequence[Hit], asked: Asked, metric: Metric) -> list[Card]:
    """Return the cards of a page. A full bar is 1 for cosine, else the largest distance here."""
    address = address_in(collection)
    largest = max((hit.distance or 0.0 for hit in hits), default=0.0)
    scale = 1.0 if metric == "cosine" else largest or 1.0
    return [
        Card(
            tile=tile_of(collection, hit.document, asked),
            rank=hit.rank,
            distance=hit.distance,
            scale=scale,
            categories=[
                (each, address(replace(asked, page=1, where=_also(asked, f"category={each}"))))
                for each in hit.document.category
            ],
        )
        for hit in hits
    ]


def chips_of(collection: str, asked: Asked, uploads: Uploads) -> list[Chip]:
    """Return the chips of a query; NotFound where an upload in it is no longer kept."""
    address = address_in(collection)
    first = replace(asked, page=1)
    chips = [Chip(asked.q, "", False, address(replace(first, q="")))] if asked.q else []
    for value in asked.like:
        without = address(replace(first, like=_less(asked.like, value)))
        chips.append(Chip(*_named(collection, value, uploads), False, without))
    for value in asked.not_like:
        without = address(replace(first, not_like=_less(asked.not_like, value)))
        chips.append(Chip(*_named(collection, value, uploads), True, without))
    for value in asked.where:
        without = address(replace(first, where=_less(asked.where, value)))
        chips.append(Chip(_CONDITION.sub(r"\1: ", value), "", False, without))
    return chips


def shape_of(width: int, height: int) -> str:
    """Return the class of a picture's proportions; square where they are not known."""
    if not width or not height:
        return "r0"
    power = round(math.log(width / height) / math.log(STEP))
    return f"r{max(NARROWEST, min(WIDEST, power))}"


def _named(collection: str, value: str, uploads: Uploads) -> tuple[str, str]:
    if not names_image(value):
        return value, ""
    kind, key = image_named(value)
    if kind == "token":
        return uploads.load(key).name, url_for("media.upload", token=key)
    return "", _thumbnail(collection, key)


def _thumbnail(collection: str, document_id: str) -> str:
    return url_for("media.thumbnail", collection=collection, document_id=document_id)


def _less(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)


def _also(asked: Asked, condition: str) -> tuple[str, ...]:
    """Return the conditions with one more; of a category there is one at a time."""
    name = condition.partition("=")[0] + "="
    return (*(each for each in asked.where if not each.startswith(name)), condition)
