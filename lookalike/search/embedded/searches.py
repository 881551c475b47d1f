"""The half of the embedded engine that finds: by vectors, by words, by filters, in an order."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lookalike.core.document import Document
from lookalike.search.embedded import browsing, conditions, reader
from lookalike.search.embedded.facets import Facets
from lookalike.search.embedded.stores import Stores
from lookalike.search.filters import Filter
from lookalike.search.query import Sort
from lookalike.search.searches import FACET_SIZE, check_slice
from lookalike.search.wanted import LexicalHit, Neighbour, Rankings, Wanted

T = TypeVar("T")


class EmbeddedSearches:
    """Searches in the collections of `stores`."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

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
        """Return for each query row (m, dims) the `k` nearest of the documents that pass."""
        del exact
        return self._stores.on(name, lambda store: store.knn(field, queries, k, filters))

    def lexical(
        self, name: str, tokens: Sequence[str], k: int, filters: Sequence[Filter] = ()
    ) -> list[LexicalHit]:
        """Return documents with any of `tokens`: most distinct tokens first, then bm25, then id."""
        return self._read(
            name, lambda connection: conditions.lexical(connection, tokens, k, filters)
        )

    def rankings(self, name: str, wanted: Wanted) -> Rankings:
        """Answer as `knn`, `lexical`, `count` and `facets` do."""
        near: Sequence[Neighbour] = ()
        if wanted.vector is not None:
            row = wanted.vector[None]
            [near] = self.knn(name, wanted.field, row, wanted.k, wanted.filters)
        return self._stores.on(
            name,
            lambda store: store.read(
                lambda connection: _completed(connection, store.facets, wanted, near)
            ),
        )

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
        """Return `k` of the documents that pass, in the order of `sort`, from place `first`."""
        check_slice(first, k)
        return self._read(
            name,
            lambda connection: browsing.browse(
                connection, sort=sort, first=first, k=k, filters=filters, ids=ids
            ),
        )

    def count(self, name: str, filters: Sequence[Filter] = ()) -> int:
        """Return how many documents pass the filters."""
        return self._read(name, lambda connection: conditions.count(connection, filters))

    def facets(
        self,
        name: str,
        fields: Iterable[str],
        filters: Sequence[Filter] = (),
        *,
        size: int = FACET_SIZE,
    ) -> dict[str, list[tuple[str, int]]]:
        """Return value counts by field, each under all filters but those on that very field."""
        names = tuple(fields)
        return self._stores.on(
            name,
            lambda store: store.read(
                lambda connection: store.facets.count(connection, names, filters, size)
            ),
        )

    def _read(self, name: str, work: Callable[[sqlite3.Connection], T]) -> T:
        return self._stores.on(name, lambda store: store.read(work))


def _completed(
    connection: sqlite3.Connection, facets: Facets, wanted: Wanted, near: Sequence[Neighbour]
) -> Rankings:
    """Return the rankings of a page, as of one moment but for those that are `near`."""
    tokens, filters = wanted.tokens, wanted.filters
    lexical = conditions.lexical(connection, tokens, wanted.k, filters, wanted.without)
    matching = len(lexical)
    if matching == wanted.k:
        matching = conditions.matching(connection, tokens, filters, wanted.without)
    passing = conditions.passing(connection, filters)
    among = None
    if wanted.is_by_words:
        among = conditions.having(connection, tokens, wanted.without)
    first = (near if wanted.vector is not None else lexical)[: wanted.labelled]
    return Rankings(
        near=near,
        lexical=lexical,
        passing=conditions.count(connection, ()) if passing is None else len(passing),
        matching=matching,
        facets=facets.count(
            connection, wanted.facets, filters, FACET_SIZE, passing_all=passing, among=among
        ),
        labels=reader.labels(connection, [each.id for each in first]),
    )
