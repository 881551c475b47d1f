"""Bounds of date and width: typed into a form, kept in the address as conditions."""

import re
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from webapp.forms import Asked

FIELDS = ("taken_from", "taken_to", "width_from")

_DAY = r"(?:\d{4}-\d{2}-\d{2})?"
_TAKEN = re.compile(rf"taken_at=(?P<low>{_DAY})\.\.(?P<high>{_DAY})")
_WIDE = re.compile(r"width=(?P<low>\d+)\.\.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The fields of the form, as they are in it: dates as YYYY-MM-DD, a width in pixels, or empty."""

    taken_from: str = ""
    taken_to: str = ""
    width_from: str = ""


def bounds_of(where: tuple[str, ...]) -> tuple[Bounds, tuple[str, ...]]:
    """Return the bounds that stand in conditions, and the other conditions.

    What the fields of the form cannot hold, a year alone say, is left among the others.
    """
    bounds, others = Bounds(), []
    for each in where:
        if (taken := _TAKEN.fullmatch(each)) and not (bounds.taken_from or bounds.taken_to):
            bounds = replace(bounds, taken_from=taken["low"], taken_to=taken["high"])
        elif (wide := _WIDE.fullmatch(each)) and not bounds.width_from:
            bounds = replace(bounds, width_from=wide["low"])
        else:
            others.append(each)
    return bounds, tuple(others)


def narrowed(fields: MultiDict[str, str], asked: Asked) -> Asked | None:
    """Return what the form for bounds asks; None where the fields are not from it."""
    if not any(name in fields for name in FIELDS):
        return None
    given = Bounds(*(fields.get(name, "").strip()[:40] for name in FIELDS))
    where = bounds_of(asked.where)[1]
    if given.taken_from or given.taken_to:
        where = (*where, f"taken_at={given.taken_from}..{given.taken_to}")
    if given.width_from:
        where = (*where, f"width={given.width_from}..")
    return replace(asked, where=where, page=1)
