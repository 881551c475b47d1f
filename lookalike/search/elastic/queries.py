"""Requests to search: pure functions that build their bodies."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lookalike.core.errors import UnknownChoice
from lookalike.search.elastic.clauses import Clause, exists, filter_clause
from lookalike.search.elastic.documents import KNOWN
from lookalike.search.filters import FACETABLE, Filter
from lookalike.search.query import Sort
from lookalike.search.searches import MAX_WINDOW

_ORDERS: Mapping[Sort, tuple[str, str]] = {
    "added": ("ingested_at", "desc"),
    "newest": ("taken_at", "desc"),
    "oldest": ("taken_at", "asc"),
    "name": ("sort_name", "asc"),
    "largest": ("bytes", "desc"),
}
_FEWEST_RESCORED = 100
# No BM25 score of one token exceeds idf * 2.2, below 48 up to three thousand million documents.
_MOST_PER_TOKEN = 48


def candidates(k: int) -> int:
    """Return `num_candidates` for k results: room for filters, fixed for a fixed k."""
    return min(max(300, 2 * k), MAX_WINDOW)


def knn_body(
    field: str,
    vector: str | list[float],
    k: int,
    filters: Sequence[Filter] = (),
    *,
    oversample: float | None = None,
) -> Clause:
    """Return a search for the k nearest of the documents that pass `filters`.

    `oversample` rescores that multiple of k with float vectors (0: none, else 1 or more); None
    where they are not quantised. Rescoring so few as a small k asks for costs recall and saves
    little: the search is for 100 at least, of which k are returned.
    """
    searched = k if oversample is None else max(k, _FEWEST_RESCORED)
    knn: Clause = {
        "field": field,
        "query_vector": vector,
        "k": searched,
        "num_candidates": candidates(searched),
    }
    if filters:
        knn["filter"] = filter_clause(filters)
    if oversample is not None:
        knn["rescore_vector"] = {"oversample": max(oversample, 1.0) if oversample else 0}
    return {"knn": knn, "size": k, "_source": False}


def exact_body(
    field: str,
    vector: str | list[float],
    size: int,
    filters: Sequence[Filter],
    part: tuple[str | None, str | None],
    *,
    quantised: bool,
) -> Clause:
    """Return a search that scans one part of a collection, ids in (low, high], at most 10,000.

    A segment whose filtered set is no larger than num_candidates is scanned and not walked; with
    k as large, rescoring measures every one of them by its float vector.
    """
    low, high = part
    bounds = {"gt": low, "lte": high}
    limits = {name: bound for name, bound in bounds.items() if bound is not None}
    inside = [exists(field), *([{"range": {"id": limits}}] if limits else [])]
    knn: Clause = {
        "field": field,
        "query_vector": vector,
        "k": MAX_WINDOW,
        "num_candidates": MAX_WINDOW,
        "filter": filter_clause(filters, *inside),
    }
    if quantised:
        knn["rescore_vector"] = {"oversample": 1.0}
    return {"knn": knn, "size": size, "_source": False}


def lexical_body(
    tokens: Sequence[str], k: int, filters: Sequence[Filter] = (), without: Sequence[str] = ()
) -> Clause:
    """Return a search for documents with any of `tokens`: most distinct ones, then BM25, then id.

    Those that hold one of `without` are left out.
    Every token found adds `token_bonus`, which all BM25 scores together cannot reach.
    """
    bonus = token_bonus(len(tokens))
    counted = [
        {"constant_score": {"filter": {"term": {"words": token}}, "boost": bonus}}
        for token in tokens
    ]
    scored = [{"term": {"words": {"value": token}}} for token in tokens]
    clause: Clause = {"should": [*counted, *scored], "minimum_should_match": 1}
    if filters:
        clause["filter"] = [filter_clause(filters)]
    if without:
        clause["must_not"] = [_any_of(without)]
    return {
        "query": {"bool": clause},
        "sort": [{"_score": "desc"}, {"id": "asc"}],
        "size": k,
        "_source": False,
        "track_total_hits": True,
    }


def _any_of(tokens: Sequence[str]) -> Clause:
    return {"terms": {"words": list(tokens)}}


def token_bonus(tokens: int) -> float:
    """Return the score of one distinct token: the next power of two above all BM25 can add up to.

    As small as it may be, for float32 keeps the fewer digits of BM25 the larger the sum is.
    """
    return 2.0 ** math.ceil(math.log2(_MOST_PER_TOKEN * tokens))


def browse_body(
    sort: Sort,
    first: int,
    k: int,
    filters: Sequence[Filter],
    ids: Sequence[str] | None = None,
) -> Clause:
    """Return a search for `k` documents that pass, from place `first` of an order.

    Where `ids` is given, only of these.
    """
    field, order = _ORDERS[sort]
    among = [] if ids is None else [{"ids": {"values": list(ids)}}]
    return {
        "query": filter_clause(filters, *among),
        "sort": [{field: {"order": order, "missing": "_last"}}, {"id": "asc"}],
        "from": first,
        "size": k,
        "_source": list(KNOWN),
        "track_total_hits": False,
    }


def count_body(filters: Sequence[Filter]) -> Clause:
    """Return the query that counts what passes `filters`."""
    return {"query": filter_clause(filters)}


def passing_body(filters: Sequence[Filter]) -> Clause:
    """Return the same as a search, to go along with others."""
    return {**count_body(filters), "size": 0, "track_total_hits": True}


def labelled(body: Clause | Mapping[str, Any]) -> Clause:
    """Return a search with the categories of all it finds."""
    return {**body, "docvalue_fields": ["category"]}


def facets_body(
    fields: Iterable[str],
    filters: Sequence[Filter],
    size: int,
    tokens: Sequence[str] = (),
    without: Sequence[str] = (),
) -> Clause:
    """Return one search that counts values by field, each without the filters on that field.

    Where there are `tokens`, only of documents that have any of them, and none of `without`.
    UnknownChoice for a field that has no values to count.
    """
    wanted = list(fields)
    for field in wanted:
        if field not in FACETABLE:
            raise UnknownChoice(field="facets", value=field, choices=", ".join(FACETABLE))
    having: Clause = {}
    if tokens:
        having = {"query": {"bool": {"filter": [_any_of(tokens)], "must_not": _any_of(without)}}}
    return {
        **having,
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            field: {
                "filter": filter_clause([each for each in filters if each.field != field]),
                "aggs": {
                    "values": {
                        "terms": {
                            "field": field,
                            "size": size,
                            "order": [{"_count": "desc"}, {"_key": "asc"}],
                        }
                    }
                },
            }
            for field in wanted
        },
    }


def stats_body(vector_fields: Iterable[str]) -> Clause:
    """Return one search that counts documents, files, and rows by vector field."""
    rows: Mapping[str, Clause] = {field: {"filter": exists(field)} for field in vector_fields}
    return {
        "size": 0,
        "track_total_hits": True,
        "aggs": {"files": {"sum": {"field": "file_count"}}, **rows},
    }
