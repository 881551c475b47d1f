"""What each template is given: one documented class for each, and nothing else reaches it."""

from collections.abc import Sequence
from dataclasses import Field, dataclass
from typing import Any, ClassVar, Protocol

from lookalike.search.engine import Collection
from webapp.box import Box
from webapp.cards import Card, Chip, Tile


class Context(Protocol):
    """The fields of one template."""

    template: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True, slots=True)
class HomeContext:
    """The first page, where there is no collection or there are several.

    `collections`: each with the number of its images.
    """

    template: ClassVar[str] = "home.html"
    collections: Sequence[tuple[Collection, int]]


@dataclass(frozen=True, slots=True)
class CollectionContext:
    """One collection before anything is asked.

    `collection`; `box`: the search box; `total`: images in it; `tiles`: a few to click on.
    """

    template: ClassVar[str] = "collection.html"
    collection: Collection
    box: Box
    total: int
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class ResultsContext:
    """The answer to a query.

    `collection`; `box`: the search box with the query in it; `chips`: what the query holds;
    `cards`: the hits of this page; `total`: documents ranked; `took_ms`; `encoder`: its id;
    `hint`: a sentence about how words were read, or empty; `page`: number of this page;
    `earlier`, `later`: addresses of the pages before and after, or empty; `start`: address of the
    collection; `filtered`: whether filters hold back images.
    """

    template: ClassVar[str] = "results.html"
    collection: Collection
    box: Box
    chips: Sequence[Chip]
    cards: Sequence[Card]
    total: int
    took_ms: float
    encoder: str
    hint: str
    page: int
    earlier: str
    later: str
    start: str
    filtered: bool


@dataclass(frozen=True, slots=True)
class ErrorContext:
    """What went wrong.

    `title`; `sentence`: what happened and what to do; `status`: of HTTP; `request_id`: as in the
    log; `retry`: seconds after which the page asks again by itself, or None; `back`: address of the
    collection it happened in, else of the first page.
    """

    template: ClassVar[str] = "error.html"
    title: str
    sentence: str
    status: int
    request_id: str
    retry: int | None
    back: str
