"""The half of the Elasticsearch engine that finds: by vectors, by words, by filters, in an order."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lookalike.core.document import Document
from lookalike.core.settings import Settings
from lookalike.core.vectors import Rows
from lookalike.search.elastic import documents, nearest, queries, rankings
from lookalike.search.elastic.catalogue import Catalogue
from lookalike.search.elastic.client import Connection
from lookalike.search.elastic.lookup import MOMENT
from lookalike.search.elastic.searching import Searcher
from lookalike.search.filters import Filter
from lookalike.search.query import Sort
from lookalike.search.searches import FACET_SIZE, check_slice
from lookalike.search.wanted import LexicalHit, Neighbour, Rankings, Wanted


class ElasticSearches:
    """Searches in the collections of a cluster; connects at its first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection = Connection(settings)
        self._catalogue = Catalogue(self._connection, settings)
        self._searcher = Searcher(self._connection)

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
        """Return for each query row (m, dims) the `k` nearest that pass `filters`."""
        nearest_of = self._nearest(name, field, queries, k, filters)
        return nearest_of(self._searcher).find(k, exact=exact)

    def lexical(
        self, name: str, tokens: Sequence[str], k: int, filters: Sequence[Filter] = ()
    ) -> list[LexicalHit]:
        """Return documents with any of `tokens`: most distinct tokens first, then score, then id."""
        alias = self._alias(name, tokens)
        distinct = list(dict.fromkeys(tokens))
        return self._searcher.lexical(alias, distinct, k, filters) if distinct else []

    def rankings(self, name: str, wanted: Wanted) -> Rankings:
        """Answer as `knn`, `lexical`, `count` and `facets` do, in one request."""
        near = None
        if wanted.vector is not None:
            rows = wanted.vector[None]
            near = self._nearest(name, wanted.field, rows, wanted.k, wanted.filters)
        return rankings.find(self._connection, self._catalogue.alias(name), wanted, near)

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
        body = queries.browse_body(sort, first, k, filters, ids)
        [answer] = self._searcher.answers(self._catalogue.alias(name), [body])
        return [documents.document_of(hit["_id"], hit["_source"]) for hit in answer["hits"]["hits"]]

    def count(self, name: str, filters: Sequence[Filter] = ()) -> int:
        """Return how many documents pass the filters."""
        body = queries.count_body(filters)
        client = self._connection.client
        return int(client.count(index=self._catalogue.alias(name), **body)["count"])

    def facets(
        self,
        name: str,
        fields: Iterable[str],
        filters: Sequence[Filter] = (),
        *,
        size: int = FACET_SIZE,
    ) -> dict[str, list[tuple[str, int]]]:
        """Return value counts by field, most first, then by value."""
        wanted = list(fields)
        alias = self._alias(name, wanted)
        return self._searcher.facets(alias, wanted, filters, size) if wanted else {}

    def _nearest(
        self, name: str, field: str, rows: Rows, k: int, filters: Sequence[Filter]
    ) -> Callable[[Searcher], nearest.Nearest]:
        known, found = self._catalogue.field(name, field)
        return partial(
            nearest.Nearest,
            known=known,
            field=found,
            oversample=self._settings.elasticsearch_oversample,
            rows=nearest.prepared(rows, found, k),
            filters=filters,
        )

    def _alias(self, name: str, asked: Sequence[object]) -> str:
        """Return the collection's alias; where nothing is asked, nothing else would find it gone."""
        if not asked:
            self._catalogue.known(name, within=MOMENT)
        return self._catalogue.alias(name)
