"""Nearest neighbours: approximate, or by a full scan; ties at the cut settled by id."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, distances, prepare_row
from lookalike.search.elastic import clauses, documents, queries, reading, scores
from lookalike.search.elastic.known import Known
from lookalike.search.elastic.mapping import QUANTISED
from lookalike.search.elastic.searching import Hits, Searcher
from lookalike.search.engine import VectorField
from lookalike.search.filters import Filter
from lookalike.search.searches import MAX_WINDOW
from lookalike.search.wanted import Neighbour

OVERFETCH = 16

Bounds = tuple[str | None, str | None]
Ask = Callable[[list[int], int], list[Hits]]

_K_BOUNDS = N_("it must be from 1 to {limit}")
_WRONG_LENGTH = N_("the query has {found} numbers, the field holds {dims}")


@dataclass(frozen=True)
class Nearest:
    """Searches of one vector field for prepared rows (m, dims); `oversample` 0 rescores nothing."""

    searcher: Searcher
    known: Known
    field: VectorField
    oversample: float
    rows: Rows
    filters: Sequence[Filter] = ()

    def find(self, k: int, *, exact: bool = False) -> list[list[Neighbour]]:
        """Return for each row its k nearest, nearest first, ties by id.

        `flat` is exact as it is. For the others `exact` goes through the collection in parts of at
        most 10,000 documents, of which Elasticsearch measures every vector.
        """
        if exact and self._index_type != "flat":
            parts = list(self._parts())
            ask: Ask = lambda wanted, size: self._scanned(parts, wanted, size)  # noqa: E731
        else:
            ask = self._asked
        found = _settled(ask, len(self.rows), k)
        return [self._measured(row, hits)[:k] for row, hits in zip(self.rows, found, strict=True)]

    def _measured(self, row: Rows, hits: Hits) -> list[Neighbour]:
        """Return the hits with their distances; those too near for a score, measured by their rows."""
        metric = self.field.metric
        measured = {id_: scores.distance(score, metric) for score, id_ in hits}
        blurred = [id_ for id_, distance in measured.items() if distance < scores.BLURRED[metric]]
        if blurred:
            client, name = self.searcher.connection.client, self.field.name
            for hit in reading.by_id(client, self.known.alias, blurred, [name]):
                stored = np.asarray(hit["_source"].get(name), np.float32)
                if stored.shape == row.shape:  # or dropped since
                    measured[hit["_id"]] = float(distances(stored[None], row, metric)[0])
        found = [Neighbour(id_, distance) for id_, distance in measured.items()]
        return sorted(found, key=lambda each: (each.distance, each.id))

    @property
    def _index_type(self) -> str:
        return self.known.index_type(self.field.name)

    @property
    def _quantised(self) -> bool:
        return self._index_type in QUANTISED

    def _asked(self, wanted: list[int], size: int) -> list[Hits]:
        oversample = self.oversample if self._quantised else None
        bodies = [
            queries.knn_body(
                self.field.name, self._vector(each), size, self.filters, oversample=oversample
            )
            for each in wanted
        ]
        return self.searcher.hits(self.known.alias, bodies)

    def _scanned(self, parts: Sequence[Bounds], wanted: list[int], size: int) -> list[Hits]:
        best: list[Hits] = [[] for _each in wanted]
        for part in parts:
            bodies = [
                queries.exact_body(
                    self.field.name,
                    self._vector(each),
                    size,
                    self.filters,
                    part,
                    quantised=self._quantised,
                )
                for each in wanted
            ]
            found = self.searcher.hits(self.known.alias, bodies)
            best = [_best([*old, *new], size) for old, new in zip(best, found, strict=True)]
        return best

    def _vector(self, query: int) -> str | list[float]:
        as_base64 = self.searcher.connection.takes_base64
        return documents.packed(self.rows[query], as_base64=as_base64)

    def _parts(self) -> Iterator[Bounds]:
        """Yield bounds (low, high] of ids, with at most 10,000 matching documents in each."""
        low = None
        while True:
            found = self.searcher.connection.client.search(
                index=self.known.alias,
                query=clauses.filter_clause(self.filters, clauses.exists(self.field.name)),
                sort=[{"id": "asc"}],
                search_after=None if low is None else [low],
                size=MAX_WINDOW,
                source=False,
                track_total_hits=False,
                filter_path="hits.hits.sort",
            ).body
            hits = found.get("hits", {}).get("hits", [])
            if len(hits) < MAX_WINDOW:
                yield low, None
                return
            high = hits[-1]["sort"][0]
            yield low, high
            low = high


def prepared(rows: NDArray[np.float32], field: VectorField, k: int) -> Rows:
    """Return query rows (m, dims) as the field stores its own.

    Raises BadRequest for a wrong length or k out of bounds, RowRefused for a row that is zero or
    not finite; nothing has run by then.
    """
    if not 1 <= k <= MAX_WINDOW:
        raise BadRequest(field="k", reason=_(_K_BOUNDS).format(limit=MAX_WINDOW))
    if rows.ndim != 2 or rows.shape[1] != field.dims:
        reason = _(_WRONG_LENGTH).format(found=rows.shape[-1], dims=field.dims)
        raise BadRequest(field="query", reason=reason)
    stored = [prepare_row(row, field.name, field.dims, field.metric) for row in rows]
    return np.asarray(stored, np.float32).reshape(len(stored), field.dims)


def _settled(ask: Ask, queries_: int, k: int) -> list[Hits]:
    """Ask for a little more than k, so that ids decide a tie at the cut.

    Where all that came back beyond the cut is one tie, ask those queries for more.
    """
    found: list[Hits] = [[] for _query in range(queries_)]
    pending, size = list(range(queries_)), min(k + OVERFETCH, MAX_WINDOW)
    while pending:
        for query, hits in zip(pending, ask(pending, size), strict=True):
            found[query] = hits
        if size == MAX_WINDOW:
            break
        pending = [query for query in pending if _tied_to_the_end(found[query], k, size)]
        size = min(size * 4, MAX_WINDOW)
    return found


def _tied_to_the_end(hits: Hits, k: int, size: int) -> bool:
    return len(hits) == size and hits[k - 1][0] == hits[-1][0]


def _best(hits: Hits, size: int) -> Hits:
    return sorted(hits, key=lambda hit: (-hit[0], hit[1]))[:size]
