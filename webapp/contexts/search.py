"""The pages one searches on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.search.engine import Collection
from webapp.cards import Card, Chip, Tile


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

    `collection`; `total`: images in it; `tiles`: a few to click on.
    """

    template: ClassVar[str] = "collection.html"
    collection: Collection
    total: int
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class ResultsContext:
    """The answer to a query.

    `collection`; `chips`: what the query holds;
    `cards`: the hits of this page; `total`: documents ranked; `took_ms`; `encoder`: its id;
    `hint`: a sentence about how words were read, or empty; `page`: number of this page;
    `earlier`, `later`: addresses of the pages before and after, or empty; `start`: address of the
    collection; `filtered`: whether filters hold back images.
    """

    template: ClassVar[str] = "results.html"
    collection: Collection
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
