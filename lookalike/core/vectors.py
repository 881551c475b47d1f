"""Vectors: the one place that checks and normalises rows, and names the field they live in."""

import re
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import RowRefused
from lookalike.core.texts import N_, _

Metric = Literal["cosine", "l2"]
Rows = NDArray[np.float32]

_WRONG_LENGTH = N_("it has {found} numbers, the field holds {dims}")
_NOT_FINITE = N_("it has a number that is not finite")
_ZERO = N_("it is zero")


def vector_field(encoder_id: str, fingerprint: str) -> str:
    """Return the field name `v_<slug>_<fingerprint8>`, never reused for other vectors."""
    slug = re.sub(r"[^a-z0-9]+", "_", encoder_id.lower()).strip("_")
    return f"v_{slug}_{fingerprint[:8]}"


def row_problem(row: NDArray[np.floating], dims: int) -> str | None:
    """Say why `row` (dims,) must not be stored, or None where it may."""
    if row.shape != (dims,):
        return _(_WRONG_LENGTH).format(found="x".join(map(str, row.shape)), dims=dims)
    if not np.isfinite(row).all():
        return _(_NOT_FINITE)
    if not row.any():
        return _(_ZERO)
    return None


def prepare_row(row: NDArray[np.floating], field: str, dims: int, metric: Metric) -> Rows:
    """Return the float32 row (dims,) as it is stored: unit length for cosine, raw for l2.

    Raises RowRefused for a row that is zero, not finite or of another length.
    """
    problem = row_problem(row, dims)
    if problem:
        raise RowRefused(field=field, reason=problem)
    return unit_rows(row[None])[0] if metric == "cosine" else np.asarray(row, np.float32)


def unit_rows(rows: NDArray[np.floating]) -> Rows:
    """Return `rows` (n, d) at length one, computed in float64; a zero row stays zero."""
    wide = np.asarray(rows, np.float64)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    return np.asarray(wide / np.where(lengths == 0, 1, lengths), np.float32)


def distances(rows: Rows, query: Rows, metric: Metric) -> NDArray[np.float64]:
    """Return the exact distances of `rows` (n, d) to `query` (d,): 1-cos of unit rows, or Euclid."""
    wide, point = rows.astype(np.float64), query.astype(np.float64)
    if metric == "cosine":
        return np.clip(1.0 - wide @ point, 0.0, 2.0)
    return np.asarray(np.linalg.norm(wide - point, axis=1))
