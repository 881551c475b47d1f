"""Filters beside the results: values with counts to toggle, and bounds to type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for

from lookalike.core.texts import N_, _
from lookalike.search.searches import FACET_SIZE
from webapp.bounds import Bounds, bounds_of
from webapp.cards import Address, address_in
from webapp.chips import less
from webapp.forms import MAX_WORDS, Asked

SHOWN = 10

_TITLES = {
    "category": N_("Category"),
    "tags": N_("Tags"),
    "folder": N_("Folder"),
    "format": N_("Format"),
    "camera": N_("Camera"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `name`; `count` of images, None where it is not among those counted; `chosen`;
    `address` of the query with it toggled.
    """

    name: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field: `title`; `first` of them, those chosen before all; the `rest`; `more`:
    whether there may be others, too rare to be counted.
    """

    title: str
    first: Sequence[Value]
    rest: Sequence[Value]
    more: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The form for bounds: `action`; `kept`: name and value of what it carries along; `bounds`."""

    action: str
    kept: Sequence[tuple[str, str]]
    bounds: Bounds


def facets_of(
    collection: str, asked: Asked, counts: Mapping[str, Sequence[tuple[str, int]]]
) -> list[Facet]:
    """Return the facets worth showing: those where there is something to choose, or to undo.

    Folders that are the categories, as they are one level below the source, are not shown twice.
    """
    address = address_in(collection)
    found = []
    for field, title in _TITLES.items():
        counted = counts.get(field, ())
        values = _values(address, asked, field, counted)
        is_twin = field == "folder" and counted == counts.get("category")
        if (len(values) > 1 and not is_twin) or any(each.chosen for each in values):
            more = len(counted) >= FACET_SIZE
            found.append(Facet(_(title), values[:SHOWN], values[SHOWN:], more))
    return found


def narrowing_of(collection: str, asked: Asked) -> Narrowing:
    """Return the form for the bounds of what was asked."""
    bounds, others = bounds_of(asked.where)
    kept = replace(asked, where=others, page=1).pairs()
    return Narrowing(url_for("pages.search", collection=collection), kept, bounds)


def _values(
    address: Address, asked: Asked, field: str, counts: Sequence[tuple[str, int]]
) -> list[Value]:
    """Return the values of a field, those chosen first, else in the order they are counted in."""
    chosen = [each.partition("=")[2] for each in asked.where if each.startswith(f"{field}=")]
    counted = dict(counts)
    names = [*chosen, *(name for name in counted if name not in chosen and _can_be_asked(name))]
    return [
        Value(name, counted.get(name), name in chosen, _toggled(address, asked, field, name))
        for name in names
    ]


def _toggled(address: Address, asked: Asked, field: str, name: str) -> str:
    text = f"{field}={name}"
    where = less(asked.where, text) if text in asked.where else (*asked.where, text)
    return address(replace(asked, where=where, page=1))


def _can_be_asked(name: str) -> bool:
    """Say whether a condition can name the value: not a blank at its ends, nor a lone asterisk."""
    return name == name.strip() and name != "*" and len(name) < MAX_WORDS - 20
