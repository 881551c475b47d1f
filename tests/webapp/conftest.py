"""The site over a small gallery, and its client."""

import html
import io
import re
from contextlib import closing

import pytest

from ingest.journal import Journal
from tests.webapp.gallery import colours
from webapp.app import create_app


def link(text, pattern):
    """Return the address of the first link whose tag and content match."""
    return html.unescape(re.search(r'href="([^"]*)"' + pattern, text, re.DOTALL)[1])


@pytest.fixture
def engine_settings():
    """Settings of the gallery's engine: embedded, unless a module has its own ones."""
    return {}


@pytest.fixture
def gallery(tmp_path, engine_settings):
    made = colours(tmp_path / "data", **engine_settings)
    yield made
    made.close()


@pytest.fixture
def journal(gallery):
    """The journal of the gallery, to be written."""
    uid = gallery.engine.collection("gallery").uid
    with closing(Journal(gallery.settings.data / "collections" / uid)) as opened:
        yield opened


@pytest.fixture
def app(gallery):
    return create_app(gallery.settings, gallery.engine)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def upload(client):
    """Send the search box with a file and return the answer."""

    def send(data, name="query.png", collection="gallery", **fields):
        form = {"image": (io.BytesIO(data), name), **fields}
        return client.post("/query", data={"collection": collection, **form})

    return send


@pytest.fixture
def found(client):
    """Return the file names of the hits on a page of results, in order."""

    def names(address):
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        return re.findall(r'class="picture" href="[^"]*" title="([^"]*)\.png"', answer.text)

    return names
