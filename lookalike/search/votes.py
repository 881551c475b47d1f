"""The categories nearest to a query, by the votes of its neighbours."""

from collections import defaultdict
from collections.abc import Sequence

from lookalike.search.query import NearCategory
from lookalike.search.wanted import Rankings

VOTERS = 50


def nearest_categories(found: Rankings) -> list[NearCategory]:
    """Return the categories of the first 50 neighbours by vector, else by words, most votes first.

    A neighbour with several categories shares its vote among them, one without any has none.
    """
    voters, distances = [each.id for each in found.near], [each.distance for each in found.near]
    if not voters:
        voters = [hit.id for hit in found.lexical]
        distances = [float(rank) for rank in range(len(voters))]
    votes: dict[str, float] = defaultdict(float)
    weights = _weights(distances[:VOTERS])
    for voter, weight in zip(voters, weights, strict=False):
        categories = found.labels.get(voter, ())
        for category in categories:
            votes[category] += weight / len(categories)
    cast = sum(votes.values())
    ordered = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    return [NearCategory(name, vote / cast) for name, vote in ordered]


def _weights(distances: Sequence[float]) -> list[float]:
    """Return weights that fall with distance, from 1 for the nearest to 1/(n+1) for the furthest.

    Dudani, "The distance-weighted k-nearest-neighbor rule" (IEEE SMC, 1976), with the zero moved
    one n-th of the spread beyond the furthest, so that its vote counts too.
    """
    if not distances:
        return []
    nearest, spread = distances[0], distances[-1] - distances[0]
    if not spread:
        return [1.0] * len(distances)
    reach = spread * (1 + 1 / len(distances))
    return [1 - (distance - nearest) / reach for distance in distances]
