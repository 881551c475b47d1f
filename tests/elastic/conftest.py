"""Engines on a real cluster under prefixes of their own, and a cluster that answers as told."""

import json
import secrets
import socket
from contextlib import ExitStack

import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.core.settings import load_settings
from lookalike.search.elastic.engine import ElasticEngine
from lookalike.search.engine import Item, VectorField
from tests.websites import ELASTICSEARCH, Quiet, served


@pytest.fixture
def open_engine():
    """Open engines by url and settings; what they made is dropped where the cluster still answers."""
    opened = []

    def build(url, **known):
        known.setdefault("elasticsearch_prefix", "e" + secrets.token_hex(4))
        engine = ElasticEngine(load_settings(elasticsearch_url=url, **known))
        opened.append(engine)
        return engine

    yield build
    for engine in opened:
        if engine.health().ok:
            for collection in engine.collections():
                engine.drop(collection.name)
        engine.close()


@pytest.fixture
def engine(open_engine, elasticsearch_url):
    return open_engine(elasticsearch_url, elasticsearch_index_type="hnsw")


@pytest.fixture
def raw(elasticsearch_url):
    """The official client beside the engine's, to look and to meddle."""
    from elasticsearch import Elasticsearch

    with Elasticsearch(elasticsearch_url) as client:
        yield client


@pytest.fixture
def colour():
    return VectorField("v_colour_aaaaaaaa", "colour", 3, "cosine", "a" * 64)


@pytest.fixture
def make_id():
    return lambda number: f"{number:064x}"


@pytest.fixture
def make_item(make_id):
    def make(number, rows=None, uri=None, **known):
        entry = FileEntry(uri=uri or f"file:///{number}", size=1, **known)
        vectors = {name: np.asarray(row, np.float32) for name, row in (rows or {}).items()}
        return Item(Document(id=make_id(number), files=(entry,)), vectors)

    return make


@pytest.fixture
def cluster():
    """Start a server that answers as Elasticsearch would: `cluster(answer)` returns its url.

    `answer(method, path, body)` returns (status, JSON), or None to hang up without an answer.
    `GET /` is answered with `version`.
    """
    with ExitStack() as servers:

        def start(answer=lambda *_: (404, {}), version="9.5.3"):
            class Handler(Quiet):
                protocol_version = "HTTP/1.1"

                def answer(self):
                    body = self.body()
                    if self.path == "/":
                        told = 200, {"version": {"number": version}}
                    else:
                        told = answer(self.command, self.path, body.decode())
                    if told is None:
                        self.close_connection = True
                        return
                    content = json.dumps(told[1]).encode() if told[1] is not None else b""
                    self.tell(told[0], content, ELASTICSEARCH)

                do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815

            return servers.enter_context(served(Handler))

        yield start


@pytest.fixture
def unused_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def other_website_headers():
    """Address of a website that is no Elasticsearch, and the headers it was sent."""
    seen = []

    class Handler(Quiet):
        def do_GET(self):  # noqa: N802
            seen.append(dict(self.headers))
            self.tell(200, b"<html>", {"Content-Type": "text/html"})

    with served(Handler) as url:
        yield url, seen


@pytest.fixture
def other_website(other_website_headers):
    return other_website_headers[0]


@pytest.fixture
def prefix(engine):
    return engine._settings.elasticsearch_prefix


@pytest.fixture
def photos(engine, colour):
    return engine.create("photos", [colour], title="My photos").name


@pytest.fixture
def another(open_engine, elasticsearch_url, prefix):
    """A second process's engine on the same collections."""
    return open_engine(elasticsearch_url, elasticsearch_prefix=prefix)
