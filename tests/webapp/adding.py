"""Adding images through the site's forms, and waiting for the runs this begins."""

import io
import re
import threading
import time
import zipfile

import pytest

from tests.webapp.forms import token_of
from tests.webapp.gallery import on_cluster

LONG = 120

ENGINES = [
    pytest.param("embedded"),
    pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
]


class Held:
    """A source whose files come when it is let, so that its run lasts until then."""

    uri = "held://source"

    def __init__(self, source):
        self._source = source
        self.options = source.options
        self.open = threading.Event()

    def __iter__(self):
        assert self.open.wait(LONG)
        yield from self._source

    def read(self, found, limit):
        return self._source.read(found, limit)


def settings_on(request):
    """Return settings of the engine that a fixture over ENGINES asks for; new collections are fake."""
    if request.param == "embedded":
        return {"encoder": "fake"}
    return {"encoder": "fake", **on_cluster(request.getfixturevalue("elasticsearch_url"))}


def send(client, address, **fields):
    """Send a form of a page, with its token; a list stands for several values."""
    return client.post(address, data={"csrf_token": token_of(client), **fields})


def file(data, name):
    """Return bytes as a form sends a file called `name`."""
    return io.BytesIO(data), name


def zipped(members):
    """Return a ZIP of bytes by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def wait_for(condition):
    """Return what `condition()` returns as soon as that is true."""
    deadline = time.monotonic() + LONG
    while not (found := condition()):
        assert time.monotonic() < deadline, condition
        time.sleep(0.02)
    return found


def page_when_over(client, answer):
    """Follow a form's answer to the page of its run, and return that page once the run is over."""
    assert answer.status_code == 303, answer.text
    assert re.fullmatch(r"/c/[a-z0-9-]+/runs/\d+", answer.location), answer.location

    def page_of_the_end():
        page = client.get(answer.location)
        assert page.status_code == 200, page.text
        return page.text if "data-live" not in page.text else None

    return wait_for(page_of_the_end)


def outcomes(page):
    """Return what a run's page says became of the files, by label, without what is 0."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)</dd>", page)
    assert len(found) == 6
    return {label: int(number.replace(",", "")) for label, number in found if number != "0"}
