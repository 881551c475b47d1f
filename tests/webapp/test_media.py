import os
import re
import time

import cv2
import numpy as np
import pytest

from lookalike.core import access
from lookalike.search import collections
from lookalike.search.uploads import LIFETIME
from tests.webapp.gallery import COLOURS, picture


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
