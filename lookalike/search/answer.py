"""The answer of a search as JSON knows it: the same for command line and API."""

from typing import Any

from lookalike.search.query import Hit, Page


def as_dict(page: Page, *, show_paths: bool) -> dict[str, Any]:
    """Return an answer as plain values; `uri` is null where `show_paths` is off.

    `facets` and `nearest_categories` are there where they were asked for and there are any.
    """
    answer: dict[str, Any] = {
        "collection": page.collection,
        "encoder": page.encoder,
        "by": page.by,
        "took_ms": page.took_ms,
        "total": page.total,
        "window": page.window,
        "next": page.next,
        "hits": [_hit(hit, show_paths) for hit in page.hits],
    }
    if page.facets:
        answer["facets"] = {
            field: [{"value": value, "count": count} for value, count in counts]
            for field, counts in page.facets.items()
        }
    if page.categories:
        answer["nearest_categories"] = [
            {"name": each.name, "share": round(each.share, 6)} for each in page.categories
        ]
    return answer


def _hit(hit: Hit, show_paths: bool) -> dict[str, Any]:
    document = hit.document
    return {
        "rank": hit.rank,
        "id": hit.id,
        "uri": document.files[0].uri if show_paths and document.files else None,
        "filename": document.filenames[0] if document.filenames else None,
        "category": document.category,
        "distance": hit.distance,
        "score": round(hit.score, 9),
        "parts": [
            {
                "by": part.by,
                "encoder": part.encoder,
                "rank": part.rank,
                "distance": part.distance,
                "weight": part.weight,
            }
            for part in hit.parts
        ],
    }
