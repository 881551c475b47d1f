import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from ingest.report import Counts
from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageTruncated
from lookalike.core.settings import load_settings
from lookalike.search.collections import ensure
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.media import reports_folder
from tests.webapp.adding import ENGINES, file, page_when_over, send, settings_on
from tests.webapp.forms import token_of
from tests.webapp.gallery import picture
from webapp.app import create_app

NASTY = '"><script>alert(1)</script>'


@pytest.fixture(params=ENGINES)
def engine_settings(request):
    return settings_on(request)


def cells(text, collection):
    """Return label and text of the cells in the row of one collection."""
    row = next(each for each in text.split("<tr>") if f'href="/c/{collection}/"' in each)
    found = re.findall(r'<td data-label="([^"]*)"[^>]*>(.*?)</td>', row, re.DOTALL)
    return {label: " ".join(re.sub(r"<[^>]*>", " ", inner).split()) for label, inner in found}


def test_no_collection_says_how_to_begin(tmp_path):
    client = create_app(load_settings(data=tmp_path), EmbeddedEngine(tmp_path)).test_client()
    text = client.get("/collections").text
    assert "There is no collection yet." in text
    assert 'href="/add"' in text


def test_a_collection_shows_its_figures(client, gallery, journal):
    run = journal.begin("file:///home/anna/Pictures")
    entry = FileEntry(uri="file:///x.png", size=9, filename="x.png")
    journal.refuse(run, "file:///home/anna/Pictures", entry, ImageTruncated(file="x.png"))
    journal.end(run, "done", Counts(added=5))
    ensure(gallery.engine, "empty", gallery.encoders, title="An empty one")
    text = client.get("/collections").text
    known = cells(text, "gallery")
    assert (known["Images"], known["Files"], known["In quarantine"]) == ("5", "5", "1")
    assert known["Encoders"] == "fake"
    assert known["Last run"].startswith("Done ")
    assert re.fullmatch(r"[\d.,]+.(bytes?|kB|MB)", known["On disk"])
    assert cells(text, "empty") | {"On disk": ""} == {
        "Images": "0",
        "Files": "0",
        "In quarantine": "0",
        "On disk": "",
        "Encoders": "fake",
        "Last run": "–",
    }


def test_coverage_is_shown_while_an_encoder_has_not_all_vectors(client, gallery):
    from lookalike.core.document import Document
    from lookalike.search.engine import Item

    entry = FileEntry(uri="file:///late.png", size=9, filename="late.png")
    gallery.engine.put("gallery", [Item(Document(id="f" * 64, files=(entry,)))], refresh="wait_for")
    assert cells(client.get("/collections").text, "gallery")["Encoders"] == "fake 83 %"


def test_titles_are_shown_escaped(client, gallery):
    ensure(gallery.engine, "nasty", gallery.encoders, title=NASTY)
    for address in ("/collections", "/runs", "/c/nasty/runs", "/add"):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text or address == "/runs"


def test_a_collection_is_deleted_once_its_name_is_typed(client, gallery):
    uid = gallery.engine.collection("gallery").uid
    answer = send(client, "/c/gallery/drop", name="gallery")
    assert (answer.status_code, answer.location) == (303, "/collections?dropped=gallery")
    text = client.get(answer.location).text
    assert "“gallery” is deleted." in text
    assert 'href="/c/gallery/"' not in text
    assert not (gallery.settings.data / "collections" / uid).exists()


def test_its_reports_are_counted_before_and_go_with_it(client, gallery):
    assert "Its reports go with it" not in client.get("/collections").text
    uid = gallery.engine.collection("gallery").uid
    folder = reports_folder(gallery.settings.data, uid)
    for name in ("20260101-101010-classic", "20260102-101010-classic"):
        (folder / name).mkdir(parents=True)
        (folder / name / "report.json").write_text("{}")
    assert "Its reports go with it: 2." in client.get("/collections").text
    send(client, "/c/gallery/drop", name="gallery")
    assert not folder.exists()


@pytest.mark.parametrize("said", ["gallery", "All is lost. Call 555", "<b>", "x" * 99])
def test_an_address_cannot_make_the_page_say_what_was_deleted(client, said):
    text = client.get("/collections", query_string={"dropped": said}).text
    assert 'class="notice"' not in text


@pytest.mark.parametrize("typed", ["", "Gallery", "gallery-2"])
def test_another_name_deletes_nothing(client, gallery, typed):
    answer = send(client, "/c/gallery/drop", name=typed)
    assert answer.status_code == 400
    assert "type “gallery” to delete it; nothing was deleted" in answer.text
    assert gallery.engine.stats("gallery").documents == 5


def test_originals_stay_and_what_was_added_here_goes_and_the_page_says_so(
    client, gallery, tmp_path
):
    own = tmp_path / "own" / "a.png"
    own.parent.mkdir()
    own.write_bytes(picture((3, 3, 3)))
    sent = send(client, "/add/folder", collection="gallery", path=str(own.parent))
    page_when_over(client, sent)
    assert "Your own folders stay as they are." in client.get("/collections").text
    assert "they go for good" not in client.get("/collections").text
    files = file(picture((4, 4, 4)), "b.png")
    page_when_over(client, send(client, "/add/files", collection="gallery", files=files))
    assert "they go for good" in client.get("/collections").text
    send(client, "/c/gallery/drop", name="gallery")
    assert own.exists()
    assert not list(gallery.settings.data.rglob("manifest.json"))


def test_during_a_run_nothing_is_deleted(client, gallery, journal):
    run = journal.begin("file:///home/anna/Pictures")
    answer = send(client, "/c/gallery/drop", name="gallery")
    assert answer.status_code == 409
    assert "images are being added to “Plain colours”" in answer.text
    journal.end(run, "done", Counts())
    assert send(client, "/c/gallery/drop", name="gallery").status_code == 303


def test_deleting_needs_a_token_and_a_collection_that_is_there(client):
    assert token_of(client)
    assert client.post("/c/gallery/drop", data={"name": "gallery"}).status_code == 403
    assert send(client, "/c/nowhere/drop", name="nowhere").status_code == 404
    assert client.get("/c/gallery/drop").status_code == 405


@pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True)
def test_a_damaged_collection_is_listed_with_what_is_wrong_and_can_be_deleted(gallery):
    uid = gallery.engine.collection("gallery").uid
    folder = gallery.settings.data / "collections" / uid
    engine = EmbeddedEngine(gallery.settings.data)
    for path in folder.glob("collection.db*"):
        path.unlink()
    (folder / "collection.db").write_bytes(b"no database at all" * 100)
    client = create_app(gallery.settings, engine).test_client()
    text = client.get("/collections").text
    assert "cannot read what it stored" in text
    assert send(client, "/c/gallery/drop", name="gallery").status_code == 303
    assert 'href="/c/gallery/"' not in client.get("/collections").text
    engine.close()


def test_a_journal_that_cannot_be_read_leaves_the_others_readable(client, gallery, journal):
    ensure(gallery.engine, "other", gallery.encoders)
    [database] = gallery.settings.data.rglob("ingest.db")
    with closing(sqlite3.connect(database)) as there:
        there.execute("PRAGMA user_version = 999")
    text = client.get("/collections").text
    assert "was written by a newer Lookalike" in text
    assert cells(text, "other")["Images"] == "0"


@pytest.mark.elasticsearch
@pytest.mark.parametrize("engine_settings", ["elasticsearch"], indirect=True)
def test_a_data_folder_without_journals_is_no_trouble(client, gallery):
    shutil.rmtree(gallery.settings.data / "collections")
    assert cells(client.get("/collections").text, "gallery")["Last run"] == "–"
