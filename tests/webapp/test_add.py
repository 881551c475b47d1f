import re

import pytest

from lookalike.core.keys import Keys
from lookalike.core.settings import load_settings
from lookalike.sources.drawn import DEMO_SEEDS, DrawnSource
from tests.webapp.adding import (
    ENGINES,
    Held,
    file,
    outcomes,
    page_when_over,
    send,
    settings_on,
    zipped,
)
from tests.webapp.forms import token_of
from tests.webapp.gallery import COLOURS, picture
from webapp.app import create_app
from webapp.jobs import AT_ONCE

HOSTILE = {
    "../../etc/passwd.png": "passwd.png",
    "<img src=x onerror=alert(1)>.png": "&lt;img src=x onerror=alert(1)&gt;.png",
    "\u202egnp.exe.png": "gnp.exe.png",
    "x" * 400 + ".png": "x" * 150,
}
"""What a file calls itself, and what of that a page shows."""


@pytest.fixture(params=ENGINES)
def engine_settings(request):
    return settings_on(request)


@pytest.fixture
def documents(gallery):
    """Return all documents of a collection by the name of their first file."""

    def read(collection):
        ids = [document_id for document_id, _files in gallery.engine.listing(collection)]
        found = gallery.engine.get(collection, ids).values()
        return {document.filenames[0]: document for document in found}

    return read


def test_several_files_go_into_a_new_collection_and_can_be_searched(client, documents):
    colours = [file(picture(COLOURS[name]), f"{name}.png") for name in ("red", "green", "blue")]
    answer = send(client, "/add/files", title="Été à Nice", category="flags", files=colours)
    assert answer.location == "/c/ete-a-nice/runs/1"
    page = page_when_over(client, answer)
    assert outcomes(page) == {"Added": 3}
    assert "Été à Nice" in page
    known = documents("ete-a-nice")
    assert sorted(known) == ["blue.png", "green.png", "red.png"]
    assert {each.category[0] for each in known.values()} == {"flags"}
    address = re.search(r'href="(/c/ete-a-nice/search\?sort=added)"', page)[1]
    assert client.get(address).text.count('class="picture"') == 3
    assert client.get(f"/c/ete-a-nice/media/{known['red.png'].id}-320.webp").status_code == 200


def test_a_zip_goes_into_a_collection_that_is_there_with_its_folders_as_categories(
    client, documents
):
    members = {"seas/cyan.png": picture((0, 255, 255)), "seas/readme.txt": b"hello"}
    answer = send(
        client, "/add/files", collection="gallery", files=file(zipped(members), "trip.zip")
    )
    assert outcomes(page_when_over(client, answer)) == {"Added": 1, "Skipped": 1}
    assert documents("gallery")["cyan.png"].category == ["seas"]


def test_a_file_that_is_no_image_is_in_quarantine_with_its_reason(client):
    files = [file(picture((1, 2, 3)), "good.png"), file(b"%PDF-1.7", "holiday.jpg")]
    page = page_when_over(client, send(client, "/add/files", collection="gallery", files=files))
    assert outcomes(page) == {"Added": 1, "In quarantine": 1}
    assert "1 file in quarantine" in page
    assert "<bdi>holiday.jpg</bdi>" in page
    assert "This is not an image we can read: it is a PDF." in page


def test_what_was_added_is_kept_under_names_of_ours(client, gallery):
    files = [file(picture((n, 99, 9)), name) for n, name in enumerate(HOSTILE)]
    page = page_when_over(client, send(client, "/add/files", collection="gallery", files=files))
    assert outcomes(page) == {"Added": len(HOSTILE)}
    uid = gallery.engine.collection("gallery").uid
    folder = gallery.settings.data / "collections" / uid / "added"
    kept = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert kept == ["0001", "0002", "0003", "0004", "manifest.json"]
    text = client.get("/c/gallery/search?sort=added").text
    assert "<img src=x" not in text
    for shown in HOSTILE.values():
        assert shown in text


def test_a_folder_of_this_machine_is_added_and_stays_where_it_is(client, tmp_path, documents):
    folder = tmp_path / "my pictures" / "summer"
    folder.mkdir(parents=True)
    (folder / "sea.png").write_bytes(picture((3, 200, 200)))
    answer = send(client, "/add/folder", title="Mine", path=f" {folder.parent} ")
    page = page_when_over(client, answer)
    assert outcomes(page) == {"Added": 1}
    assert str(folder.parent) in page
    assert documents("mine")["sea.png"].category == ["summer"]
    assert (folder / "sea.png").exists()


def test_the_home_of_who_runs_the_site_is_understood(client, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Pictures").mkdir()
    (tmp_path / "Pictures" / "a.png").write_bytes(picture((3, 200, 20)))
    page = page_when_over(client, send(client, "/add/folder", title="Mine", path="~/Pictures"))
    assert outcomes(page) == {"Added": 1}


WRONG_FOLDERS = {
    "": "A full path begins with / or ~",
    "Pictures": "A full path begins with / or ~; “Pictures” does not.",
    "~nobody-of-that-name/x": "A full path begins with",
    "/no/such/folder": "/no/such/folder cannot be read",
    "/dev/null": "/dev/null cannot be read",
    "/tmp/a\x00b": "A full path begins with",
}


@pytest.mark.parametrize("path", WRONG_FOLDERS)
def test_what_is_no_folder_is_said_beside_the_field_and_makes_no_collection(client, gallery, path):
    answer = send(client, "/add/folder", title="Mine", path=path)
    assert answer.status_code == 400
    assert WRONG_FOLDERS[path] in answer.text
    assert re.search(r'name="path"[^>]*aria-invalid=true', answer.text)
    assert re.search(r'id="folder-title" name="title" value="Mine"', answer.text)
    assert [each.name for each in gallery.engine.collections()] == ["gallery"]


def refused(answer, status, field, sentence):
    """Assert that the form is shown again, with a sentence beside one field."""
    assert answer.status_code == status, answer.text
    assert re.search(rf'name="{field}"[^>]*aria-invalid=true', answer.text), answer.text
    said = re.search(r'<p class="trouble" id="trouble">(?:<bdi>)?([^<]*)', answer.text)[1]
    assert sentence in said


def test_a_form_without_a_file_names_the_field(client):
    refused(send(client, "/add/files", collection="gallery"), 400, "files", "Choose one image")
    empty = file(b"", "")
    answer = send(client, "/add/files", collection="gallery", files=empty)
    refused(answer, 400, "files", "Choose one image or more, or a ZIP.")


def test_a_new_collection_needs_a_title_nobody_has(client, gallery):
    a = {"files": file(picture((1, 1, 1)), "a.png")}
    refused(send(client, "/add/files", title=" \x00 ", **a), 400, "title", "Give the new")
    a = {"files": file(picture((1, 1, 1)), "a.png")}
    refused(send(client, "/add/files", title="PLAIN  colours", **a), 409, "title", "exists already")
    a = {"files": file(picture((1, 1, 1)), "a.png")}
    refused(send(client, "/add/files", title="x" * 201, **a), 400, "title", "at most 200")
    assert [each.name for each in gallery.engine.collections()] == ["gallery"]


def test_titles_without_latin_letters_get_names_of_their_own(client):
    for title, name in (("写真", "images"), ("图片", "images-2"), ("Gallery!", "gallery-2")):
        a = file(picture((len(title), 1, 1)), "a.png")
        answer = send(client, "/add/files", title=title, files=a)
        page_when_over(client, answer)
        assert answer.location == f"/c/{name}/runs/1"


def test_a_collection_that_is_not_there_is_named(client):
    a = {"files": file(picture((1, 1, 1)), "a.png")}
    refused(send(client, "/add/files", collection="nowhere", **a), 404, "collection", "nowhere")
    a = {"files": file(picture((1, 1, 1)), "a.png")}
    answer = send(client, "/add/files", collection="../etc", **a)
    refused(answer, 400, "collection", "cannot be a name")


def test_an_archive_that_must_not_be_read_leaves_nothing_behind(client, gallery):
    bomb = zipped({"inner.zip": zipped({"a.png": picture((1, 1, 1))}), "../b.png": b"x"})
    answer = send(client, "/add/files", title="New", files=file(bomb, "bomb.zip"))
    refused(answer, 400, "files", "bomb.zip cannot be read")
    assert [each.name for each in gallery.engine.collections()] == ["gallery"]
    assert [path.name for path in (gallery.settings.data / "collections").iterdir()] == [
        gallery.engine.collection("gallery").uid
    ]


def test_an_encoder_that_has_changed_is_said_before_anything_is_kept(client, gallery):
    class Changed(type(gallery.encoders[0])):
        fingerprint = "f" * 64

    from lookalike.encoders import registry

    registry.register(Changed())
    a = file(picture((1, 1, 1)), "a.png")
    answer = send(client, "/add/files", collection="gallery", files=a)
    refused(answer, 409, "collection", "holds vectors of fake")
    uid = gallery.engine.collection("gallery").uid
    assert not (gallery.settings.data / "collections" / uid / "added").exists()


def test_a_program_is_told_what_was_refused_as_problem_json(client):
    fields = {"csrf_token": token_of(client), "collection": "gallery"}
    asks = {"Accept": "application/json"}
    answer = client.post("/add/files", data=fields, headers=asks)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["field"] == "files"


def test_more_than_one_request_may_hold_is_refused_with_the_setting_named(gallery):
    known = {**gallery.settings.model_dump(), "max_add_bytes": 2**20, "max_upload_bytes": 2**19}
    client = create_app(load_settings(**known), gallery.engine).test_client()
    fields = {"collection": "gallery", "files": file(b"x" * (2**20 + 1), "a.png")}
    answer = client.post("/add/files", data={"csrf_token": token_of(client), **fields})
    assert answer.status_code == 413
    assert "1 MB (LOOKALIKE_MAX_ADD_BYTES)" in answer.text


def test_a_third_run_at_once_is_put_off_before_anything_is_kept(client, app, gallery):
    held = [Held(DrawnSource(DEMO_SEEDS[:1])) for _each in range(AT_ONCE)]
    for each in held:
        app.extensions["lookalike"].jobs.start("gallery", each)
    fields = {"collection": "gallery", "files": file(picture((1, 1, 1)), "a.png")}
    answer = send(client, "/add/files", **fields)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "10"
    assert not list(gallery.settings.data.rglob("added"))
    for each in held:
        each.open.set()
    app.extensions["lookalike"].jobs.stop()


def test_the_page_offers_what_can_be_done_and_names_the_formats(client):
    text = client.get("/add?collection=gallery").text
    assert "JPEG, PNG, WebP, GIF, AVIF, HEIC, BMP, TIFF, ZIP" in text
    assert '<option value="gallery" selected>Plain colours</option>' in text
    assert "/add/folder" in text
    assert "/add/sample" in text


def test_the_drawn_sample_is_added_whole_into_its_own_collection(client, app):
    answer = send(client, "/add/sample")
    assert answer.location == "/c/sample/runs/1"
    assert "Drawn sample" in client.get(answer.location).text
    assert "/add/sample" not in client.get("/add").text
    app.extensions["lookalike"].jobs.stop()  # 1,500 drawings would take a minute
    page = client.get(answer.location).text
    assert "Interrupted" in page
    assert outcomes(page).get("Added", 0) < len(DEMO_SEEDS)


@pytest.fixture
def open_site(gallery):
    """A client of a site that others can reach, and its key."""
    known = {**gallery.settings.model_dump(), "host": "0.0.0.0"}
    made = create_app(load_settings(**known), gallery.engine)
    _key, secret = Keys(gallery.settings.data).make("test")
    return made.test_client(), secret


def test_on_an_open_site_adding_needs_a_key_and_the_page_says_where(open_site, gallery):
    client, secret = open_site
    text = client.get("/add").text
    assert 'href="/key' in text
    assert "<form" not in text.partition("<main")[2].partition("</main>")[0]
    sent = {"collection": "gallery", "files": file(picture((1, 1, 1)), "a.png")}
    assert send(client, "/add/files", **sent).status_code == 401
    assert send(client, "/add/folder", title="x", path="/tmp").status_code == 401
    assert send(client, "/add/sample").status_code == 401
    send(client, "/key", key=secret)
    sent = {"collection": "gallery", "files": file(picture((1, 1, 1)), "a.png")}
    assert outcomes(page_when_over(client, send(client, "/add/files", **sent))) == {"Added": 1}


def test_an_open_site_takes_no_folders_of_its_machine(open_site, tmp_path):
    client, secret = open_site
    send(client, "/key", key=secret)
    assert "/add/folder" not in client.get("/add").text
    answer = send(client, "/add/folder", title="Mine", path=str(tmp_path))
    assert answer.status_code == 404


def test_a_form_of_another_site_adds_nothing(client, gallery):
    assert token_of(client)
    for address in ("/add/files", "/add/folder", "/add/sample"):
        answer = client.post(address, data={"title": "Mine", "path": "/tmp"})
        assert answer.status_code == 403
    assert [each.name for each in gallery.engine.collections()] == ["gallery"]
