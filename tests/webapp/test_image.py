import re
import shutil
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from lookalike.core.document import Document, FileEntry, Location
from lookalike.core.files import path_to_uri
from lookalike.core.settings import load_settings
from lookalike.search.collections import ensure
from lookalike.search.engine import Item
from lookalike.search.media import LARGE, media_path
from tests.webapp.gallery import COLOURS, picture
from webapp.app import create_app

NASTY = '"><script>alert(1)</script>'


def address_of(gallery, name, **query):
    said = "&".join(f"{key}={value}" for key, value in query.items())
    return f"/c/gallery/i/{gallery.ids[name]}" + (f"?{said}" if said else "")


@pytest.fixture
def original(gallery, tmp_path):
    """Write the bytes of a colour to a file that its document then names, too."""

    def write(name):
        path = tmp_path / "originals" / f"{name} itself.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture(COLOURS[name]))
        entry = FileEntry(uri=path_to_uri(bytes(path)), size=path.stat().st_size)
        gallery.engine.add_files("gallery", [(gallery.ids[name], entry)], refresh="wait_for")
        return path

    return write


@pytest.fixture
def known(gallery):
    """Store a document of which everything is known and return its id."""
    document = Document(
        id="f" * 64,
        files=(
            FileEntry(
                uri="file:///photos/Summer%20%23%201/sea.jpg",
                size=5,
                filename="sea.jpg",
                folder="Summer # 1",
                category="sea",
                tags=("blue", "waves"),
                caption="A calm sea at noon",
            ),
            FileEntry(uri="file:///photos/all.zip#old/sea%2Ejpg", size=5, filename="old sea.jpg"),
            FileEntry(uri="added://7/0001/sea.jpg", size=5, filename="added sea.jpg"),
        ),
        width=4000,
        height=3000,
        format="jpeg",
        bytes=2_500_000,
        taken_at=datetime(2024, 5, 31, 12, 30, tzinfo=UTC),
        taken_at_assumed_utc=True,
        location=Location(lat=38.7223, lon=-9.1393),
        camera="Fujifilm X-T5",
        colours=("#123456", "#abcdef"),
        ingested_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        notes=("date dropped: not a date",),
    )
    gallery.engine.put("gallery", [Item(document)], refresh="wait_for")
    return document.id


def links(text):
    """Return the addresses of all links of a page."""
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', text)]


def test_the_page_shows_the_image_and_what_is_like_it(gallery, client):
    text = client.get(address_of(gallery, "red")).text
    assert "<bdi>red.png</bdi></h1>" in text
    beside = text[text.index('id="beside"') :]
    assert f"media/{gallery.ids['dark-red']}-320.webp" in beside
    assert f"media/{gallery.ids['red']}-320.webp" not in beside


def test_a_neighbour_leads_to_its_own_page(gallery, client):
    text = client.get(address_of(gallery, "red")).text
    wanted = f"/c/gallery/i/{gallery.ids['dark-red']}"
    [address] = {each for each in links(text) if urlsplit(each).path == wanted}
    assert parse_qs(urlsplit(address).query)["like"] == [f"id:{gallery.ids['red']}"]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["0" * 64, "F" * 64, "'" * 64])
def test_an_unknown_image_is_not_found(client, name):
    assert client.get(f"/c/gallery/i/{name}").status_code == 404
    assert client.get("/c/other/i/" + "0" * 64).status_code == 404


def test_an_encoder_that_is_not_there_is_refused_by_name(gallery, client):
    answer = client.get(address_of(gallery, "red", encoder="nope"))
    assert answer.status_code == 400
    assert "encoder" in answer.text


@pytest.mark.parametrize("rank", ["0", "-1", "x", "9" * 30])
def test_a_rank_out_of_bounds_is_refused_by_name(gallery, client, rank):
    answer = client.get(address_of(gallery, "red", q="red", rank=rank))
    assert answer.status_code == 400
    assert "rank" in answer.text


def test_without_an_original_the_small_copy_is_shown_and_said_so(gallery, client):
    text = client.get(address_of(gallery, "red")).text
    assert f'src="/c/gallery/media/{gallery.ids["red"]}-320.webp"' in text
    assert "a larger one needs the original" in text
    assert "full.jpg" not in text


def test_with_an_original_the_large_copy_is_shown_and_can_be_had(gallery, client, original):
    path = original("red")
    text = client.get(address_of(gallery, "red")).text
    assert f'src="/c/gallery/media/{gallery.ids["red"]}-1280.webp"' in text
    assert "cannot be read here" not in text
    assert f"{path}</bdi>" in text
    full = address_of(gallery, "red") + "/full.jpg"
    assert {full, f"{full}?download=1"} <= set(links(text))
    for address in (full, f"{full}?download=1"):
        assert client.get(address).mimetype == "image/jpeg"


def test_a_large_copy_outlives_its_original_and_full_size_is_offered_no_more(
    gallery, client, original
):
    path = original("red")
    assert "full.jpg" in client.get(address_of(gallery, "red")).text
    path.unlink()
    text = client.get(address_of(gallery, "red")).text
    assert f'src="/c/gallery/media/{gallery.ids["red"]}-1280.webp"' in text
    assert "full.jpg" not in text


def test_a_large_copy_that_cannot_be_kept_leaves_the_small_one(gallery, client, original, caplog):
    original("red")
    uid, wanted = gallery.engine.collection("gallery").uid, gallery.ids["red"]
    folder = media_path(gallery.settings.data, uid, wanted, LARGE).parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_bytes(b"no folder")
    text = client.get(address_of(gallery, "red")).text
    assert f"{wanted}-320.webp" in text
    assert f"{wanted}-1280.webp" not in text
    assert "no large copy" in caplog.text


def test_where_paths_are_not_shown_neither_they_nor_originals_are(gallery, original):
    path = original("red")
    settings = load_settings(data=gallery.settings.data, show_paths=False)
    client = create_app(settings, gallery.engine).test_client()
    text = client.get(address_of(gallery, "red")).text
    assert str(path.parent) not in text
    assert "full.jpg" not in text
    assert "-1280.webp" in text
    assert client.get(address_of(gallery, "red") + "/full.jpg").status_code == 404


def test_everything_known_is_told(client, known):
    text = client.get(f"/c/gallery/i/{known}").text
    for told in ("4,000 × 3,000", "2,500,000 bytes", "Fujifilm X-T5", "38.7223, -9.1393"):
        assert told in text
    assert 'title="2024-05-31 12:30:00+00:00"' in text
    assert "UTC is assumed" in text
    assert text.count('fill="#123456"') == 1
    assert "date dropped: not a date" in text
    assert "/photos/Summer # 1/sea.jpg</bdi>" in text
    assert "/photos/all.zip › old/sea.jpg</bdi>" in text
    assert "added://" not in text


def test_what_is_known_leads_to_its_like(client, known):
    queries = {
        (name, value)
        for address in links(client.get(f"/c/gallery/i/{known}").text)
        if urlsplit(address).path == "/c/gallery/search"
        for name, values in parse_qs(urlsplit(address).query).items()
        for value in values
    }
    for wanted in (
        "category=sea",
        "tags=waves",
        "folder=Summer # 1",
        "camera=Fujifilm X-T5",
        "format=jpeg",
        "taken_at=2024-05-31",
    ):
        assert ("where", wanted) in queries
        found = client.get("/c/gallery/search", query_string={"where": wanted})
        assert known in found.text
    assert ("q", "A calm sea at noon") in queries


def test_a_place_is_a_dot_on_a_map_and_a_link_without_referrer(client, known):
    text = client.get(f"/c/gallery/i/{known}").text
    assert 'cx="170.9" cy="51.3"' in text
    [link] = re.findall(r"<a [^>]*openstreetmap[^>]*>", text)
    assert "mlat=38.72230&amp;mlon=-9.13930" in link
    assert "noreferrer" in link


@pytest.mark.parametrize(("lat", "top"), [(-90, 30), (-33.9, 6), (90, 0)])
def test_no_place_on_earth_falls_off_the_map(gallery, client, lat, top):
    document = Document(id="c" * 64, location=Location(lat=lat, lon=180), files=())
    gallery.engine.put("gallery", [Item(document)], refresh="wait_for")
    text = client.get(f"/c/gallery/i/{document.id}").text
    assert f'viewBox="0 {top} 360 150"' in text
    assert f'cx="360.0" cy="{90.0 - lat}"' in text


def test_one_that_has_no_vector_is_shown_without_neighbours(client, known):
    text = client.get(f"/c/gallery/i/{known}").text
    assert "It cannot be compared: it has no vector of fake." in text
    assert "See all that is like this" not in text
    assert "<dt>Compared by" not in text


def test_one_that_has_a_vector_says_whose(gallery, client):
    text = client.get(address_of(gallery, "red")).text
    assert re.search(r"<dt>Compared by</dt><dd>\s*<span[^>]*>fake<", text)


def test_nothing_known_leaves_nothing_empty(gallery, client):
    bare = Document(id="e" * 64, files=(FileEntry(uri="http://example.org/x", size=0),))
    gallery.engine.put("gallery", [Item(bare)], refresh="wait_for")
    text = client.get(f"/c/gallery/i/{bare.id}").text
    assert "Without a name" in text
    assert "http://example.org/x</bdi>" in text
    for absent in ("<dt>Taken", "<dt>Camera", "<dt>Place", "<dt>Colours", "<dt>Tags", "<dt>Notes"):
        assert absent not in text


def test_a_collection_without_vectors_shows_its_images(gallery, client):
    ensure(gallery.engine, "bare", [])
    bare = Document(id="e" * 64, files=(FileEntry(uri="file:///x.png", size=0),))
    gallery.engine.put("bare", [Item(bare)], refresh="wait_for")
    answer = client.get(f"/c/bare/i/{bare.id}")
    assert answer.status_code == 200
    assert "this collection has no vectors" in answer.text


@pytest.mark.parametrize("field", ["filename", "folder", "category", "caption", "camera"])
def test_what_an_image_says_of_itself_is_shown_escaped(gallery, client, field):
    file = {"uri": "file:///x.png", "size": 0} | ({} if field == "camera" else {field: NASTY})
    known = {"camera": NASTY} if field == "camera" else {}
    document = Document(id="d" * 64, files=(FileEntry(**file),), **known)
    gallery.engine.put("gallery", [Item(document)], refresh="wait_for")
    text = client.get(f"/c/gallery/i/{document.id}").text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert '"><script' not in text


def test_the_way_through_the_result_it_came_from(gallery, client):
    text = client.get(address_of(gallery, "dark-red", q="red", by="words", size=1, rank=2)).text
    trail = text[text.index('class="trail"') : text.index("<article")]
    earlier, later = (
        unescape(re.search(rf'rel="{rel}" href="([^"]*)"', trail)[1]) for rel in ("prev", "next")
    )
    query = {"q": ["red"], "by": ["words"], "size": ["1"]}
    assert urlsplit(earlier).path == "/c/gallery/search/at"
    assert parse_qs(urlsplit(earlier).query) == query | {"rank": ["1"]}
    assert parse_qs(urlsplit(later).query) == query | {"rank": ["3"]}
    assert "/c/gallery/search?q=red&by=words&page=2&size=1" in links(trail)


def test_the_first_of_a_result_has_none_before_it(gallery, client):
    text = client.get(address_of(gallery, "red", q="red", rank=1)).text
    assert 'rel="prev"' not in text
    assert 'rel="next"' in text


def test_a_page_reached_otherwise_leads_to_its_collection(gallery, client):
    text = client.get(address_of(gallery, "red")).text
    assert 'rel="next"' not in text
    assert "/c/gallery/" in links(text)
