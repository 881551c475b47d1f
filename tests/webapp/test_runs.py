import re
import sqlite3
from contextlib import closing

import pytest

from ingest.report import Counts, Progress
from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageTruncated, UnsupportedFormat
from lookalike.core.settings import load_settings
from lookalike.sources.drawn import DrawnSource
from tests.webapp.adding import ENGINES, file, outcomes, page_when_over, send, settings_on
from tests.webapp.gallery import COLOURS, picture
from webapp.app import create_app

SOURCE = "file:///home/anna/Pictures"
NASTY = "<script>alert(1)</script>.jpg"
REACHED = {"found": 900, "read": 620, "decoded": 600, "encoded": 520, "written": 512}


@pytest.fixture(params=ENGINES)
def engine_settings(request):
    return settings_on(request)


@pytest.fixture
def live(journal):
    """Note how far a run is that goes on in this process: `live(**of_its_progress)` is its number."""
    begun = []

    def note(**more):
        begun.append(journal.begin(SOURCE))
        known = {"counts": Counts(added=512), "total": 800, "rate": 44.0, "eta": 65.0}
        journal.note(begun[-1], Progress(**REACHED, last="DSC_1.jpg", **(known | more)))
        return begun[-1]

    yield note
    for run in begun:
        journal.end(run, "done", Counts())


@pytest.fixture
def quarantine(journal):
    """Put `count` files of SOURCE into quarantine."""

    def refuse(count, name="IMG_{:04}.jpg", error=ImageTruncated):
        run = journal.begin(SOURCE)
        for n in range(count):
            shown = name.format(n)
            entry = FileEntry(uri=f"{SOURCE}/2024/{shown}", size=9, filename=shown)
            journal.refuse(run, SOURCE, entry, error(file=shown, found="a PDF", accepted="JPEG"))
        journal.end(run, "done", Counts(quarantined=count))
        return run

    return refuse


def test_a_collection_without_a_run_says_how_to_begin(client):
    for address in ("/runs", "/c/gallery/runs"):
        text = client.get(address).text
        assert "Nothing was added yet." in text
        assert "/add" in text


def test_runs_are_listed_newest_first_with_what_they_did(client, journal):
    for added in (10, 1_234):
        journal.end(journal.begin(SOURCE), "done", Counts(added=added, unchanged=3))
    for address in ("/runs", "/c/gallery/runs"):
        text = client.get(address).text
        assert re.findall(r">Run (\d)</a>", text) == ["2", "1"]
        assert ">1,234</td>" in text
        assert "<bdi>Pictures</bdi>" in text
        assert "data-live" not in text
    assert "Plain colours" in client.get("/runs").text


def test_rates_of_the_last_runs_are_a_drawing_of_our_own(client, gallery, journal):
    [database] = gallery.settings.data.rglob("ingest.db")
    for added, seconds in ((100, 10), (400, 10), (300, 10)):
        run = journal.begin(SOURCE)
        journal.end(run, "done", Counts(added=added))
        with closing(sqlite3.connect(database)) as there, there:
            there.execute("UPDATE runs SET started = ended - ? WHERE id = ?", (seconds, run))
    text = client.get("/c/gallery/runs").text
    assert re.findall(r'<rect x="(\d+)" y="[\d.]+" width="8" height="([\d.]+)"', text) == [
        ("0", "8.0"),
        ("10", "32.0"),
        ("20", "24.0"),
    ]
    assert "<b>30</b> images per second in the last run" in text


def test_a_living_run_shows_its_stages_and_renews_itself_with_and_without_a_script(client, live):
    text = client.get(f"/c/gallery/runs/{live()}").text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text
    assert re.search(r'<div class="[^"]*" id="live" data-live>', text)
    assert "runs.js" in text
    bars = re.findall(r'<progress[^>]*max="(\d+)" value="(\d+)"></progress>', text)
    assert bars == [("800", "620"), ("800", "600"), ("800", "520"), ("800", "512")]
    assert "512 of 800" in text
    assert "44 images/s" in text
    assert "about 1\u00a0min 5\u00a0s left" in text
    assert "DSC_1.jpg" in text
    assert "Run again" not in text


def test_a_living_run_that_is_counting_or_waiting_says_so(client, live):
    text = client.get(f"/c/gallery/runs/{live(total=None, eta=None)}").text
    assert "counting what is there" in text
    assert re.findall(r'<progress[^>]*value="(\d+)"', text) == ["0"] * 4
    text = client.get(f"/c/gallery/runs/{live(waiting='The engine is away.')}").text
    assert "<b>The engine is away.</b>" in text


def test_a_run_that_was_interrupted_can_be_run_again(client, journal):
    run = journal.begin(SOURCE)
    journal.end(run, "interrupted", Counts(added=3))
    text = client.get(f"/c/gallery/runs/{run}").text
    assert "Interrupted" in text
    assert "“Run again” goes on from there" in text
    assert f'action="/c/gallery/runs/{run}/retry"' in text
    assert "data-live" not in text


def test_a_run_that_failed_says_why(client, journal):
    run = journal.begin(SOURCE)
    journal.end(run, "failed", Counts(added=3), "The disk is <full>.")
    text = client.get(f"/c/gallery/runs/{run}").text
    assert "The disk is &lt;full&gt;." in text
    assert outcomes(text) == {"Added": 3}


def test_a_run_that_found_no_image_says_so(client, journal):
    journal.end(journal.begin(SOURCE), "done", Counts(skipped=1))
    journal.end(journal.begin(SOURCE), "done", Counts(unchanged=1))
    assert "No image was found there." in client.get("/c/gallery/runs/1").text
    assert "No image was found there." not in client.get("/c/gallery/runs/2").text


def test_a_source_is_not_taken_twice_at_once(client, journal, live):
    journal.end(journal.begin(SOURCE), "failed", Counts(), "The disk is full.")
    live()
    assert send(client, "/c/gallery/runs/1/retry").status_code == 409
    assert len(journal.runs()) == 2


def test_the_quarantine_has_file_folder_reason_and_pages_of_50(client, quarantine):
    run = quarantine(120)
    text = client.get(f"/c/gallery/runs/{run}").text
    assert "120 files in quarantine" in text
    assert re.findall(r"<bdi>(IMG_\d+)", text) == [f"IMG_{n:04}" for n in range(50)]
    assert "<bdi>2024</bdi>" in text
    assert "This file is truncated: its end is missing." in text
    assert "1 to 50 of 120" in text
    assert f'rel="next" href="/c/gallery/runs/{run}?page=2"' in text
    last = client.get(f"/c/gallery/runs/{run}?page=3").text
    assert re.findall(r"<bdi>(IMG_\d+)", last) == [f"IMG_{n:04}" for n in range(100, 120)]
    assert client.get(f"/c/gallery/runs/{run}?page=999999999999").text.count("<bdi>IMG_") == 20
    assert client.get(f"/c/gallery/runs/{run}?page=x").status_code == 400


def test_names_in_quarantine_are_shown_escaped_whatever_they_are(client, quarantine):
    run = quarantine(1, name=NASTY, error=UnsupportedFormat)
    text = client.get(f"/c/gallery/runs/{run}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "This is not an image we can read: it is a PDF." in text


def test_a_file_in_quarantine_that_was_in_before_has_its_picture(client, gallery, journal):
    document_id = gallery.put("old", picture((9, 8, 7)))
    run = journal.begin(SOURCE)
    entry = FileEntry(uri="file:///old.png", size=9, filename="old.png")
    journal.refuse(run, SOURCE, entry, ImageTruncated(file="old.png"))
    journal.end(run, "done", Counts(quarantined=1))
    text = client.get(f"/c/gallery/runs/{run}").text
    assert f'<img src="/c/gallery/media/{document_id}-320.webp"' in text


def test_running_again_reads_what_was_refused_once_it_is_mended(client, tmp_path):
    photo = tmp_path / "pictures" / "sea.png"
    photo.parent.mkdir()
    whole = picture((1, 200, 200), 300, 200)
    photo.write_bytes(whole[: len(whole) // 2])
    answer = send(client, "/add/folder", collection="gallery", path=str(photo.parent))
    assert outcomes(page_when_over(client, answer)) == {"In quarantine": 1}
    again = send(client, f"{answer.location}/retry")
    page = page_when_over(client, again)
    assert outcomes(page) == {"In quarantine": 1}
    assert "tried 2 times" in page
    photo.write_bytes(whole)
    page = page_when_over(client, send(client, f"{again.location}/retry"))
    assert outcomes(page) == {"Added": 1}
    assert "in quarantine" not in page


def test_what_was_uploaded_can_be_run_again(client):
    files = file(picture(COLOURS["red"], 50, 40), "r.png")
    answer = send(client, "/add/files", collection="gallery", files=files)
    assert outcomes(page_when_over(client, answer)) == {"Added": 1}
    page = page_when_over(client, send(client, f"{answer.location}/retry"))
    assert outcomes(page) == {"Unchanged": 1}


def test_a_source_that_has_gone_is_named_when_it_is_to_be_run_again(client, journal):
    for source in (SOURCE, "added://20260101T000000-00000000", "gopher://x"):
        run = journal.begin(source)
        journal.end(run, "done", Counts())
        answer = send(client, f"/c/gallery/runs/{run}/retry")
        assert answer.status_code == 400
        assert "cannot be read" in answer.text


@pytest.mark.parametrize(
    "address",
    ["/c/gallery/runs/99", f"/c/gallery/runs/{2**80}", "/c/nowhere/runs", "/c/nowhere/runs/1"],
)
def test_a_run_that_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_full_paths_are_shown_only_where_the_settings_allow_it(client, gallery, journal):
    run = journal.begin(SOURCE)
    journal.end(run, "failed", Counts(), f"{SOURCE} cannot be read")
    hidden = load_settings(**{**gallery.settings.model_dump(), "show_paths": False})
    closed = create_app(hidden, gallery.engine).test_client()
    for address in ("/runs", "/c/gallery/runs", f"/c/gallery/runs/{run}", "/collections"):
        assert "anna" not in closed.get(address).text
    assert "The log of this site says why." in closed.get(f"/c/gallery/runs/{run}").text
    assert "/home/anna/Pictures" in client.get(f"/c/gallery/runs/{run}").text


def test_sources_have_short_names(client, journal):
    named = {
        DrawnSource().uri: "Drawn sample",
        "added://20260101T000000-00000000": "Added on this site",
        "file:///tmp/My%20Photos.zip": "My Photos.zip",
    }
    for source in named:
        journal.end(journal.begin(source), "done", Counts())
    text = client.get("/c/gallery/runs").text
    for name in named.values():
        assert f"<bdi>{name}</bdi>" in text
