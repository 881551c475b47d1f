"""What Kibana saves and imports: data views and searches, in the shape of its exports since 8.9.

Kibana migrates objects of an older shape when it imports them; their versions say which that is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

CORE_VERSION = "8.8.0"
SEARCH_SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index"

Object = dict[str, Any]


def compact(value: object) -> str:
    """Return JSON without spaces, its keys sorted: the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def saved(
    type_: str, id_: str, version: str, attributes: Object, references: Sequence[Object] = ()
) -> Object:
    """Return a saved object as an import takes it."""
    return {
        "type": type_,
        "id": id_,
        "attributes": attributes,
        "references": list(references),
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": version,
        "managed": False,
    }


def kuery(text: str) -> Object:
    """Return a query in Kibana's language; an empty one lets everything pass."""
    return {"language": "kuery", "query": text}


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A field whose value shows an image; `address` holds `{{value}}`, `side` is in pixels."""

    address: str
    side: int = 160

    def saved(self) -> Object:
        """Return the field's format."""
        sides = {"width": str(self.side), "height": str(self.side)}
        return {"id": "url", "params": {"type": "img", "urlTemplate": self.address, **sides}}


@dataclass(frozen=True, slots=True)
class Bytes:
    """A field that counts bytes, shown as KB and MB."""

    def saved(self) -> Object:
        """Return the field's format."""
        return {"id": "bytes"}


@dataclass(frozen=True, slots=True)
class DataView:
    """An index as Kibana reads it."""

    id: str
    name: str
    index: str
    time_field: str
    formats: Mapping[str, Thumbnail | Bytes] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def reference(self, name: str) -> Object:
        """Return how another object names this one."""
        return {"type": "index-pattern", "id": self.id, "name": name}

    def saved(self) -> Object:
        """Return the saved object."""
        formats = {field: each.saved() for field, each in self.formats.items()}
        labels = {field: {"customLabel": label} for field, label in self.labels.items()}
        attributes = {
            "title": self.index,
            "name": self.name,
            "timeFieldName": self.time_field,
            "fieldFormatMap": compact(formats),
            "fieldAttrs": compact(labels),
            "fields": "[]",
            "runtimeFieldMap": "{}",
            "sourceFilters": "[]",
            "typeMeta": "{}",
        }
        return saved("index-pattern", self.id, "8.0.0", attributes)


@dataclass(frozen=True, slots=True)
class Search:
    """A saved search: a table of documents."""

    id: str
    title: str
    view: DataView
    columns: Sequence[str]
    sort: tuple[str, Literal["asc", "desc"]]
    query: str = ""

    def saved(self) -> Object:
        """Return the saved object."""
        source = {"query": kuery(self.query), "filter": [], "indexRefName": SEARCH_SOURCE}
        attributes = {
            "title": self.title,
            "description": "",
            "columns": list(self.columns),
            "sort": [list(self.sort)],
            "grid": {},
            "hideChart": False,
            "isTextBasedQuery": False,
            "kibanaSavedObjectMeta": {"searchSourceJSON": compact(source)},
        }
        return saved("search", self.id, "8.0.0", attributes, [self.view.reference(SEARCH_SOURCE)])
