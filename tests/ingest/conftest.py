"""A folder of small real images, a collection on the embedded engine, and runs over it."""

import hashlib
import os

import numpy as np
import pytest
from PIL import Image

from ingest.run import ingest
from lookalike.core.files import path_to_uri
from lookalike.core.settings import load_settings
from lookalike.imaging import is_candidate
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.sources.base import Options
from lookalike.sources.folder import FolderSource
from tests.fake_encoder import FakeEncoder

NAME = "photos"


@pytest.fixture(scope="session")
def draw():
    """Write an image that depends on `seed` alone: `draw(path, seed, size=(24, 16))`."""

    def paint(path, seed, size=(24, 16)):
        rng = np.random.default_rng(seed)
        pixels = rng.integers(0, 256, (size[1], size[0], 3), np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path)
        return path

    return paint


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


@pytest.fixture
def current(tmp_path):
    return load_settings(data=tmp_path / "data", decoders=2)


@pytest.fixture
def engine(current):
    built = EmbeddedEngine(current.data)
    yield built
    built.close()


@pytest.fixture
def encoder():
    return FakeEncoder()


@pytest.fixture
def source(photos):
    return lambda **options: FolderSource(
        photos, is_candidate=is_candidate, options=Options(**options)
    )


@pytest.fixture
def run(engine, current, source, encoder):
    """Ingest `photos`: `run(prune=True, source=..., engine=..., encoders=...)`."""

    def once(**options):
        return ingest(
            options.pop("engine", engine),
            options.pop("settings", current),
            NAME,
            options.pop("source", None) or source(),
            options.pop("encoders", [encoder]),
            **options,
        )

    return once


@pytest.fixture
def listed(engine):
    """Return what the collection lists: {id: {uri, ...}}."""
    return lambda: {
        document_id: {file.uri for file in files} for document_id, files in engine.listing(NAME)
    }


@pytest.fixture(scope="session")
def uri_of():
    return lambda path: path_to_uri(os.fsencode(path))


@pytest.fixture(scope="session")
def id_of():
    return lambda path: hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def touch():
    """Give a file another time: `touch(path, 1)` is one second later than it was."""

    def later(path, seconds):
        stat = path.stat()
        os.utime(path, (stat.st_atime, stat.st_mtime + seconds))

    return later


@pytest.fixture
def media(current, engine):
    """Return the names of all thumbnails of the collection."""

    def names():
        folder = current.data / "collections" / engine.collection(NAME).uid / "media"
        return sorted(path.name for path in folder.rglob("*") if path.is_file())

    return names


@pytest.fixture(scope="session")
def tree_of():
    """Return every path under a folder, with the hash of its bytes.

    Without SQLite's shared memory (-shm): readers take their marks there, and it means nothing on disk.
    """

    def tree(folder):
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else ""
            for path in folder.rglob("*")
            if not path.name.endswith("-shm")
        }

    return tree
