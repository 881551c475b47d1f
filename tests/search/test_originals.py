import hashlib
import io
import shutil
import threading
import zipfile

import cv2
import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.core.errors import ImageBroken, NotFound
from lookalike.core.files import path_to_uri
from lookalike.core.settings import load_settings
from lookalike.imaging import is_candidate
from lookalike.search.collections import ensure
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.media import added_folder
from lookalike.search.originals import full, is_readable, original, picture
from lookalike.sources.added import stage
from lookalike.sources.drawn import DEMO_SEEDS, DrawnSource
from tests.fake_encoder import FakeEncoder


@pytest.fixture
def settings(tmp_path):
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def collection(settings):
    engine = EmbeddedEngine(settings.data)
    yield ensure(engine, "photos", [FakeEncoder()])
    engine.close()


@pytest.fixture
def jpeg():
    """The bytes of a photo of 1600 x 1200, half red, half blue."""
    image = np.zeros((1200, 1600, 3), np.uint8)
    image[:, :800], image[:, 800:] = (0, 0, 200), (200, 0, 0)
    return cv2.imencode(".jpg", image)[1].tobytes()


def document(data, *places):
    """A document of `data` that was found at `places`: paths or uris."""
    uris = [each if isinstance(each, str) else path_to_uri(str(each).encode()) for each in places]
    files = tuple(
        FileEntry(uri=uri, size=len(data), filename=uri.rpartition("/")[2]) for uri in uris
    )
    return Document(id=hashlib.sha256(data).hexdigest(), files=files)


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def test_the_original_is_read_where_it_still_is(settings, collection, tmp_path, jpeg):
    gone, other, there = (tmp_path / name for name in ("1 gone.jpg", "2 other.jpg", "3.jpg"))
    other.write_bytes(b"other bytes by now")
    there.write_bytes(jpeg)
    assert original(settings, collection, document(jpeg, gone, other, there)) == jpeg


def test_whether_an_original_is_there_is_seen_without_reading_it(
    settings, collection, tmp_path, jpeg
):
    path, archive = tmp_path / "a.jpg", tmp_path / "x.zip"
    path.write_bytes(jpeg)
    archive.write_bytes(b"PK")
    root = added_folder(settings.data, collection.uid)
    [added] = stage(root, [("a.jpg", io.BytesIO(jpeg))], 10**7, is_candidate=is_candidate)
    member = f"{path_to_uri(str(archive).encode())}#cats/a.jpg"
    for place in (path, added.entry.uri, member, "drawn://demo/1"):
        assert is_readable(settings, collection, document(jpeg, tmp_path / "gone.jpg", place))
    path.write_bytes(b"other bytes by now")
    archive.unlink()
    shutil.rmtree(root)
    places = (path, member, added.entry.uri, tmp_path, "added://../../x", "https://example.org/a")
    for place in places:
        assert not is_readable(settings, collection, document(jpeg, place)), place


def test_without_a_readable_original_a_sentence_says_so(settings, collection, tmp_path, jpeg):
    link = tmp_path / "a.jpg"
    link.symlink_to("/etc/passwd")
    for ask in (original, picture, full):
        with pytest.raises(NotFound, match=r"no readable original of “a\.jpg”"):
            ask(settings, collection, document(jpeg, link, "https://example.org/a.jpg"))


def test_an_added_file_and_a_drawn_one_are_originals_too(settings, collection, jpeg):
    root = added_folder(settings.data, collection.uid)
    source = stage(root, [("a.jpg", io.BytesIO(jpeg))], 10**7, is_candidate=is_candidate)
    [added] = list(source)
    assert original(settings, collection, document(jpeg, added.entry.uri)) == jpeg
    [drawn] = list(DrawnSource(DEMO_SEEDS[:1]))
    data = DrawnSource(DEMO_SEEDS[:1]).read(drawn, 10**7)
    assert original(settings, collection, document(data, drawn.entry.uri)) == data


def test_a_member_of_a_zip_is_an_original_and_a_zip_that_went_is_none(
    settings, collection, tmp_path, jpeg
):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("cats/a.jpg", jpeg)
    asked = document(jpeg, f"{path_to_uri(str(path).encode())}#cats/a.jpg")
    assert original(settings, collection, asked) == jpeg
    path.unlink()
    with pytest.raises(NotFound, match="no readable original"):
        original(settings, collection, asked)


def test_a_file_over_the_limit_of_bytes_is_no_original(settings, collection, tmp_path, jpeg):
    (tmp_path / "a.jpg").write_bytes(jpeg)
    small = settings.model_copy(update={"max_file_bytes": len(jpeg) - 1})
    with pytest.raises(NotFound):
        original(small, collection, document(jpeg, tmp_path / "a.jpg"))


def test_the_large_picture_is_made_once_and_stays_when_the_original_goes(
    settings, collection, tmp_path, jpeg
):
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg)
    made = picture(settings, collection, document(jpeg, path))
    assert decoded(made.read_bytes()).shape == (960, 1280, 3)
    assert made.read_bytes()[8:12] == b"WEBP"
    assert made.is_relative_to(settings.data / "collections" / collection.uid / "media")
    before = made.stat()
    path.unlink()
    again = picture(settings, collection, document(jpeg, path))
    assert (again, again.stat().st_mtime_ns) == (made, before.st_mtime_ns)


def test_many_who_ask_at_once_get_the_same_whole_picture(settings, collection, tmp_path, jpeg):
    (tmp_path / "a.jpg").write_bytes(jpeg)
    asked = document(jpeg, tmp_path / "a.jpg")
    shapes = []

    def ask():
        data = picture(settings, collection, asked).read_bytes()
        shapes.append(decoded(data).shape)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(960, 1280, 3)] * 8
    folder = picture(settings, collection, asked).parent
    assert len(list(folder.iterdir())) == 1


def test_the_full_picture_is_a_jpeg_of_all_pixels_encoded_anew(
    settings, collection, tmp_path, jpeg
):
    polyglot = jpeg + b"<script>alert(1)</script>"
    (tmp_path / "a.jpg").write_bytes(polyglot)
    data = full(settings, collection, document(polyglot, tmp_path / "a.jpg"))
    assert decoded(data).shape == (1200, 1600, 3)
    assert data.startswith(b"\xff\xd8\xff")
    assert b"script" not in data


def test_an_original_that_cannot_be_decoded_says_why(settings, collection, tmp_path):
    data = b"\x89PNG\r\n\x1a\n" + b"nothing" * 9
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(ImageBroken, match=r"a\.png"):
        picture(settings, collection, document(data, tmp_path / "a.png"))
