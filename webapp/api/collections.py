"""Collections: which there are, what they hold; making and dropping one."""

from typing import Any

from lookalike.search import collections as known
from lookalike.search.filters import FACET_FIELDS, parse_filters
from webapp.api.blueprints import COLLECTIONS, reading
from webapp.api.models.base import InCollection
from webapp.api.models.collections import (
    CollectionFigures,
    Collections,
    CollectionSummary,
    FacetCounts,
    FacetParameters,
)
from webapp.site import current_site


@reading.get("/collections", tags=[COLLECTIONS], responses={200: Collections})
def collections() -> dict[str, Any]:
    """List the collections, by name."""
    engine = current_site().engine
    with current_site().slots.one():
        found = [
            CollectionSummary(
                name=each.name,
                title=each.title,
                documents=engine.count(each.name),
                encoders=sorted(each.encoders),
                default_encoder=each.default_encoder,
            )
            for each in known.visible(engine)
        ]
    return Collections(collections=found).model_dump(mode="json")


@reading.get("/collections/<collection>", tags=[COLLECTIONS], responses={200: CollectionFigures})
def collection(path: InCollection) -> dict[str, Any]:
    """Show one collection: its figures, and the vectors it has."""
    with current_site().slots.one():
        return figures(path.collection)


@reading.get("/collections/<collection>/facets", tags=[COLLECTIONS], responses={200: FacetCounts})
def facets(path: InCollection, query: FacetParameters) -> dict[str, Any]:
    """Count the values of a collection's fields, over all images that match.

    A field's own condition does not narrow its own counts.
    """
    engine, filters = current_site().engine, parse_filters(query.where)
    fields = query.field or FACET_FIELDS
    with current_site().slots.one():
        known.seen(engine, path.collection)
        total = engine.count(path.collection, filters)
        found = engine.facets(path.collection, fields, filters, size=query.size)
    counts = {
        name: [{"value": value, "count": count} for value, count in values]
        for name, values in found.items()
    }
    return {"collection": path.collection, "total": total, "facets": counts}


def figures(name: str) -> dict[str, Any]:
    """Return what is known of a collection, as JSON."""
    engine = current_site().engine
    found = known.seen(engine, name)
    return CollectionFigures.of(found, engine.stats(name), engine.name).model_dump(mode="json")
