"""Filters: one parser for command line, URL and API, one meaning for every engine."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from lookalike.core.errors import BadRequest, UnknownChoice
from lookalike.core.texts import N_, _

FieldKind = Literal["keyword", "number", "date"]

FILTER_FIELDS: dict[str, FieldKind] = {
    "category": "keyword",
    "tags": "keyword",
    "folder": "keyword",
    "filename": "keyword",
    "format": "keyword",
    "camera": "keyword",
    "colour": "keyword",
    "width": "number",
    "height": "number",
    "bytes": "number",
    "taken_at": "date",
    "ingested_at": "date",
    "location": "keyword",
}
FACET_FIELDS = ("category", "tags", "folder", "format", "camera")
EXISTS_ONLY = frozenset({"location"})
FACETABLE = tuple(
    field for field, kind in FILTER_FIELDS.items() if kind == "keyword" and field not in EXISTS_ONLY
)
MAX_CONDITIONS = 64

_NO_OPERATOR = N_("“{text}” is not FIELD=VALUE, FIELD!=VALUE, FIELD=A..B or FIELD=*")
_NO_TEXT = N_("{text} is no text")
_NOT_NUMBER = N_("“{text}” is not a number")
_NOT_DATE = N_("“{text}” is not a date such as 2024, 2024-05 or 2024-05-31")
_TOO_MANY = N_("more than {limit} conditions")
_ONLY_EXISTS = N_("only “{field}=*” and “{field}!=*” can be asked")


@dataclass(frozen=True, slots=True)
class Term:
    """The field has exactly this value (of a number or date: the value itself)."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Range:
    """The field lies in [low, high]; None is open. Dates are seconds since 1970, UTC.

    `below` marks `high` as excluded: a date names its whole day, month or year.
    """

    low: float | None
    high: float | None
    below: bool = False


@dataclass(frozen=True, slots=True)
class Exists:
    """The field has a value."""


Condition = Term | Range | Exists


@dataclass(frozen=True, slots=True)
class Filter:
    """One field: any of `anyof` holds (all pass where it is empty), and none of `noneof`."""

    field: str
    anyof: tuple[Condition, ...] = ()
    noneof: tuple[Condition, ...] = ()

    @property
    def kind(self) -> FieldKind:
        """What the field holds."""
        return FILTER_FIELDS[self.field]


def parse_filters(texts: Sequence[str]) -> tuple[Filter, ...]:
    """Read conditions `FIELD=VALUE`, `FIELD!=VALUE`, `FIELD=A..B`, `FIELD=*` into one Filter a field.

    Raises UnknownChoice for an unknown field, BadRequest for anything else that cannot be read.
    """
    if len(texts) > MAX_CONDITIONS:
        raise BadRequest(field="where", reason=_(_TOO_MANY).format(limit=MAX_CONDITIONS))
    positive: dict[str, list[Condition]] = {}
    negative: dict[str, list[Condition]] = {}
    for text in texts:
        if not _is_text(text):
            raise BadRequest(field="where", reason=_(_NO_TEXT).format(text=ascii(text)))
        name, sign, value = text.partition("=")
        if not sign:
            raise BadRequest(field="where", reason=_(_NO_OPERATOR).format(text=text))
        side = negative if name.endswith("!") else positive
        name = name.removesuffix("!").strip()
        if name not in FILTER_FIELDS:
            raise UnknownChoice(field="where", value=name, choices=", ".join(FILTER_FIELDS))
        positive.setdefault(name, [])
        side.setdefault(name, []).append(_condition(name, value.strip()))
    return tuple(
        Filter(name, tuple(conditions), tuple(negative.get(name, ())))
        for name, conditions in positive.items()
    )


def _is_text(text: str) -> bool:
    """Say whether `text` can be written as UTF-8: JSON can name halves of characters, which cannot."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _condition(name: str, value: str) -> Condition:
    kind = FILTER_FIELDS[name]
    if value == "*":
        return Exists()
    if name in EXISTS_ONLY:
        raise BadRequest(field=name, reason=_(_ONLY_EXISTS).format(field=name))
    if kind == "keyword":
        return Term(value)
    low, dots, high = value.partition("..")
    if kind == "number":
        if dots:
            return Range(_number(name, low), _number(name, high))
        exactly = _number(name, value)
        if exactly is None:
            raise BadRequest(field=name, reason=_(_NOT_NUMBER).format(text=value))
        return Term(exactly)
    first, last = (low, high) if dots else (value, value)
    if not dots and not value:
        raise BadRequest(field=name, reason=_(_NOT_DATE).format(text=value))
    start = _period(name, first)[0] if first else None
    end = _period(name, last)[1] if last else None
    return Range(start, end, below=True)


def _number(name: str, text: str) -> float | None:
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not math.isfinite(number):
        raise BadRequest(field=name, reason=_(_NOT_NUMBER).format(text=text))
    return number


def _period(name: str, text: str) -> tuple[float, float]:
    """Return the start and the end (excluded) of the year, month, day or second that `text` names."""
    parts = text.strip().split("-")
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return moment.timestamp(), (moment + timedelta(seconds=1)).timestamp()
        numbers = [int(part) for part in parts]
        year, month, day = (*numbers, 1, 1)[:3]
        start = date(year, month, day)
        if len(numbers) > 3:
            raise ValueError(text)  # noqa: TRY301
        if len(numbers) == 1:
            end = date(start.year + 1, 1, 1)
        elif len(numbers) == 2:
            end = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        else:
            end = start + timedelta(days=1)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRequest(field=name, reason=_(_NOT_DATE).format(text=text)) from error
    return _midnight(start), _midnight(end)


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
