import os
import re
import time

import cv2
import numpy as np
import pytest

from lookalike.core import access
from lookalike.core.document import FileEntry
from lookalike.core.files import path_to_uri
from lookalike.search import collections
from lookalike.search.uploads import LIFETIME
from tests.webapp.gallery import COLOURS, picture
from webapp.media import download_name

RIGHT_TO_LEFT = "\u202egpj.exe"


def address_of(gallery, name):
    return f"/c/gallery/media/{gallery.ids[name]}-320.webp"


def test_a_thumbnail_is_webp_that_browsers_keep(gallery, client):
    answer = client.get(address_of(gallery, "red"))
    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    image = cv2.imdecode(np.frombuffer(answer.data, np.uint8), 1)
    assert image.shape == (64, 96, 3)
    again = client.get(
        address_of(gallery, "red"), headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/c/gallery/media/" + "0" * 64 + "-320.webp",
        "/c/gallery/media/" + "0" * 64 + "-1280.webp",
        "/c/gallery/media/" + "0" * 64 + "-640.webp",
        "/c/gallery/i/" + "0" * 64 + "/full.jpg",
        "/c/other/i/" + "0" * 64 + "/full.jpg",
        "/c/gallery/media/" + "G" * 64 + "-320.webp",
        "/c/gallery/media/..%2F..%2Fsecret.key-320.webp",
        "/c/other/media/" + "0" * 64 + "-320.webp",
        "/uploads/" + "0" * 22 + ".webp",
        "/uploads/..%2F..%2Fversion.webp",
        "/uploads/short.webp",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_thumbnail_of_a_collection_nobody_may_see_is_not_there(gallery, client, monkeypatch):
    monkeypatch.setattr(collections, "can_see", lambda principal, ownership: False)
    assert access.can_see(access.ANYONE, access.Ownership())
    for address in (address_of(gallery, "red"), "/c/gallery/", "/c/gallery/search?q=red"):
        assert client.get(address).status_code == 404
    assert "Plain colours" not in client.get("/").text


def test_the_picture_of_an_upload_is_made_anew(upload, client):
    polyglot = picture(COLOURS["red"], kind=".jpg") + b"<script>alert(1)</script>PK\x05\x06"
    location = upload(polyglot, name="innocent.jpg").location
    source = re.search(r'src="(/uploads/[^"]*)"', client.get(location).text)[1]
    answer = client.get(source)
    assert answer.mimetype == "image/webp"
    assert b"script" not in answer.data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_upload_is_gone_after_a_day(upload, client, gallery):
    location = upload(picture(COLOURS["red"])).location
    assert client.get(location).status_code == 200
    yesterday = time.time() - LIFETIME - 1
    for path in (gallery.settings.data / "queries").iterdir():
        os.utime(path, (yesterday, yesterday))
    gone = client.get(location)
    assert gone.status_code == 404
    assert "kept for a day" in gone.text


@pytest.fixture
def large(gallery, tmp_path):
    """Take in a picture of 2000 x 500 pixels whose file is there, with a script behind its end."""
    data = picture(COLOURS["blue"], 2000, 500, kind=".jpg") + b"<script>alert(1)</script>"
    path = tmp_path / "large.jpg"
    path.write_bytes(data)
    document_id = gallery.put("large", data, filename=f'"large" {RIGHT_TO_LEFT} \u05d9\u05dd.jpg')
    entry = FileEntry(uri=path_to_uri(bytes(path)), size=len(data))
    gallery.engine.add_files("gallery", [(document_id, entry)], refresh="wait_for")
    return path


def shape_of(answer):
    return cv2.imdecode(np.frombuffer(answer.data, np.uint8), 1).shape


def test_the_large_copy_is_made_from_the_original_and_outlives_it(gallery, client, large):
    address = f"/c/gallery/media/{gallery.ids['large']}-1280.webp"
    answer = client.get(address)
    assert answer.mimetype == "image/webp"
    assert shape_of(answer) == (320, 1280, 3)
    assert b"script" not in answer.data
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    large.unlink()
    assert client.get(address).data == answer.data


def test_a_large_copy_without_an_original_is_not_found(gallery, client):
    answer = client.get(f"/c/gallery/media/{gallery.ids['red']}-1280.webp")
    assert answer.status_code == 404
    assert "red.png" in answer.text


def test_full_size_is_a_jpeg_made_anew(gallery, client, large):
    answer = client.get(f"/c/gallery/i/{gallery.ids['large']}/full.jpg")
    assert answer.mimetype == "image/jpeg"
    assert shape_of(answer) == (500, 2000, 3)
    assert b"script" not in answer.data
    assert answer.data != large.read_bytes()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_a_download_has_a_name_every_system_takes(gallery, client, large):
    answer = client.get(f"/c/gallery/i/{gallery.ids['large']}/full.jpg?download=1")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert disposition.isascii()
    assert "%D7%99%D7%9D.jpg" in disposition
    assert "exe" not in disposition.rpartition(".jpg")[2]
    assert "\u202e" not in disposition
    assert "%E2%80%AE" not in disposition


def test_an_original_that_changed_is_not_that_image_any_more(gallery, client, large):
    large.write_bytes(picture(COLOURS["red"]))
    assert client.get(f"/c/gallery/i/{gallery.ids['large']}/full.jpg").status_code == 404


@pytest.mark.parametrize(
    ("filename", "saved"),
    [
        ("sea.png", "sea.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\sea.TIFF", "sea.jpg"),
        ("a\r\nX-Evil: 1\0.png", "aX-Evil: 1.jpg"),
        (RIGHT_TO_LEFT, "gpj.jpg"),
        ("...", "image.jpg"),
        (".png", "png.jpg"),
        ("", "The image.jpg"),
        ("x" * 300 + ".png", "x" * 100 + ".jpg"),
    ],
)
def test_the_name_of_a_download_cannot_mislead(app, filename, saved):
    with app.test_request_context():
        assert download_name(filename) == saved
