"""A site in a process of its own, killed in the middle of a run."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import urllib3

from lookalike.core.errors import NotFound
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.media import collection_folder
from tests.webapp.adding import LONG, wait_for
from tests.webapp.gallery import picture

IMAGES = 400
SERVE = "from lookalike.cli.main import main; main()"


@pytest.fixture
def site(tmp_path):
    """Start sites over one data folder: `site()` is a process and its address."""
    started = []

    def start():
        environment = {
            **os.environ,
            "LOOKALIKE_DATA": str(tmp_path / "served"),
            "LOOKALIKE_DECODERS": "1",
            "LOOKALIKE_PORT": "0",
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        line = process.stdout.readline()
        return process, line.split()[3].rstrip("/")

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


class Visitor:
    """Somebody without JavaScript: keeps cookies, sends forms with the token of their page."""

    def __init__(self, base):
        self._base, self._http, self._cookie = base, urllib3.PoolManager(), ""

    def get(self, path):
        answer = self._http.request("GET", self._base + path, headers={"Cookie": self._cookie})
        self._cookie = answer.headers.get("Set-Cookie", self._cookie).split(";")[0]
        return answer.data.decode()

    def send(self, address, form_on, /, **fields):
        token = self.get(form_on).partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = self._http.request(
            "POST", self._base + address, fields={"csrf_token": token, **fields},
            headers={"Cookie": self._cookie}, redirect=False,
        )  # fmt: skip
        assert answer.status == 303, answer.data
        return answer.headers["Location"]


def test_a_site_killed_in_a_run_goes_on_with_run_again_to_identical_documents(site, tmp_path):
    photos = tmp_path / "photos"
    for n in range(IMAGES):
        place = photos / f"{n % 7}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{n:03}.png").write_bytes(picture((n % 256, n // 2, 7), 40 + n % 9, 30))
    process, base = site()
    visitor = Visitor(base)
    run = visitor.send("/add/folder", "/add", title="Whole", path=str(photos))
    wait_for(lambda: "data-live" not in visitor.get(run))
    run = visitor.send("/add/folder", "/add", title="Killed", path=str(photos))
    with wait_for(lambda: held_in_the_middle(tmp_path / "served", "killed")):
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    process, base = site()
    visitor = Visitor(base)
    page = visitor.get(run)
    assert "Interrupted" in page
    assert "Run again" in page
    again = visitor.send(f"{run}/retry", run)
    assert again == "/c/killed/runs/2"
    wait_for(lambda: "data-live" not in visitor.get(again))
    process.terminate()
    assert process.wait(LONG) == 0
    whole, killed = (stored(tmp_path / "served", name) for name in ("whole", "killed"))
    assert len(whole[0]) == IMAGES
    assert killed == whole


def held_in_the_middle(data, name):
    """Lock a collection once it has some of its documents: its run cannot end before the lock does."""
    engine = EmbeddedEngine(data)
    try:
        folder = collection_folder(data, engine.collection(name).uid)
    except NotFound:
        return None
    finally:
        engine.close()
    database = sqlite3.connect(folder / "collection.db", timeout=LONG, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    [(written,)] = database.execute("SELECT count(*) FROM documents")
    if written:
        assert written < IMAGES
        return closing(database)
    database.close()
    return None


def stored(data, name):
    """Return documents without the time of their ingest, vectors and names of thumbnails."""
    engine = EmbeddedEngine(data)
    ids = sorted(document_id for document_id, _files in engine.listing(name))
    documents = {
        each.id: each.model_dump(exclude={"ingested_at"}) for each in engine.get(name, ids).values()
    }
    [field] = engine.collection(name).encoders.values()
    vectors = {key: row.tolist() for key, row in engine.vectors(name, field.name, ids).items()}
    folder = data / "collections" / engine.collection(name).uid
    engine.close()
    return documents, vectors, sorted(path.name for path in folder.rglob("*-320.webp"))
