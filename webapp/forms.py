"""The query as it stands in an address or a form; read in one place, written in one place."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, cast, get_args

from werkzeug.datastructures import MultiDict

from lookalike.core.errors import BadRequest, UnknownChoice
from lookalike.core.texts import N_, _
from lookalike.search.filters import parse_filters
from lookalike.search.query import DEFAULT_PAGE_SIZE, By, Query, QueryTerm, Sort, TermKind

MAX_WORDS = 1_000
MAX_TERMS = 16
MAX_SIZE = 100
VIEWS = ("grid", "list")

_LIKE = re.compile(r"id:(?P<id>[0-9a-f]{64})\Z|t:(?P<token>[A-Za-z0-9_-]{22})\Z")

_TOO_LONG = N_("more than {limit} characters")
_TOO_MANY = N_("more than {limit} of them")
_TOO_LARGE = N_("at most {limit} on one page")
_NOT_A_NUMBER = N_("“{text}” is not a whole number of 1 or more")
_NOT_A_SHARE = N_("“{text}” is not a number from 0 to 1")
_NOT_AN_IMAGE = N_("“{text}” names no image; it is id:... or t:...")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks, field by field as in the address; empty where nothing is said.

    `like` and `not_like` hold images as `id:<sha256>` or `t:<token>`; `not_like` also words.
    `same`: from 0, the same kind of thing, to 1, the same looks. `sort` empty: the nearest first;
    `view`: grid or list.
    """

    q: str = ""
    like: tuple[str, ...] = ()
    not_like: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    encoder: str = ""
    by: str = ""
    same: float | None = None
    sort: str = ""
    view: str = ""
    page: int = 1
    size: int = DEFAULT_PAGE_SIZE

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the address that asks this; what is said by default is left out."""
        said: dict[str, Any] = {
            "q": self.q,
            "like": list(self.like),
            "not": list(self.not_like),
            "where": list(self.where),
            "encoder": self.encoder,
            "by": self.by,
            "same": None if self.same is None else f"{self.same:g}",
            "sort": self.sort,
            "view": self.view,
            "page": self.page if self.page != 1 else None,
            "size": self.size if self.size != DEFAULT_PAGE_SIZE else None,
        }
        return {name: value for name, value in said.items() if value}

    def kept(self) -> list[tuple[str, str]]:
        """Return name and value of what a search box carries along unseen.

        That is all but words and encoder, which it shows, and page and order: of a new search the
        nearest come first.
        """
        return replace(self, q="", encoder="", sort="", page=1).pairs()

    def pairs(self) -> list[tuple[str, str]]:
        """Return the arguments as pairs of name and value, as a form sends them."""
        return [
            (name, str(each))
            for name, value in self.arguments().items()
            for each in (value if isinstance(value, list) else [value])
        ]

    def elsewhere(self, encoders: Collection[str]) -> Self:
        """Return what of this can be asked of another collection, one that has `encoders`.

        Ids and filters belong to the collection they come from; words and uploads go along.
        """
        return replace(
            self,
            like=tuple(each for each in self.like if not each.startswith("id:")),
            not_like=tuple(each for each in self.not_like if not each.startswith("id:")),
            where=(),
            encoder=self.encoder if self.encoder in encoders else "",
        )

    def terms(self) -> tuple[QueryTerm, ...]:
        """Return the terms of the query; BadRequest where one names no image."""
        words = [QueryTerm("words", self.q)] if self.q else []
        wanted = [_image(text, "like", 1.0) for text in self.like]
        unwanted = [
            _image(text, "not", -1.0) if names_image(text) else QueryTerm("words", text, -1.0)
            for text in self.not_like
        ]
        return (*words, *wanted, *unwanted)

    def query(self, collection: str) -> Query:
        """Return the query to run on `collection`; BadRequest names the field that is wrong."""
        for field, value, choices in (
            ("by", self.by, get_args(By)),
            ("sort", self.sort, get_args(Sort)),
            ("view", self.view, VIEWS),
        ):
            if value and value not in choices:
                raise UnknownChoice(field=field, value=value, choices=", ".join(choices))
        return Query(
            collection=collection,
            terms=self.terms(),
            by=cast(By, self.by) if self.by else None,
            same=self.same,
            encoder=self.encoder or None,
            filters=parse_filters(self.where),
            page=self.page,
            size=self.size,
            sort=cast(Sort, self.sort) if self.sort else None,
        )


def read(fields: MultiDict[str, str]) -> Asked:
    """Read the fields of an address or form; BadRequest names one that is out of bounds."""
    size = _number(fields, "size", DEFAULT_PAGE_SIZE)
    if size > MAX_SIZE:
        raise BadRequest(field="size", reason=_(_TOO_LARGE).format(limit=MAX_SIZE))
    return Asked(
        q=_text(fields, "q"),
        like=_several(fields, "like"),
        not_like=_several(fields, "not"),
        where=_several(fields, "where"),
        encoder=_text(fields, "encoder"),
        by=_text(fields, "by"),
        same=_share(fields, "same"),
        sort=_text(fields, "sort"),
        view=_text(fields, "view"),
        page=_number(fields, "page", 1),
        size=size,
    )


def lenient(fields: MultiDict[str, str]) -> Asked:
    """Read the fields for a box that shows them again: what cannot be asked is left out."""
    try:
        return read(fields)
    except BadRequest:
        return Asked(q=fields.get("q", "")[:MAX_WORDS].strip())


def rank(fields: MultiDict[str, str]) -> int:
    """Read the place in the results that an image was reached from; 0 where none is named."""
    return _number(fields, "rank", 0)


def names_image(text: str) -> bool:
    """Whether `text` names an image: a document's id or a stored upload."""
    return _LIKE.match(text) is not None


def image_named(text: str) -> tuple[TermKind, str]:
    """Return kind and value of the image that `text` names, as in `id:<sha256>` or `t:<token>`."""
    parts: Mapping[str, str | None] = found.groupdict() if (found := _LIKE.match(text)) else {}
    kind: TermKind = "id" if parts.get("id") else "token"
    return kind, parts.get(kind) or ""


def _image(text: str, field: str, weight: float) -> QueryTerm:
    if not names_image(text):
        raise BadRequest(field=field, reason=_(_NOT_AN_IMAGE).format(text=text))
    kind, value = image_named(text)
    return QueryTerm(kind, value, weight)


def _text(fields: MultiDict[str, str], name: str) -> str:
    return _bounded(fields.get(name, ""), name)


def _several(fields: MultiDict[str, str], name: str) -> tuple[str, ...]:
    texts = [_bounded(text, name) for text in fields.getlist(name)]
    texts = list(dict.fromkeys(text for text in texts if text))
    if len(texts) > MAX_TERMS and name != "where":  # `where` has its own bound
        raise BadRequest(field=name, reason=_(_TOO_MANY).format(limit=MAX_TERMS))
    return tuple(texts)


def _bounded(text: str, name: str) -> str:
    if len(text) > MAX_WORDS:
        raise BadRequest(field=name, reason=_(_TOO_LONG).format(limit=MAX_WORDS))
    return text.strip()


def _share(fields: MultiDict[str, str], name: str) -> float | None:
    text = _text(fields, name)
    if not text:
        return None
    if not re.fullmatch(r"0|1|[01]?\.[0-9]{1,6}", text) or float(text) > 1:
        raise BadRequest(field=name, reason=_(_NOT_A_SHARE).format(text=text[:40]))
    return float(text)


def _number(fields: MultiDict[str, str], name: str, default: int) -> int:
    text = _text(fields, name)
    if not text:
        return default
    if not re.fullmatch("[0-9]{1,18}", text) or int(text) < 1:
        raise BadRequest(field=name, reason=_(_NOT_A_NUMBER).format(text=text[:40]))
    return int(text)
