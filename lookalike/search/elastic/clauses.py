"""Filters as clauses of a query: pure functions."""

import math
from collections.abc import Sequence
from typing import Any

from lookalike.search.filters import Condition, Exists, Filter, Range, Term

Clause = dict[str, Any]

_LARGEST = 2**63 - 1


def filter_clause(filters: Sequence[Filter], *more: Clause) -> Clause:
    """Return one clause that passes what passes every filter and every clause in `more`."""
    passing = [_any(each.field, each.anyof) for each in filters if each.anyof]
    failing = [_condition(each.field, condition) for each in filters for condition in each.noneof]
    clause: Clause = {"filter": [*passing, *more]}
    if failing:
        clause["must_not"] = failing
    return {"bool": clause}


def exists(field: str) -> Clause:
    """Return the clause that passes documents with a value in `field`."""
    return {"exists": {"field": field}}


def _any(field: str, conditions: Sequence[Condition]) -> Clause:
    clauses = [_condition(field, condition) for condition in conditions]
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def _condition(field: str, condition: Condition) -> Clause:
    match condition:
        case Term(value=value) if isinstance(value, str):
            return {"term": {field: value}}
        case Term(value=value):
            return _range(field, float(value), float(value), "lte")
        case Range(low=low, high=high, below=below):
            return _range(field, low, high, "lt" if below else "lte")
        case Exists():
            return exists(field)


def _range(field: str, low: float | None, high: float | None, upper: str) -> Clause:
    is_date = Filter(field).kind == "date"
    bounds: Clause = {}
    if low is not None:
        bounds["gte"] = _millis(low) if is_date else _number(low)
    if high is not None:
        bounds[upper] = _millis(high) if is_date else _number(high)
    if not bounds:
        return exists(field)
    if is_date:
        bounds["format"] = "epoch_millis"
    return {"range": {field: bounds}}


def _millis(seconds: float) -> int:
    return math.floor(seconds * 1000)


def _number(value: float) -> float | int:
    """Return a bound that a long field takes: one beyond its ends is moved to them."""
    if abs(value) >= _LARGEST:
        return _LARGEST if value > 0 else -_LARGEST
    return int(value) if float(value).is_integer() else value
