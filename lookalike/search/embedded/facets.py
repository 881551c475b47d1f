"""Counts of the values that documents have."""

import sqlite3
from collections.abc import Iterable, Sequence

from lookalike.core.errors import UnknownChoice
from lookalike.search.embedded.conditions import passing_query
from lookalike.search.embedded.tables import changes
from lookalike.search.filters import EXISTS_ONLY, FILTER_FIELDS, Filter

Counts = list[tuple[str, int]]

FACETABLE = tuple(
    name for name, kind in FILTER_FIELDS.items() if kind == "keyword" and name not in EXISTS_ONLY
)


class Facets:
    """Value counts of one collection; those of all its documents are kept until one changes."""

    def __init__(self) -> None:
        self._kept: tuple[int, dict[tuple[str, int], Counts]] = (-1, {})

    def count(
        self,
        connection: sqlite3.Connection,
        fields: Iterable[str],
        filters: Sequence[Filter],
        size: int,
    ) -> dict[str, Counts]:
        """Return counts by field, each over what passes all filters but those on that field."""
        counted: dict[str, Counts] = {}
        for field in fields:
            if field not in FACETABLE:
                raise UnknownChoice(field="facets", value=field, choices=", ".join(FACETABLE))
            others = [one for one in filters if one.field != field]
            if others:
                counted[field] = _count(connection, field, others, size)
            else:
                counted[field] = self._of_all(connection, field, size)
        return counted

    def _of_all(self, connection: sqlite3.Connection, field: str, size: int) -> Counts:
        version = changes(connection)
        kept_version, kept = self._kept
        if kept_version != version:
            kept = {}
            self._kept = (version, kept)
        if (field, size) not in kept:
            kept[field, size] = _count(connection, field, (), size)
        return list(kept[field, size])


def _count(
    connection: sqlite3.Connection, field: str, filters: Sequence[Filter], size: int
) -> Counts:
    query, parameters = passing_query(filters)
    within = f"AND num IN ({query})" if filters else ""
    found = connection.execute(
        f"SELECT value, count(*) AS n FROM attributes WHERE field = ? {within} "  # noqa: S608
        "GROUP BY value ORDER BY n DESC, value LIMIT ?",
        (field, *(parameters if filters else ()), size),
    )
    return [(value, n) for value, n in found]
