"""What one page of results asks of an engine, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lookalike.core.vectors import Rows
from lookalike.search.filters import Filter


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A document near a query. `distance`: 1-cos (0..2), or Euclidean, to its own precision."""

    id: str
    distance: float


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A document that has words of the query; `matched` counts distinct query tokens."""

    id: str
    matched: int
    score: float


@dataclass(frozen=True)
class Wanted:
    """All that one page of results is made from, to be asked at once.

    The `k` nearest of `field` to `vector` (dims,), None for none; the best `k` for `tokens`, without
    documents that hold one of `without`; how many documents pass the filters; value counts of
    `facets`, where there is no vector only of what has the words; and the categories of the first
    `labelled` that were found.
    """

    k: int
    filters: Sequence[Filter] = ()
    field: str = ""
    vector: Rows | None = None
    tokens: Sequence[str] = ()
    without: Sequence[str] = ()
    facets: Sequence[str] = ()
    labelled: int = 0

    @property
    def is_by_words(self) -> bool:
        """Whether words alone rank: then facets count what has the words, not all that passes."""
        return bool(self.tokens) and self.vector is None


@dataclass(frozen=True)
class Rankings:
    """What was found: `near` as by knn, `lexical` as by words; `passing` documents, as by count.

    `matching` documents pass and have words of the query; `facets` as by facets, by words alone over
    these; `labels` are the categories, by id, of the first of `near`, or of `lexical` where no
    vector was wanted.
    """

    near: Sequence[Neighbour]
    lexical: Sequence[LexicalHit]
    passing: int
    matching: int = 0
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
