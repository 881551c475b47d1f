"""Filters as SQL: which documents pass; counts, facets and words over these."""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import UnknownChoice
from lookalike.search.filters import EXISTS_ONLY, FILTER_FIELDS, Condition, Exists, Filter, Range
from lookalike.search.wanted import LexicalHit

Clause = tuple[str, list[str | float]]

_COLUMNS = {
    "width": "width",
    "height": "height",
    "bytes": "bytes",
    "taken_at": "taken_at",
    "ingested_at": "ingested_at",
    "location": "located",
}
_FACETS = tuple(
    name for name, kind in FILTER_FIELDS.items() if kind == "keyword" and name not in EXISTS_ONLY
)


def passing_query(filters: Sequence[Filter]) -> Clause:
    """Return a SELECT of the nums of documents that pass all filters, and its parameters."""
    parts, parameters = ["1"], []
    for one in filters:
        if one.field not in FILTER_FIELDS:
            raise UnknownChoice(field="where", value=one.field, choices=", ".join(FILTER_FIELDS))
        for sign, conditions in (("", one.anyof), ("NOT ", one.noneof)):
            if conditions:
                clauses = [_clause(one.field, condition) for condition in conditions]
                parts.append(f"{sign}({' OR '.join(text for text, _ in clauses)})")
                parameters += [value for _, values in clauses for value in values]
    return f"SELECT num FROM facts WHERE {' AND '.join(parts)}", parameters  # noqa: S608


def passing(connection: sqlite3.Connection, filters: Sequence[Filter]) -> NDArray[np.int64] | None:
    """Return the nums of the documents that pass, in no order; None where there is no filter."""
    if not filters:
        return None
    query, parameters = passing_query(filters)
    return np.fromiter((num for (num,) in connection.execute(query, parameters)), np.int64)


def count(connection: sqlite3.Connection, filters: Sequence[Filter]) -> int:
    """Count the documents that pass."""
    query, parameters = passing_query(filters)
    return int(connection.execute(f"SELECT count(*) FROM ({query})", parameters).fetchone()[0])  # noqa: S608


def facets(
    connection: sqlite3.Connection, fields: Iterable[str], filters: Sequence[Filter], size: int
) -> dict[str, list[tuple[str, int]]]:
    """Return value counts by field, each over what passes all filters but those on that field."""
    counts = {}
    for field in fields:
        if field not in _FACETS:
            raise UnknownChoice(field="facets", value=field, choices=", ".join(_FACETS))
        others = [one for one in filters if one.field != field]
        query, parameters = passing_query(others)
        within = f"AND num IN ({query})" if others else ""
        found = connection.execute(
            f"SELECT value, count(*) AS n FROM attributes WHERE field = ? {within} "  # noqa: S608
            "GROUP BY value ORDER BY n DESC, value LIMIT ?",
            (field, *(parameters if others else ()), size),
        )
        counts[field] = [(value, n) for value, n in found]
    return counts


def lexical(
    connection: sqlite3.Connection,
    tokens: Sequence[str],
    k: int,
    filters: Sequence[Filter],
    without: Sequence[str] = (),
) -> list[LexicalHit]:
    """Return documents with any token, none of `without`: most distinct ones, then bm25, then id."""
    distinct = list(dict.fromkeys(token for token in tokens if token))
    if not distinct:
        return []
    matched = " + ".join(["(instr(tokens, ?) > 0)"] * len(distinct))
    query, parameters = passing_query(filters)
    within = f"AND w.rowid IN ({query})" if filters else ""
    found = connection.execute(
        f"SELECT d.id, {matched} AS matched, bm25(words) AS cost "  # noqa: S608
        "FROM words w JOIN documents d ON d.num = w.rowid "
        f"WHERE words MATCH ? {within} ORDER BY matched DESC, cost, d.id LIMIT ?",
        (
            *(f" {token} " for token in distinct),
            _any_of(distinct) + (f" NOT {_any_of(without)}" if without else ""),
            *(parameters if filters else ()),
            k,
        ),
    )
    return [LexicalHit(key.hex(), number, -cost) for key, number, cost in found]


def _any_of(tokens: Iterable[str]) -> str:
    """Return what FTS5 reads as: any of these tokens."""
    return "(" + " OR ".join('"' + token.replace('"', '""') + '"' for token in tokens) + ")"


def _clause(field: str, condition: Condition) -> Clause:
    column = _COLUMNS.get(field)
    if column is None:
        value = "" if isinstance(condition, Exists) else " AND value = ?"
        values = [] if isinstance(condition, Exists | Range) else [condition.value]
        return (
            f"num IN (SELECT num FROM attributes WHERE field = '{field}'{value})",  # noqa: S608
            list(values),
        )
    if isinstance(condition, Exists):
        return f"{column} IS NOT NULL", []
    if isinstance(condition, Range):
        return _range(column, condition)
    return f"coalesce({column} = ?, 0)", [condition.value]


def _range(column: str, condition: Range) -> Clause:
    parts, values = [f"{column} IS NOT NULL"], []
    if condition.low is not None:
        parts.append(f"{column} >= ?")
        values.append(condition.low)
    if condition.high is not None:
        parts.append(f"{column} {'<' if condition.below else '<='} ?")
        values.append(condition.high)
    return f"({' AND '.join(parts)})", list(values)
