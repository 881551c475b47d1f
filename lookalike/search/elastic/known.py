"""What one request tells of a collection."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lookalike.core.errors import NotFound, UnknownChoice
from lookalike.core.vectors import Rows, prepare_row
from lookalike.search.elastic.mapping import collection_of
from lookalike.search.engine import Collection, VectorField

Meta = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A collection, its addresses, and the mapping of every vector field it ever had."""

    collection: Collection
    alias: str
    index: str
    mapped: Mapping[str, Mapping[str, Any]]
    refresh_interval: str | None
    meta: Meta

    def find(self, field: str) -> VectorField | None:
        """Return the vector field of that name, if an encoder has it."""
        fields = self.collection.encoders.values()
        return next((each for each in fields if each.name == field), None)

    def unknown(self, field: str) -> UnknownChoice:
        """Return the error for a vector field that is not there."""
        names = sorted(each.name for each in self.collection.encoders.values())
        return UnknownChoice(field="vector", value=field, choices=", ".join(names) or "-")

    def index_type(self, field: str) -> str:
        """Return how a mapped vector field is stored, such as int8_hnsw."""
        return str(self.mapped[field]["index_options"]["type"])

    def prepared(self, vectors: Mapping[str, Rows]) -> dict[str, Rows]:
        """Return raw rows as they are stored; RowRefused, or UnknownChoice for an unknown field."""
        rows = {}
        for name, row in vectors.items():
            field = self.find(name)
            if field is None:
                raise self.unknown(name)
            rows[name] = prepare_row(np.asarray(row), name, field.dims, field.metric)
        return rows


def read(name: str, alias: str, index: str, described: Mapping[str, Any]) -> Known:
    """Return what `GET <alias>` says; NotFound where the index is none of ours."""
    meta = described["mappings"].get("_meta", {})
    if "schema" not in meta:
        raise NotFound(kind="collection", name=name)
    properties = described["mappings"]["properties"]
    return Known(
        collection=collection_of(name, meta),
        alias=alias,
        index=index,
        mapped={
            field: known for field, known in properties.items() if known["type"] == "dense_vector"
        },
        refresh_interval=described["settings"]["index"].get("refresh_interval"),
        meta=meta,
    )
