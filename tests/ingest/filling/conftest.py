"""A collection with photos, on either engine, and filling it with a second encoder."""

import secrets

import pytest

from ingest.filling import fill
from ingest.thumbnailed import Thumbnailed
from lookalike.core.settings import load_settings
from lookalike.encoders import registry
from lookalike.search.engines import open_engine
from tests.fake_encoder import FakeEncoder
from tests.ingest.conftest import NAME
from tests.ingest.seams import (
    SecondEncoder,
)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def current(request, tmp_path):
    known = {"data": tmp_path / "data", "decoders": 2}
    if request.param == "elasticsearch":
        known |= {
            "engine": "elasticsearch",
            "elasticsearch_url": request.getfixturevalue("elasticsearch_url"),
            "elasticsearch_prefix": "f" + secrets.token_hex(4),
            "elasticsearch_index_type": "flat",
        }
    return load_settings(**known)


@pytest.fixture
def engine(current):
    built = open_engine(current)
    registry.register(FakeEncoder())
    yield built
    registry.forget("fake")
    for each in built.collections():
        built.drop(each.name)
    built.close()


@pytest.fixture
def second():
    return SecondEncoder()


@pytest.fixture
def few(photos, draw, run):
    """Five photos in the collection; their paths."""
    paths = [draw(photos / f"{n}.png", n, size=(20 + n, 30)) for n in range(5)]
    run()
    return paths


@pytest.fixture
def many(photos, draw, run):
    for n in range(300):
        draw(photos / f"{n:03}.png", n, size=(8, 8))
    run()


@pytest.fixture
def marks(engine, current, second):
    """Return the ids whose row was made from a thumbnail."""
    return lambda: Thumbnailed(current.data, engine.collection(NAME).uid, second.field).ids()


@pytest.fixture
def covered(engine, second):
    return lambda: engine.stats(NAME).coverage(second.field)


@pytest.fixture
def filled(engine, current, second):
    """Fill: `filled(encoder=..., engine=..., progress=...)`."""

    def work(**known):
        known.setdefault("engine", engine)
        return fill(known.pop("engine"), current, NAME, known.pop("encoder", second), **known)

    return work
