"""What Kibana shows of a collection: two data views, five searches, a dashboard."""

from dataclasses import dataclass
from typing import Any

from kibana.charts import Bars, Number, Timeline
from kibana.dashboard import COLUMNS, Dashboard, Panel
from kibana.saved import Bytes, DataView, Object, Search, Thumbnail
from lookalike.search.elastic.names import alias_of, quarantine_of

LARGE = 10_000_000
ALL_TIME = "now-10y"
HALF = COLUMNS // 2


@dataclass(frozen=True, slots=True)
class Searches:
    """The saved searches of a collection."""

    recent: Search
    uncategorised: Search
    large: Search
    placed: Search
    quarantine: Search


def objects_of(collection: str, *, prefix: str, site: str) -> list[Object]:
    """Return the saved objects of one collection, each after those it refers to.

    `prefix` as in LOOKALIKE_ELASTICSEARCH_PREFIX; `site` is the address of the site, as the browser
    that shows Kibana reaches it. NotFound where `collection` cannot be a collection's name.
    """
    images, quarantine = _images(collection, prefix, site.rstrip("/")), _quarantine(prefix)
    searches = _searches(collection, images, quarantine)
    found = (getattr(searches, name) for name in Searches.__slots__)
    dashboard = _dashboard(collection, images, quarantine, searches)
    return [each.saved() for each in (images, quarantine, *found, dashboard)]


def _images(collection: str, prefix: str, site: str) -> DataView:
    index = alias_of(prefix, collection)
    return DataView(
        id=index,
        name=f"Lookalike: {collection}",
        index=index,
        time_field="ingested_at",
        formats={
            "id": Thumbnail(f"{site}/c/{collection}/media/{{{{value}}}}-320.webp"),
            "bytes": Bytes(),
        },
        labels={"id": "image", "taken_at": "taken", "ingested_at": "added"},
    )


def _quarantine(prefix: str) -> DataView:
    index = quarantine_of(prefix)
    return DataView(id=index, name="Lookalike: quarantine", index=index, time_field="at")


def _searches(collection: str, images: DataView, quarantine: DataView) -> Searches:
    def search(key: str, title: str, **known: object) -> Search:
        about: dict[str, Any] = {
            "view": images,
            "columns": ("id", "filename", "category", "taken_at"),
            "sort": ("ingested_at", "desc"),
            **known,
        }
        return Search(f"{images.id}_{key}", f"{images.name}, {title}", **about)

    return Searches(
        recent=search("recent", "recent additions"),
        uncategorised=search(
            "uncategorised",
            "without category",
            columns=("id", "filename", "folder"),
            query="not category : *",
        ),
        large=search(
            "large",
            "large files",
            columns=("id", "filename", "bytes", "width", "height", "format"),
            sort=("bytes", "desc"),
            query=f"bytes >= {LARGE}",
        ),
        placed=search(
            "placed",
            "with place",
            columns=("id", "filename", "location", "taken_at"),
            query="location : *",
        ),
        quarantine=search(
            "quarantine",
            "quarantine",
            view=quarantine,
            columns=("filename", "folder", "reason", "run"),
            sort=("at", "desc"),
            query=_of(collection),
        ),
    )


def _of(collection: str) -> str:
    return f'collection : "{collection}"'


def _dashboard(
    collection: str, images: DataView, quarantine: DataView, searches: Searches
) -> Dashboard:
    mine = _of(collection)
    charts = [
        Panel("images", Number("Images", images), 0, 0, 12, 8),
        Panel("refused", Number("In quarantine", quarantine, query=mine), 0, 8, 12, 8),
        Panel("added", Timeline("Added", images, "ingested_at"), 12, 0, 36, 8),
        Panel("taken", Timeline("Taken", images, "taken_at", "1M"), 12, 8, 36, 8),
        Panel(
            "categories", Bars("Categories", images, "category", 30, missing=True), 0, 16, HALF, 20
        ),
        Panel("formats", Bars("Formats", images, "format", 10), HALF, 16, HALF, 10),
        Panel(
            "reasons",
            Bars("Why in quarantine", quarantine, "code", 10, query=mine),
            HALF,
            26,
            HALF,
            10,
        ),
    ]
    tables = [
        Panel("recent", searches.recent, 0, 36, COLUMNS, 24),
        Panel("quarantine", searches.quarantine, 0, 60, COLUMNS, 16),
    ]
    return Dashboard(
        id=images.id,
        title=images.name,
        description="What is in the collection, since when, and what could not be taken in.",
        panels=[*charts, *tables],
        since=ALL_TIME,
    )
