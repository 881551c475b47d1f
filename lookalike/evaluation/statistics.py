"""How sure a mean over queries is, and a difference of two: resampled by scipy."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lookalike.core.extras import needs

RESAMPLES = 1_000
PERMUTATIONS = 1_999
BATCH = 100
"""Resamples at a time: 10,000 queries take 16 MB of them, whatever their number."""

Values = Sequence[float] | NDArray[np.float64]


class Interval(NamedTuple):
    """A mean over queries with its 95 % interval; of a single query there is none."""

    mean: float
    low: float | None
    high: float | None


class Paired(NamedTuple):
    """The mean difference over the same queries, its 95 % interval, and how often chance does that."""

    difference: float
    low: float | None
    high: float | None
    p: float | None


def interval(values: Values, seed: int) -> Interval:
    """Return the mean of `values` with its bootstrap percentile interval (Efron, 1979).

    ValueError where there are none.
    """
    wide = np.asarray(values, np.float64)
    if not wide.size:
        raise ValueError("no values")
    mean = float(wide.mean())
    if wide.size == 1:
        return Interval(mean, None, None)
    with needs("evaluate"):
        from scipy import stats
    found = stats.bootstrap(
        (wide,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=BATCH,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high))


def paired(base: Values, other: Values, seed: int) -> Paired:
    """Test whether `other` differs from `base` on the same queries, place by place.

    Two-sided randomisation test: the signs of the differences are drawn anew (Smucker, Allan and
    Carterette, CIKM 2007). `difference` is that of the means, `other` minus `base`.
    """
    differences = np.asarray(other, np.float64) - np.asarray(base, np.float64)
    mean, low, high = interval(differences, seed)
    return Paired(mean, low, high, _chance(differences, seed))


def _chance(differences: NDArray[np.float64], seed: int) -> float | None:
    """Return p; queries without a difference change no sum of signs and are not drawn."""
    moved = differences[differences != 0]
    if differences.size < 2:
        return None
    if moved.size < 2:
        return 1.0  # one sign, one way or the other: each is as far from 0
    with needs("evaluate"):
        from scipy import stats
    return float(
        stats.permutation_test(
            (moved,),
            np.sum,
            permutation_type="samples",
            vectorized=True,
            n_resamples=PERMUTATIONS,
            batch=BATCH,
            rng=np.random.default_rng(seed),
        ).pvalue
    )


def holm(chances: Sequence[float]) -> list[float]:
    """Return p values corrected for their number, in their own order (Holm, 1979)."""
    order = np.argsort(chances)
    scaled = np.asarray(chances)[order] * np.arange(len(chances), 0, -1)
    corrected = np.empty(len(chances))
    corrected[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return [float(each) for each in corrected]
