"""The body of an index, whole, and what `_meta` says."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lookalike.core.access import Ownership
from lookalike.core.errors import SchemaTooNew
from lookalike.search.elastic import mapping
from lookalike.search.engine import Collection, VectorField

COLOUR = VectorField("v_colour_aaaaaaaa", "colour", 64, "cosine", "a" * 64)
SHAPE = VectorField("v_shape_bbbbbbbb", "shape", 2, "l2", "b" * 64, state="filling")
PHOTOS = Collection(
    name="photos",
    uid="0a1b",
    title="My photos",
    created_at=datetime(2025, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
    ownership=Ownership("ann", "owner"),
    encoders={"colour": COLOUR, "shape": SHAPE},
    default_encoder="colour",
)
KEYWORD = {"type": "keyword", "ignore_above": 8191}
DATE = {"type": "date", "format": "strict_date_optional_time"}


def test_an_index_leaves_nothing_that_changes_results_to_a_default():
    body = mapping.index_body(
        [COLOUR, SHAPE], {"schema": 1}, "p_a", "p_a~idle", index_type="int8_hnsw", replicas=1
    )
    assert body == {
        "settings": {
            "index.number_of_shards": 1,
            "index.number_of_replicas": 1,
            "index.refresh_interval": None,
            "index.translog.durability": "request",
            "index.mapping.exclude_source_vectors": True,
            "index.dense_vector.hnsw_enable_early_termination": False,
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": 1},
            "properties": {
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
                "width": {"type": "long"},
                "height": {"type": "long"},
                "bytes": {"type": "long"},
                "taken_at": DATE,
                "taken_at_assumed_utc": {"type": "boolean"},
                "ingested_at": DATE,
                "location": {"type": "geo_point"},
                "perceptual_hash": {"type": "keyword"},
                "notes": {"type": "keyword", "index": False, "doc_values": False},
                "v_colour_aaaaaaaa": {
                    "type": "dense_vector",
                    "dims": 64,
                    "index": True,
                    "similarity": "cosine",
                    "index_options": {"type": "int8_hnsw", "m": 16, "ef_construction": 100},
                },
                "v_shape_bbbbbbbb": {
                    "type": "dense_vector",
                    "dims": 2,
                    "index": True,
                    "similarity": "l2_norm",
                    "index_options": {"type": "int8_hnsw", "m": 16, "ef_construction": 100},
                },
            },
        },
        "aliases": {"p_a": {"is_write_index": True}, "p_a~idle": {}},
    }


GRAPH = {"m": 16, "ef_construction": 100}


@pytest.mark.parametrize(
    ("index_type", "dims", "options"),
    [
        ("hnsw", 8, {"type": "hnsw", **GRAPH}),
        ("bbq_hnsw", 64, {"type": "bbq_hnsw", **GRAPH}),
        ("bbq_hnsw", 63, {"type": "hnsw", **GRAPH}),
        ("flat", 512, {"type": "flat"}),
    ],
)
def test_index_options_are_written_out_for_every_type(index_type, dims, options):
    field = replace(COLOUR, dims=dims)
    assert mapping.vector_property(field, index_type)["index_options"] == options


def test_meta_says_all_that_is_known_of_a_collection():
    assert mapping.meta_of(PHOTOS) == {
        "schema": 1,
        "uid": "0a1b",
        "title": "My photos",
        "created_at": "2025-01-02T03:04:05.000678+00:00",
        "owner": "ann",
        "visibility": "owner",
        "default_encoder": "colour",
        "encoders": {
            "colour": {
                "field": "v_colour_aaaaaaaa",
                "dims": 64,
                "metric": "cosine",
                "fingerprint": "a" * 64,
                "runtime": "",
                "state": "ready",
            },
            "shape": {
                "field": "v_shape_bbbbbbbb",
                "dims": 2,
                "metric": "l2",
                "fingerprint": "b" * 64,
                "runtime": "",
                "state": "filling",
            },
        },
    }


def test_a_collection_is_read_back_from_its_meta():
    assert mapping.collection_of("photos", mapping.meta_of(PHOTOS)) == PHOTOS


def test_a_newer_schema_is_refused():
    with pytest.raises(SchemaTooNew):
        mapping.collection_of("photos", {**mapping.meta_of(PHOTOS), "schema": 2})
