"""Scores of Elasticsearch as distances."""

import math

from lookalike.core.vectors import Metric

BLURRED: dict[Metric, float] = {"cosine": 0.0, "l2": 0.01}
"""Distances below which a float32 score does not tell them apart to 1e-5."""


def distance(score: float, metric: Metric) -> float:
    """Return 1-cos (0..2) for `cosine`, the Euclidean distance for `l2`.

    Elasticsearch scores cosine as (1 + cos) / 2 and l2_norm as 1 / (1 + d^2) (its page on the
    dense_vector field, parameter `similarity`). Float32 scores near 1 resolve l2 to about 3e-4.
    """
    if metric == "cosine":
        return min(max(2.0 - 2.0 * score, 0.0), 2.0)
    return math.sqrt(max(1.0 / score - 1.0, 0.0))
