"""The engines under contract, and small hand-made documents for them.

Ids are `make_id(n)`: 64 hex digits that sort as their numbers do. The field `COLOUR` holds cosine
rows of 3 numbers, `SHAPE` l2 rows of 2.
"""

import secrets

import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.core.settings import load_settings
from lookalike.search.engine import Item, VectorField

ENGINES = [
    pytest.param("embedded"),
    pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
]


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    if request.param == "embedded":
        from lookalike.search.embedded.engine import EmbeddedEngine

        built = EmbeddedEngine(tmp_path)
        yield built
        built.close()
        return
    url = request.getfixturevalue("elasticsearch_url")
    from lookalike.search.elastic.engine import ElasticEngine

    built = ElasticEngine(
        load_settings(
            engine="elasticsearch",
            elasticsearch_url=url,
            elasticsearch_prefix="t" + secrets.token_hex(4),
            elasticsearch_index_type="flat",
            data=tmp_path,
        )
    )
    yield built
    for collection in built.collections():
        built.drop(collection.name)
    built.close()


@pytest.fixture
def colour():
    return VectorField("v_colour_aaaaaaaa", "colour", 3, "cosine", "a" * 64)


@pytest.fixture
def shape():
    return VectorField("v_shape_bbbbbbbb", "shape", 2, "l2", "b" * 64)


@pytest.fixture
def photos(engine, colour, shape):
    """A collection of both fields, empty; its name."""
    return engine.create("photos", [colour, shape]).name


@pytest.fixture
def make_id():
    return lambda number: f"{number:064x}"


@pytest.fixture
def make_file():
    def make(uri="file:///p/a.jpg", **known):
        return FileEntry(uri=uri, size=known.pop("size", 10), **known)

    return make


@pytest.fixture
def make_document(make_id, make_file):
    """Document number n, at one file whose name holds no word unless `files` says otherwise."""

    def make(number, *files, **known):
        entries = files or (make_file(f"file:///p/{number}"),)
        return Document(id=make_id(number), files=entries, **known)

    return make


@pytest.fixture
def make_item(make_document, colour, shape):
    """Item number n with rows for `colour` and `shape` where they are given."""

    def make(number, *files, colour_row=None, shape_row=None, **known):
        rows = {}
        if colour_row is not None:
            rows[colour.name] = np.asarray(colour_row, np.float32)
        if shape_row is not None:
            rows[shape.name] = np.asarray(shape_row, np.float32)
        return Item(make_document(number, *files, **known), rows)

    return make


@pytest.fixture
def outcomes():
    return lambda written: [one.outcome for one in written]


@pytest.fixture
def numbers(make_id):
    """Turn ids, neighbours or hits back into document numbers."""

    def read(found):
        return [int(one if isinstance(one, str) else one.id, 16) for one in found]

    return read


@pytest.fixture
def matrix():
    return lambda *rows: np.asarray(rows, np.float32)
