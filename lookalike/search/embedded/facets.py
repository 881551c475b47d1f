"""Counts of the values that documents have, from postings in memory."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import UnknownChoice
from lookalike.search.embedded.conditions import nums_of, passing
from lookalike.search.embedded.tables import changes
from lookalike.search.filters import FACETABLE, Filter

Counts = list[tuple[str, int]]
Nums = NDArray[np.int64]


@dataclass(frozen=True)
class _Postings:
    """The values (v,) of one field, sorted; value i has the documents nums[starts[i]:starts[i+1]]."""

    values: Sequence[str]
    nums: Nums
    starts: Nums

    def counts(self, passing: Nums | None, size: int) -> Counts:
        """Return the most frequent values among the documents `passing`; None: among all."""
        if not self.values:
            return []
        if passing is None:
            found = np.diff(self.starts, append=len(self.nums))
        else:
            flags = np.zeros(1 + max(self.nums.max(), passing.max(initial=0)), bool)
            flags[passing] = True
            found = np.add.reduceat(flags[self.nums], self.starts, dtype=np.int64)
        best = np.argsort(-found, kind="stable")[:size]
        return [(self.values[i], int(found[i])) for i in best if found[i]]


class Facets:
    """Value counts of one collection; what they are made of is kept until a document changes."""

    def __init__(self) -> None:
        self._version = -1
        self._kept: dict[str, _Postings] = {}
        self._reading = Lock()

    def count(
        self,
        connection: sqlite3.Connection,
        fields: Iterable[str],
        filters: Sequence[Filter],
        size: int,
        *,
        passing_all: Nums | None = None,
        among: Nums | None = None,
    ) -> dict[str, Counts]:
        """Return counts by field, each over what passes all filters but those on that field.

        `passing_all`: what passes all of them, where the caller has asked already; `among`: the
        only documents that count, None for all.
        """
        counted: dict[str, Counts] = {}
        passed: dict[tuple[Filter, ...], Nums | None] = {}
        if passing_all is not None:
            passed[tuple(filters)] = passing_all
        for field in fields:
            if field not in FACETABLE:
                raise UnknownChoice(field="facets", value=field, choices=", ".join(FACETABLE))
            others = tuple(one for one in filters if one.field != field)
            if others not in passed:
                passed[others] = passing(connection, others)
            within = _both(passed[others], among)
            counted[field] = self._postings(connection, field).counts(within, size)
        return counted

    def _postings(self, connection: sqlite3.Connection, field: str) -> _Postings:
        version = changes(connection)
        with self._reading:
            if version > self._version:
                self._version, self._kept = version, {}
            found = self._kept.get(field) or _read(connection, field)
            if version == self._version:  # not what a reader of an older moment has read
                self._kept[field] = found
            return found


def _both(one: Nums | None, other: Nums | None) -> Nums | None:
    """Return what is in both sets of documents; None is all of them."""
    if one is None or other is None:
        return other if one is None else one
    return np.intersect1d(one, other, assume_unique=True)


def _read(connection: sqlite3.Connection, field: str) -> _Postings:
    found = connection.execute(
        "SELECT value, count(*), group_concat(num) FROM attributes "
        "WHERE field = ? GROUP BY value ORDER BY value",
        (field,),
    ).fetchall()
    nums = nums_of(",".join(text for *_, text in found))
    ends = np.cumsum([n for _, n, _ in found], dtype=np.int64)
    return _Postings([value for value, *_ in found], nums, ends - [n for _, n, _ in found])
