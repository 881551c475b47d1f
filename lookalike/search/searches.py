"""The half of the engine contract that finds documents."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lookalike.core.document import Document
from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.search.filters import Filter
from lookalike.search.query import Sort
from lookalike.search.wanted import LexicalHit, Neighbour, Rankings, Wanted

MAX_WINDOW = 10_000
FACET_SIZE = 50

_SLICE = N_("results go from number 1 to number {limit}")


class Searches(Protocol):
    """Finds documents by vectors, by words and by filters; errors are those of `Engine`."""

    def knn(
        self,
        name: str,
        field: str,
        queries: NDArray[np.float32],
        k: int,
        filters: Sequence[Filter] = (),
        *,
        exact: bool = False,
    ) -> list[list[Neighbour]]:
        """Return for each query row (m, dims) the `k` nearest of the documents that pass `filters`.

        Nearest first, ties by id. `exact` asks for a full scan where the index is approximate.
        """

    def lexical(
        self, name: str, tokens: Sequence[str], k: int, filters: Sequence[Filter] = ()
    ) -> list[LexicalHit]:
        """Return documents with any of `tokens`: most distinct tokens first, then score, then id."""

    def rankings(self, name: str, wanted: Wanted) -> Rankings:
        """Answer as `knn`, `lexical`, `count`, `facets` do; one request where the engine is a server."""

    def browse(
        self,
        name: str,
        *,
        sort: Sort,
        first: int,
        k: int,
        filters: Sequence[Filter] = (),
        ids: Sequence[str] | None = None,
    ) -> list[Document]:
        """Return `k` of the documents that pass, in the order of `sort`, from place `first` (of 0).

        Where `ids` is given, only of these. BadRequest where first + k is above 10,000.
        """

    def count(self, name: str, filters: Sequence[Filter] = ()) -> int:
        """Return how many documents pass the filters."""

    def facets(
        self,
        name: str,
        fields: Iterable[str],
        filters: Sequence[Filter] = (),
        *,
        size: int = FACET_SIZE,
    ) -> dict[str, list[tuple[str, int]]]:
        """Return value counts by field, most first, then by value.

        Each field counts documents that pass all filters but those on that very field.
        """


def check_slice(first: int, k: int) -> None:
    """Raise BadRequest where a slice of an order is empty, or goes beyond number 10,000."""
    if first < 0 or k < 1 or first + k > MAX_WINDOW:
        raise BadRequest(field="k", reason=_(_SLICE).format(limit=MAX_WINDOW))
