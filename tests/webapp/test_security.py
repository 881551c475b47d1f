import io
import re

import pytest

from lookalike.core.settings import load_settings
from tests.webapp.gallery import COLOURS, picture
from webapp.app import create_app
from webapp.security import is_own_address, is_trusted, trusted_hosts

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NASTY = '"><script>alert(1)</script>\u202egnp.exe'
NASTY_FILE = "'><script>alert(1)\u202egnp.exe"


def assert_safe(answer):
    assert answer.headers["Content-Security-Policy"] == CSP
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "; HttpOnly" in cookie
        assert "; SameSite=Lax" in cookie
    assert answer.headers["X-Request-Id"]


def test_nothing_is_kept_by_caches_between_people(app, client, gallery, upload):
    token = upload(picture(COLOURS["red"])).location.partition("t:")[2]
    own = ("/", "/c/gallery/", f"/c/gallery/search?like=t:{token}", f"/uploads/{token}.webp")
    for address in (*own, f"/c/gallery/media/{gallery.ids['red']}-320.webp", "/nowhere"):
        kept = client.get(address).headers["Cache-Control"]
        assert kept.startswith(("private", "no-store")), address


def test_reading_sets_no_cookie(client, gallery):
    red = gallery.ids["red"]
    own = ("/", "/c/gallery/", "/c/gallery/search?q=red", f"/c/gallery/media/{red}-320.webp")
    for address in (*own, "/health", "/nowhere", "/static/base.css"):
        assert "Set-Cookie" not in client.get(address).headers, address


@pytest.mark.parametrize(
    "address", ["/nowhere", "/c/gallery", "/c/No/", "/c/none/", "/c/gallery/search", "/static/no"]
)
def test_refusals_have_the_headers_too(client, address):
    assert_safe(client.get(address))


def test_pages_have_no_inline_style_or_script(client, gallery):
    for address in ("/", "/c/gallery/", "/c/gallery/search?q=red", "/nowhere"):
        text = client.get(address, follow_redirects=True).text
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
        assert all('src="' in tag for tag in re.findall("<script[^>]*>", text))


@pytest.mark.parametrize("field", ["filename", "folder", "category", "caption"])
def test_what_an_image_says_of_itself_is_shown_escaped(gallery, client, field):
    document_id = gallery.put("nasty", picture((1, 2, 3)), **{field: NASTY})
    for address in (f"/c/gallery/search?like=id:{document_id}", "/c/gallery/"):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert '"><script' not in text
    if field == "category":
        text = client.get(f"/c/gallery/search?like=id:{document_id}").text
        assert "<bdi>&#34;&gt;&lt;script&gt;" in text


def test_what_is_asked_is_shown_escaped(client, upload):
    for address in (
        "/c/gallery/search?q=" + NASTY,
        "/c/gallery/search?q=a&not=" + NASTY,
        "/c/gallery/search?q=a&where=" + NASTY,
        "/c/gallery/search?q=a&encoder=" + NASTY,
        "/c/" + NASTY.replace("/", "%2F") + "/",
        upload(picture(COLOURS["red"]), name=NASTY_FILE).location,
    ):
        answer = client.get(address)
        assert answer.mimetype == "text/html"
        assert "<script>alert" not in answer.text
        assert '"><script' not in answer.text


def test_a_refused_file_is_named_escaped(upload):
    text = upload(b"%PDF-1.7", name=NASTY_FILE).text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


FOREIGN = (
    "evil.example",
    "127.0.0.1.evil.example",
    "evil.example:5000",
    "localhost@evil.example",
    "evil.example#localhost",
    "a b",
    "localhost:x",
    "localhost:99999",
    "[::2]:5000",
    "[::1",
    "[]",
    "",
)


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused_with_the_setting_named(client, host):
    answer = client.get("/c/gallery/", headers={"Host": host})
    assert answer.status_code == 400
    assert "LOOKALIKE_TRUSTED_HOSTS" in answer.text
    assert_safe(answer)


@pytest.mark.parametrize(
    "host", ["localhost", "LocalHost:5000", "127.0.0.1:5000", "[::1]", "[::1]:8080"]
)
def test_this_machine_is_answered(client, host):
    assert client.get("/c/gallery/", headers={"Host": host}).status_code == 200


def test_the_hosts_are_those_set_else_this_machine_and_the_one_bound():
    assert trusted_hosts(load_settings(trusted_hosts=("photos.example",))) == ["photos.example"]
    assert trusted_hosts(load_settings(trusted_hosts=("[FD00::7]",))) == ["fd00::7"]
    here = ["localhost", "127.0.0.1", "::1"]
    assert trusted_hosts(load_settings(host="::1")) == here
    assert trusted_hosts(load_settings(host="fd00::7")) == [*here, "fd00::7"]


def test_a_name_with_a_dot_before_it_trusts_all_below_it_and_nothing_else():
    assert is_trusted("photos.museum.example:80", [".museum.example"])
    assert not is_trusted("evilmuseum.example", [".museum.example"])
    assert not is_trusted("evilmuseum.example", ["museum.example"])


@pytest.mark.parametrize("own", ["/", "/add", "/c/a b/search?q=1&page=2", "/c/fünf/"])
def test_an_address_of_this_site(own):
    assert is_own_address(own)


@pytest.mark.parametrize(
    "foreign",
    [
        *("", "add", "https://evil.example/", "http:evil", "javascript:alert(1)", "/a\n"),
        *("//evil.example", "///evil.example", "/\\evil.example", "/\t/evil.example", " //evil"),
    ],
)
def test_an_address_of_another_site(foreign):
    assert not is_own_address(foreign)


def test_a_foreign_host_runs_nothing(gallery):
    class Untouched:
        name = "untouched"

    client = create_app(gallery.settings, Untouched()).test_client()
    for address in ("/", "/c/gallery/", "/c/gallery", "/ready", "/static/base.css", "/nowhere"):
        assert client.get(address, headers={"Host": "evil.example"}).status_code == 400


def test_a_request_over_the_limit_is_refused_with_the_limit_named(gallery):
    settings = load_settings(data=gallery.settings.data, max_upload_bytes=2**20)
    client = create_app(settings, gallery.engine).test_client()
    form = {"image": (io.BytesIO(b"x" * (2**20 + 1)), "a.png")}
    answer = client.post("/query", data=form)
    assert answer.status_code == 413
    assert "1 MB (LOOKALIKE_MAX_UPLOAD_BYTES)" in answer.text
    assert_safe(answer)


def test_a_form_of_too_many_parts_is_refused_and_said_so(client):
    answer = client.post("/query", data={f"f{n}": (io.BytesIO(b"x"), "x") for n in range(200)})
    assert answer.status_code == 413
    assert "more than 100 parts" in answer.text


@pytest.mark.parametrize("address", ["/query", "/look", "/key", "/c/gallery/drop", "/add/files"])
def test_a_form_without_files_is_short(client, address):
    form = {"data": b"q=red&" * 2**16, "content_type": "application/x-www-form-urlencoded"}
    answer = client.post(address, **form)
    assert answer.status_code == 413
    assert "0.25 MB (application/x-www-form-urlencoded)" in answer.text
    form["data"] = b"q=red&" * 1_000
    assert client.post(address, **form).status_code in (303, 403)


def test_assets_are_kept_by_browsers_and_change_address_with_content(client):
    address = re.search(r'href="(/static/base.css\?v=[0-9a-f]{8})"', client.get("/nowhere").text)[1]
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/base.css").headers["Cache-Control"]
