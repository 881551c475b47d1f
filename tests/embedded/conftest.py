"""An embedded engine with one collection, and documents for it."""

import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.engine import Item, VectorField


@pytest.fixture
def field():
    """A cosine field so wide that a vector file is built every 256 rows."""
    return VectorField("v_wide_aaaaaaaa", "wide", 4096, "cosine", "a" * 64)


@pytest.fixture
def open_engine(tmp_path):
    """Open further engines on the same folder; all are closed at the end."""
    opened = []

    def open_one():
        opened.append(EmbeddedEngine(tmp_path))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(open_engine, field):
    engine = open_engine()
    engine.create("photos", [field])
    return engine


@pytest.fixture
def folder(engine, tmp_path):
    """The folder of the collection."""
    return tmp_path / "collections" / engine.collection("photos").uid


@pytest.fixture
def make_row():
    """The row of document number n: mostly its own direction, so that each finds itself."""

    def make(number, dims=4096):
        row = np.full(dims, 0.001, np.float32)
        row[number % dims] = 1 + number // dims
        row[(number * 7 + 1) % dims] = 0.5
        return row

    return make


@pytest.fixture
def make_item(make_row, field):
    def make(number, *, row=None, uri=None):
        file = FileEntry(uri=uri or f"file:///{number}", size=1, category=f"c{number % 3}")
        document = Document.model_validate({"id": f"{number:064x}", "files": [file]})
        return Item(document, {field.name: make_row(number) if row is None else row})

    return make


@pytest.fixture
def find(field):
    """Return the numbers of the `k` documents nearest to a row."""

    def search(engine, row, k=1, filters=()):
        [found] = engine.knn("photos", field.name, row[None], k, filters)
        return [int(hit.id, 16) for hit in found]

    return search
