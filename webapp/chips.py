"""What a query holds, as chips to remove: words, images, conditions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for

from lookalike.core.texts import N_, _
from lookalike.search.uploads import Uploads
from webapp.cards import Address, address_in, thumbnail_of
from webapp.forms import Asked, image_named, names_image

FIELDS: Mapping[str, str] = {
    "category": N_("Category"),
    "tags": N_("Tag"),
    "folder": N_("Folder"),
    "filename": N_("File name"),
    "format": N_("Format"),
    "camera": N_("Camera"),
    "colour": N_("Colour"),
    "width": N_("Width"),
    "height": N_("Height"),
    "bytes": N_("Bytes"),
    "taken_at": N_("Taken"),
    "ingested_at": N_("Added"),
    "location": N_("Place"),
}
"""How people call the fields of a filter."""

_CONDITION = re.compile(r"\s*(?P<field>\w+)\s*(?P<unwanted>!?)=(?P<value>.*)", re.DOTALL)
_RANGE = re.compile(r"(?P<low>.*?)\.\.(?P<high>.*)", re.DOTALL)
_RANGED = ("width", "height", "bytes", "taken_at", "ingested_at")
_ANY = N_("any")
_FROM, _TO, _BETWEEN = N_("from {low}"), N_("up to {high}"), N_("{low} to {high}")


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing the query holds.

    `text`: words, the name of an image, or a condition's value; `src`: of its thumbnail, or empty;
    `field`: of a condition, or empty; `unwanted`; `without`: address of the query without it.
    """

    text: str
    src: str
    field: str
    unwanted: bool
    without: str


def chips_of(collection: str, asked: Asked, uploads: Uploads) -> list[Chip]:
    """Return the chips of a query; NotFound where an upload in it is no longer kept."""
    leave = _leaving(collection)
    first = replace(asked, page=1)
    chips = [Chip(asked.q, "", "", False, leave(replace(first, q="")))] if asked.q else []
    for value in asked.like:
        without = leave(replace(first, like=less(asked.like, value)))
        chips.append(Chip(*_named(collection, value, uploads), "", False, without))
    for value in asked.not_like:
        without = leave(replace(first, not_like=less(asked.not_like, value)))
        chips.append(Chip(*_named(collection, value, uploads), "", True, without))
    for value in asked.where:
        field, text, unwanted = condition(value)
        without = leave(replace(first, where=less(asked.where, value)))
        chips.append(Chip(text, "", field, unwanted, without))
    return chips


def condition(text: str) -> tuple[str, str, bool]:
    """Return field and value of a condition as people read them, and whether it excludes."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        return "", text, False
    field, value = found["field"], found["value"].strip()
    span = _RANGE.fullmatch(value) if field in _RANGED else None
    if value == "*":
        value = _(_ANY)
    elif span is not None:
        wording = _BETWEEN if span["low"] and span["high"] else _FROM if span["low"] else _TO
        value = _(wording).format(**span.groupdict())
    return _(FIELDS.get(field, field)), value, bool(found["unwanted"])


def less(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Return `values` but this one."""
    return tuple(each for each in values if each != value)


def _leaving(collection: str) -> Address:
    """Return the function to the address of what is left; of nothing, the collection's own."""
    address = address_in(collection)

    def leave(asked: Asked) -> str:
        if asked.q or asked.like or asked.not_like or asked.where:
            return address(asked)
        return url_for("pages.collection_page", collection=collection)

    return leave


def _named(collection: str, value: str, uploads: Uploads) -> tuple[str, str]:
    if not names_image(value):
        return value, ""
    kind, key = image_named(value)
    if kind == "token":
        return uploads.load(key).name, url_for("media.upload", token=key)
    return "", thumbnail_of(collection, key)
