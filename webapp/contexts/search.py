"""The pages one searches on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.search.engine import Collection
from webapp.cards import Card, Tile
from webapp.chips import Chip
from webapp.choices import Choice, Menu
from webapp.facets import Facet, Narrowing
from webapp.paging import Paging


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection among others: `title`, `address`, `total` images, a few `tiles`."""

    title: str
    address: str
    total: int
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class HomeContext:
    """The first page, where there is no collection or there are several.

    `shelves`: the collections; `may_change`: whether the visitor may fill one.
    """

    template: ClassVar[str] = "home.html"
    shelves: Sequence[Shelf]
    may_change: bool


@dataclass(frozen=True, slots=True)
class CollectionContext:
    """One collection before anything is asked.

    `collection`; `total`: images in it; `phrases`: each with the address of its search; `starts`:
    images to begin from; `tiles`: more of them; `everything`: address of all images.
    """

    template: ClassVar[str] = "collection.html"
    collection: Collection
    total: int
    phrases: Sequence[tuple[str, str]]
    starts: Sequence[Tile]
    tiles: Sequence[Tile]
    everything: str


@dataclass(frozen=True, slots=True)
class ResultsContext:
    """The answer to a query, or, where nothing is looked for, all images that pass its filters.

    `collection`; `start`: its address; `chips`: what the query holds; `cards`: the hits of this
    page; `view`: grid or list; `total`: documents ranked; `took_ms`; `encoder`: its id; `by`:
    vectors, words or both, empty where nothing is looked for; `sort`: empty for the nearest first;
    `hint`: a sentence about how words were read, or empty; `reader`: the encoder that would read
    them, and the address of the query by it, or None; `nearest`: categories with their shares and
    addresses; `facets`; `narrowing`: the form for bounds; `menus`, `views`: ways to show it
    otherwise; `paging`: ways to other pages; `looser`: what to leave out where nothing was found,
    and the address without it.
    """

    template: ClassVar[str] = "results.html"
    collection: Collection
    start: str
    chips: Sequence[Chip]
    cards: Sequence[Card]
    view: str
    total: int
    took_ms: float
    encoder: str
    by: str
    sort: str
    hint: str
    reader: tuple[str, str] | None
    nearest: Sequence[tuple[str, float, str]]
    facets: Sequence[Facet]
    narrowing: Narrowing
    menus: Sequence[Menu]
    views: Sequence[Choice]
    paging: Paging
    looser: Sequence[tuple[str, str]]
