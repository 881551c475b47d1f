"""Documents in an order of their own, not of likeness."""

import sqlite3
from collections.abc import Mapping, Sequence

from lookalike.core.document import Document
from lookalike.search.embedded.conditions import passing_clause
from lookalike.search.embedded.reader import documents, key_of, marks
from lookalike.search.filters import Filter
from lookalike.search.query import Sort

_ORDERS: Mapping[Sort, str] = {
    "added": "ingested_at DESC",
    "newest": "taken_at DESC",
    "oldest": "taken_at NULLS LAST",
    "name": "name NULLS LAST",
    "largest": "bytes DESC",
}


def browse(
    connection: sqlite3.Connection,
    *,
    sort: Sort,
    first: int,
    k: int,
    filters: Sequence[Filter],
    ids: Sequence[str] | None,
) -> list[Document]:
    """Return `k` documents from place `first`: those that pass, and only of `ids` where given."""
    clause, parameters = passing_clause(filters)
    if ids is not None:
        keys = [key_of(id) for id in dict.fromkeys(ids)]
        clause += f" AND num IN (SELECT num FROM documents WHERE id IN ({marks(len(keys))}))"  # noqa: S608
        parameters = [*parameters, *keys]
    found = connection.execute(
        f"SELECT id FROM facts WHERE {clause} ORDER BY {_ORDERS[sort]}, id LIMIT ? OFFSET ?",  # noqa: S608
        (*parameters, k, first),
    )
    order = [key.hex() for (key,) in found]
    read = documents(connection, order)
    return [read[id] for id in order]
