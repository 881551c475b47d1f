"""The body of an index: settings, mapping, and `_meta` that says what the collection is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from lookalike.core.access import Ownership
from lookalike.core.schema import COLLECTION_SCHEMA, check_schema
from lookalike.core.vectors import Metric
from lookalike.search.engine import Collection, VectorField

IndexType = Literal["int8_hnsw", "hnsw", "bbq_hnsw", "flat"]
QUANTISED = frozenset({"int8_hnsw", "bbq_hnsw"})

# Lucene refuses a term of more than 32,766 bytes; a longer value is stored, and not filtered by.
KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": 8191}
LONG: dict[str, Any] = {"type": "long"}
DATE: dict[str, Any] = {"type": "date", "format": "strict_date_optional_time"}
_SIMILARITY: dict[Metric, str] = {"cosine": "cosine", "l2": "l2_norm"}
_SMALLEST_BBQ = 64

_PROPERTIES: dict[str, dict[str, Any]] = {
    "id": {"type": "keyword"},
    "files": {"type": "object", "enabled": False},
    "file_count": {"type": "integer"},
    "category": KEYWORD,
    "tags": KEYWORD,
    "folder": KEYWORD,
    "filename": KEYWORD,
    "sort_name": {"type": "keyword"},
    "words": {
        "type": "text",
        "analyzer": "whitespace",
        "similarity": "BM25",
        "index_options": "freqs",
    },
    "format": KEYWORD,
    "camera": KEYWORD,
    "colour": KEYWORD,
    "width": LONG,
    "height": LONG,
    "bytes": LONG,
    "taken_at": DATE,
    "taken_at_assumed_utc": {"type": "boolean"},
    "ingested_at": DATE,
    "location": {"type": "geo_point"},
    "perceptual_hash": {"type": "keyword"},
    "notes": {"type": "keyword", "index": False, "doc_values": False},
}


def index_body(
    fields: Sequence[VectorField],
    meta: Mapping[str, Any],
    alias: str,
    token: str,
    *,
    index_type: IndexType,
    replicas: int,
    refresh_interval: str | None = None,
) -> dict[str, Any]:
    """Return what `PUT <index>` takes. Nothing that changes results is left to a default.

    The alias is a write index: of two creators the cluster refuses the later.
    """
    return {
        "settings": index_settings(replicas, refresh_interval),
        "mappings": {
            "dynamic": "strict",
            "_meta": dict(meta),
            "properties": _PROPERTIES
            | {field.name: vector_property(field, index_type) for field in fields},
        },
        "aliases": {alias: {"is_write_index": True}, token: {}},
    }


def index_settings(replicas: int, refresh_interval: str | None = None) -> dict[str, Any]:
    """Return the settings of a new index; acknowledged writes are on disk."""
    return {
        "index.number_of_shards": 1,
        "index.number_of_replicas": replicas,
        "index.refresh_interval": refresh_interval,
        "index.translog.durability": "request",
        "index.mapping.exclude_source_vectors": True,
        "index.dense_vector.hnsw_enable_early_termination": False,
    }


def vector_property(field: VectorField, index_type: IndexType) -> dict[str, Any]:
    """Return the mapping of one vector field; bbq_hnsw needs 64 dims, below them it is hnsw."""
    kind = "hnsw" if index_type == "bbq_hnsw" and field.dims < _SMALLEST_BBQ else index_type
    graph = {} if kind == "flat" else {"m": 16, "ef_construction": 100}
    return {
        "type": "dense_vector",
        "dims": field.dims,
        "index": True,
        "similarity": _SIMILARITY[field.metric],
        "index_options": {"type": kind, **graph},
    }


def meta_of(collection: Collection) -> dict[str, Any]:
    """Return the `_meta` that describes a collection."""
    return {
        "schema": COLLECTION_SCHEMA,
        "uid": collection.uid,
        "title": collection.title,
        "created_at": collection.created_at.isoformat(),
        "owner": collection.ownership.owner,
        "visibility": collection.ownership.visibility,
        "default_encoder": collection.default_encoder,
        "encoders": {
            encoder: encoder_meta(field) for encoder, field in collection.encoders.items()
        },
    }


def encoder_meta(field: VectorField) -> dict[str, Any]:
    """Return how `_meta` describes one encoder's field."""
    return {
        "field": field.name,
        "dims": field.dims,
        "metric": field.metric,
        "fingerprint": field.fingerprint,
        "runtime": field.runtime,
        "state": field.state,
    }


def collection_of(name: str, meta: Mapping[str, Any]) -> Collection:
    """Return the collection that `_meta` describes; SchemaTooNew where a newer Lookalike wrote it."""
    check_schema(name, int(meta["schema"]), COLLECTION_SCHEMA)
    encoders = {
        encoder: VectorField(
            name=known["field"],
            encoder=encoder,
            dims=known["dims"],
            metric=known["metric"],
            fingerprint=known["fingerprint"],
            runtime=known["runtime"],
            state=known["state"],
        )
        for encoder, known in meta["encoders"].items()
    }
    return Collection(
        name=name,
        uid=meta["uid"],
        title=meta["title"],
        created_at=datetime.fromisoformat(meta["created_at"]),
        ownership=Ownership(meta["owner"], meta["visibility"]),
        encoders=encoders,
        default_encoder=meta["default_encoder"],
    )
