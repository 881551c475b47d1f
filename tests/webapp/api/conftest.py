"""The API of a small gallery, in this process and behind waitress."""

import io
import threading

import pytest

from lookalike.core.keys import Keys
from tests.webapp.gallery import on_cluster
from webapp.serve import make_server


@pytest.fixture(params=["embedded", pytest.param("cluster", marks=pytest.mark.elasticsearch)])
def either_engine(request):
    """Settings of either engine, for modules that run on both."""
    if request.param == "embedded":
        return {}
    return on_cluster(request.getfixturevalue("elasticsearch_url"))


@pytest.fixture
def api(client):
    """Call the API: `api("GET", "/encoders")` returns the answer."""

    def call(method, path, **given):
        return client.open(f"/api/v1{path}", method=method, **given)

    return call


@pytest.fixture
def key(gallery):
    """The header that holds a key."""
    _key, secret = Keys(gallery.settings.data).make("tests")
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def served(gallery):
    """The address of the gallery's site behind waitress."""
    server = make_server(gallery.settings.model_copy(update={"port": 0}), gallery.engine)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def file(data, name="query.png"):
    """Return bytes as a form sends them."""
    return io.BytesIO(data), name
