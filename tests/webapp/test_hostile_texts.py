"""Images that say of themselves what would be markup: taken in for real, looked at on every page."""

import io
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image

from tests.webapp.adding import file, page_when_over, send, zipped
from tests.webapp.gallery import picture

PLACES = (
    "title",
    "folder",
    "filename",
    "camera",
    "member",
    "category",
    "caption",
    "tag",
    "refused",
)
ROOTS = ("/", "/runs", "/add", "/key", "/api/v1/docs", "/nowhere")
MOST = 150
_MAKE, _DESCRIPTION, _COMMENT = 0x010F, 0x010E, 0x9286


def nasty(place):
    """Return markup that names the place it was put in, without a slash: a file can be called so."""
    return f"'\"><img src=x onerror=alert('{place}')>{{{{7*7}}}}"


class Markup(HTMLParser):
    """Notes links and whatever a page of ours never holds."""

    def __init__(self, text):
        super().__init__()
        self.links, self.foreign, self.words = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, given):
        known = dict(given)
        self.foreign += [(tag, name) for name in known if name.startswith("on") or name == "style"]
        addresses = [known[name] or "" for name in ("href", "src", "action") if name in known]
        abroad = "https://www.openstreetmap.org/"
        self.foreign += [
            (tag, each) for each in addresses if not each.startswith(("/", "#", abroad))
        ]
        self.foreign += [(tag, "inline")] if tag == "script" and "src" not in known else []
        self.words += [
            known[name] for name in ("title", "alt", "aria-label", "value") if known.get(name)
        ]
        self.links |= {known["href"]} if tag == "a" and known["href"].startswith("/") else set()

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def engine_settings():
    return {"encoder": "fake"}


@pytest.fixture
def taken_in(client, gallery, tmp_path):
    """Take in a folder, an upload and a ZIP that are hostile in every place there is."""
    folder = tmp_path / nasty("source") / nasty("folder")
    folder.mkdir(parents=True)
    exif = Image.Exif()
    exif.update({tag: nasty("camera") for tag in (_MAKE, _DESCRIPTION, _COMMENT)})
    photo = io.BytesIO()
    Image.new("RGB", (60, 40), (9, 99, 9)).save(photo, "JPEG", exif=exif)
    (folder / f"{nasty('filename')}.jpg").write_bytes(photo.getvalue())
    (folder / f"{nasty('refused')}.jpg").write_bytes(photo.getvalue()[:200])
    sent = send(client, "/add/folder", title=nasty("title"), path=str(folder.parent))
    page_when_over(client, sent)
    name = sent.location.split("/")[2]
    members = {f"{nasty('folder')}/{nasty('member')}.png": picture((1, 2, 3)), "no.png": b"\x89PNG"}
    files = [file(zipped(members), "<img src=x>.zip"), file(b"GIF8", "<img src=x>.gif")]
    sent = send(client, "/add/files", collection=name, category=nasty("category"), files=files)
    page_when_over(client, sent)
    gallery.put("told", picture((5, 6, 7)), name, caption=nasty("caption"), tags=(nasty("tag"),))
    return name


def kind_of(address):
    """Return what tells one page from another that is worth a look: its path, and what is asked."""
    parts = urlsplit(address)
    return parts.path, frozenset(name for name, _value in parse_qsl(parts.query))


def test_no_text_from_outside_is_markup_on_any_page(client, taken_in):
    waiting, known, words = [*ROOTS, f"/c/{taken_in}/search?view=list"], set(), []
    while waiting and len(known) < MOST:
        address = waiting.pop(0)
        if kind_of(address) in known:
            continue
        known.add(kind_of(address))
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html":
            page = Markup(answer.text)
            assert page.foreign == [], address
            words += page.words
            waiting += sorted(page.links)
    seen = {re.sub("[0-9a-f]{64}", "ID", path) for path, _names in known}
    inside = ("/", "/search", "/i/ID", "/i/ID/full.jpg", "/runs", "/runs/1", "/runs/2")
    assert seen >= {*ROOTS, "/collections", *(f"/c/{taken_in}{each}" for each in inside)}
    for place in PLACES:
        assert any(nasty(place) in each for each in words), place


def test_what_is_said_is_json_to_programs_and_nothing_else(client, taken_in):
    for path in ("", "/images", "/search", "/facets", "/runs", "/runs/1", "/runs/2"):
        answer = client.get(
            f"/api/v1/collections/{taken_in}{path}", headers={"Accept": "text/html"}
        )
        assert (answer.status_code, answer.mimetype) == (200, "application/json"), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
