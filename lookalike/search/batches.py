"""The nearest of many queries at once, each as a search by vectors for it alone would rank them."""

from collections.abc import Collection as Ids
from collections.abc import Sequence

from lookalike.core.vectors import Rows
from lookalike.search.engine import Collection, Engine, VectorField
from lookalike.search.ranking import reach, settle
from lookalike.search.wanted import Neighbour


def nearest(
    engine: Engine,
    collection: Collection,
    field: VectorField,
    rows: Rows,
    *,
    k: int,
    window: int,
    own: Sequence[Ids[str]] = (),
) -> list[list[Neighbour]]:
    """Return for each query row (n, dims) its `k` nearest: distances to 1e-6, ties by id.

    `window`: as the setting of that name; a larger k raises it. `own`: by row, the ids of what the
    query itself is, which come first among equals. Raises what `Engine.knn` does.
    """
    window = max(window, k)
    found = engine.knn(collection.name, field.name, rows, reach(window))
    owned = own or [()] * len(rows)
    return [settle(near, window, ids)[:k] for near, ids in zip(found, owned, strict=True)]
