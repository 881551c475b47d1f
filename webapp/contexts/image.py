"""The page of one image."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.search.engine import Collection
from webapp.cards import Tile
from webapp.facts import Facts


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture itself: `src`; `width`, `height`: pixels of that copy, or 0; `is_small`: whether
    it is only the thumbnail, since no original could be read.
    """

    src: str
    width: int
    height: int
    is_small: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """The result it came from: `rank` in it; addresses of the hits before and after, and of its page."""

    rank: int
    earlier: str
    later: str
    back: str


@dataclass(frozen=True, slots=True)
class ImageContext:
    """One image of a collection.

    `collection`; `name`: of its file; `shown`: the picture; `facts`: what is known of it; `full`:
    address of it at full size, or empty; `trail`: the result it came from, or None; `neighbours`:
    what is like it; `more`: address of all that is like it, or empty; `alone`: a sentence why there
    are no neighbours, or empty.
    """

    template: ClassVar[str] = "image.html"
    collection: Collection
    name: str
    shown: Shown
    facts: Facts
    full: str
    trail: Trail | None
    neighbours: Sequence[Tile]
    more: str
    alone: str
