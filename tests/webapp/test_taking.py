import re
import struct
import zlib

import pytest

from lookalike.core.settings import load_settings
from lookalike.search.engine import VectorField
from lookalike.search.uploads import Uploads
from tests.webapp.gallery import COLOURS, picture
from webapp.app import create_app
from webapp.taking import shown_name


def png_that_claims(width, height):
    """Return the header of a PNG with hardly any pixels behind it."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "name", "status", "says"),
    [
        (picture((9, 9, 9), 300, 300, ".jpg")[:-200], "cut.jpg", 422, "cut.jpg is truncated"),
        (png_that_claims(9000, 9000), "bomb.png", 413, "LOOKALIKE_MAX_PIXELS"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", 415, "a.svg is not an image"),
        (b"<!doctype html><p>hello", "page.jpg", 415, "page.jpg is not an image"),
        (b"", "empty.jpg", 415, "empty.jpg is not an image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "drawing.jpg", 415, "drawing.jpg is not an image"),
    ],
)
def test_a_file_that_is_refused_is_named_with_its_reason(upload, data, name, status, says):
    answer = upload(data, name=name)
    assert answer.status_code == status
    assert says in answer.text
    if status == 415:
        assert "Accepted: JPEG" in answer.text


def test_after_a_refusal_the_way_leads_back_to_the_collection(upload):
    assert 'href="/c/gallery/">Back to the collection' in upload(b"", name="empty.jpg").text


def test_a_file_that_is_refused_leaves_nothing_behind(upload, gallery):
    assert upload(b"", name="empty.jpg").status_code == 415
    assert not list(gallery.settings.data.glob("queries/*"))


def test_a_jpeg_with_a_page_behind_it_is_searched(upload, found):
    answer = upload(picture(COLOURS["green"], kind=".jpg") + b"<html>", name="a.jpg")
    assert found(answer.location)[0] == "green"


def test_an_upload_keeps_a_row_of_every_encoder_of_the_collection(upload, gallery):
    token = re.search("t:(.*)", upload(picture(COLOURS["red"])).location)[1]
    kept = Uploads(gallery.settings.data).load(token)
    assert set(kept.vectors) == {gallery.encoders[0].field}
    assert kept.name == "query.png"


def test_an_encoder_that_is_missing_does_not_keep_the_others_from_searching(upload, gallery, found):
    gone = VectorField("v_gone_00000000", "gone", 3, "cosine", "0" * 64)
    gallery.engine.add_field("gallery", gone)
    answer = upload(picture(COLOURS["red"]))
    assert answer.status_code == 303
    assert found(answer.location + "&encoder=" + gallery.encoders[0].id)[0] == "red"


def test_a_collection_without_a_usable_encoder_refuses_an_upload(upload, gallery):
    gone = VectorField("v_gone_00000000", "gone", 3, "cosine", "0" * 64)
    gallery.engine.create("other", [gone])
    answer = upload(picture(COLOURS["red"]), collection="other")
    assert answer.status_code == 400
    assert "gone" in answer.text


def test_an_upload_outlives_the_process(upload, gallery):
    location = upload(picture(COLOURS["red"])).location
    again = create_app(load_settings(data=gallery.settings.data), gallery.engine).test_client()
    assert again.get(location).status_code == 200


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("holiday.jpg", "holiday.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.png", "a.png"),
        ("a\x00b\n.png", "ab.png"),
        ("", "The image"),
        (None, "The image"),
        ("x" * 300, "x" * 200),
        ("\udcffa.png", "a.png"),
    ],
)
def test_the_name_of_a_file_is_made_fit_to_show(given, shown):
    assert shown_name(given) == shown
