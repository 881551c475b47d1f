"""The query and its answer, as command line, pages and API know them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lookalike.core.document import Document
from lookalike.search.filters import Filter

TermKind = Literal["words", "file", "id", "token", "url"]
By = Literal["vectors", "words", "both"]
Sort = Literal["added", "newest", "oldest", "name", "largest"]
"""By when it was added (newest first), when it was taken, file name, or size; ties by id."""

DEFAULT_PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One thing the query holds: words, the bytes of a file, the id of a document, a stored upload.

    A negative `weight` means "not like this".
    """

    kind: TermKind
    value: str | bytes
    weight: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. `by`, `encoder` None: what the collection and the terms suggest.

    Without terms it browses: all documents that pass. `sort` None: by relevance, or `added` where
    there are no terms. `facets` names fields to count values of; `nearest_categories` is how many.
    `same`: 0 asks for the same kind of thing, 1 for the same looks, None as the encoder weighs them.
    """

    collection: str
    terms: tuple[QueryTerm, ...] = ()
    by: By | None = None
    encoder: str | None = None
    filters: tuple[Filter, ...] = ()
    page: int = 1
    size: int = DEFAULT_PAGE_SIZE
    sort: Sort | None = None
    facets: tuple[str, ...] = ()
    nearest_categories: int = 0
    same: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one ranking had to say about a hit; `distance` is None for words."""

    by: Literal["vectors", "words"]
    encoder: str | None
    rank: int
    distance: float | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document. `score` orders (higher is better) and compares within one answer alone."""

    rank: int
    id: str
    score: float
    distance: float | None
    parts: tuple[Part, ...]
    document: Document


@dataclass(frozen=True, slots=True)
class NearCategory:
    """A category among the nearest of a query; the `share`s of all of them sum to 1."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: `hits` of one page; `total` documents found; `next` page or None.

    `by` is None where nothing was looked for: hits then have no distance, no parts and score 0.
    """

    collection: str
    encoder: str
    by: By | None
    hits: tuple[Hit, ...]
    total: int
    window: int
    next: int | None
    took_ms: float
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    categories: tuple[NearCategory, ...] = ()
