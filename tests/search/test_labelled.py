"""The images of a collection with their categories and captions, wherever their bytes are left."""

import hashlib

import cv2
import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.core.errors import ImageRefused, ImageTooLarge, NotFound
from lookalike.core.files import path_to_uri, write_atomically
from lookalike.core.settings import load_settings
from lookalike.search.collections import ensure
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.engine import Item
from lookalike.search.labelled import labelled_in
from lookalike.search.media import media_path
from tests.fake_encoder import FakeEncoder


@pytest.fixture
def settings(tmp_path):
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def engine(settings):
    engine = EmbeddedEngine(settings.data)
    ensure(engine, "photos", [FakeEncoder()])
    yield engine
    engine.close()


@pytest.fixture
def put(engine, tmp_path):
    """Write one image to several places, and a document of them: (name, category, caption)."""

    def put_one(shade, *places):
        data = cv2.imencode(".png", np.full((8, 8, 3), shade, np.uint8))[1].tobytes()
        files = []
        for name, category, caption in places:
            (tmp_path / name).write_bytes(data)
            uri = path_to_uri(str(tmp_path / name).encode())
            files.append(
                FileEntry(
                    uri=uri, size=len(data), filename=name, category=category, caption=caption
                )
            )
        document = Document(id=hashlib.sha256(data).hexdigest(), files=tuple(files))
        [written] = engine.put("photos", [Item(document)], refresh="wait_for")
        assert written.outcome == "created"
        return data

    return put_one


def test_documents_come_with_category_captions_and_their_bytes(engine, settings, put):
    data = put(10, ("a.png", "cats", "a cat"), ("b.png", "cats", "the same cat"))
    put(20, ("c.png", None, None))
    a, c = sorted(labelled_in(engine, settings, "photos"), key=lambda each: each.name)
    assert (a.name, a.category, a.captions) == ("a.png", "cats", ("a cat", "the same cat"))
    assert a.split is None
    assert a.version == hashlib.sha256(data).hexdigest()
    assert a.read(10**6) == data
    assert (c.name, c.category, c.captions) == ("c.png", None, ())


def test_a_document_in_two_categories_comes_in_each(engine, settings, put):
    put(10, ("a.png", "dogs", None), ("b.png", "cats", None))
    both = [each.category for each in labelled_in(engine, settings, "photos")]
    assert both == ["cats", "dogs"]


def test_where_the_original_has_gone_the_thumbnail_is_read(engine, settings, put, tmp_path):
    data = put(10, ("a.png", "cats", None))
    (tmp_path / "a.png").unlink()
    [each] = labelled_in(engine, settings, "photos")
    with pytest.raises(ImageRefused, match=r"a\.png .* neither its original nor a thumbnail"):
        each.read(10**6)
    uid = engine.collection("photos").uid
    path = media_path(settings.data, uid, hashlib.sha256(data).hexdigest())
    write_atomically(path, b"thumbnail")
    assert each.read(10**6) == b"thumbnail"
    with pytest.raises(ImageTooLarge):
        each.read(len(b"thumbnail") - 1)


def test_a_collection_that_is_not_there_is_told(engine, settings):
    with pytest.raises(NotFound, match="collection “none”"):
        list(labelled_in(engine, settings, "none"))
