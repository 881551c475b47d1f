import re

import pytest

from lookalike.core.errors import EngineUnavailable
from lookalike.core.settings import load_settings
from lookalike.search.collections import ensure
from lookalike.search.embedded.engine import EmbeddedEngine
from tests.webapp.gallery import COLOURS, picture
from webapp.app import create_app

PAGES = ("/c/gallery/", "/c/gallery/search?q=red", "/nowhere", "/c/none/", "/encoders", "/about")


@pytest.fixture
def two(gallery):
    """A second collection beside the gallery."""
    ensure(gallery.engine, "other", gallery.encoders, title="Another one")
    return gallery


class Leaving:
    """An engine that can be sent away."""

    def __init__(self, engine):
        self.engine = engine
        self.name = engine.name
        self.away = False

    def __getattr__(self, name):
        if self.away:
            raise EngineUnavailable(engine=self.name, reason="gone")
        return getattr(self.engine, name)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_the_one_box_and_the_ways_around_the_site(client, address):
    text = client.get(address).text
    assert text.count('role="search"') == 1
    assert text.count('id="box"') == 1
    assert 'action="/look"' in text
    for way in ("/collections", "/add", "/encoders", "/about", "/api/v1/docs"):
        assert f'href="{way}"' in text


def test_where_there_is_nothing_to_search_in_there_is_no_box(tmp_path):
    client = create_app(load_settings(data=tmp_path), EmbeddedEngine(tmp_path)).test_client()
    assert 'role="search"' not in client.get("/about").text


def test_with_one_collection_there_is_nothing_to_choose(client):
    text = client.get("/about").text
    assert '<input type="hidden" name="collection" value="gallery">' in text
    assert "<select" not in text


def test_the_box_chooses_the_collection_one_is_in(two, client):
    for address in ("/c/other/", "/c/other/search", "/add?collection=other"):
        text = client.get(address).text
        assert '<option value="other" selected>Another one</option>' in text
        assert '<input type="hidden" name="from" value="other">' in text


def test_the_box_holds_the_query_that_stands_in_the_address(client):
    text = client.get("/c/gallery/search?q=red&where=category=red&view=list").text
    assert 'name="q" value="red"' in text
    assert '<input type="hidden" name="where" value="category=red">' in text
    assert '<input type="hidden" name="view" value="list">' in text


def test_what_cannot_be_asked_leaves_its_words_in_the_box(client):
    answer = client.get("/c/gallery/search?q=red&page=0")
    assert (answer.status_code, 'name="q" value="red"' in answer.text) == (400, True)


def test_a_refused_file_leaves_words_and_collection_in_the_box(two, upload):
    text = upload(b"", name="empty.jpg", collection="other", q="red").text
    assert 'name="q" value="red"' in text
    assert '<option value="other" selected>' in text


def test_in_another_collection_ids_and_filters_are_left_behind(two, client, gallery):
    form = {
        "from": "gallery",
        "collection": "other",
        "q": "red",
        "like": f"id:{gallery.ids['red']}",
        "not": "dark",
        "where": "category=red",
    }
    answer = client.post("/query", data=form)
    assert answer.location == "/c/other/search?q=red&not=dark"
    same = client.post("/query", data=form | {"collection": "gallery"})
    assert f"like=id:{gallery.ids['red']}" in same.location


def test_an_upload_goes_along_to_another_collection(two, client, upload):
    two.put("blue", picture(COLOURS["blue"]), collection="other")
    token = upload(picture(COLOURS["blue"])).location.partition("like=")[2]
    form = {"from": "gallery", "collection": "other", "like": token}
    answer = client.post("/query", data=form)
    assert answer.location == f"/c/other/search?like={token}"
    assert 'title="blue.png"' in client.get(answer.location).text


def test_while_the_engine_is_away_the_frame_shows_what_was_last_seen(two):
    engine = Leaving(two.engine)
    client = create_app(two.settings, engine).test_client()
    client.get("/c/gallery/")
    engine.away = True
    for _time in range(2):
        answer = client.get("/c/gallery/search?q=red")
        assert answer.status_code == 503
        assert "Plain colours" in answer.text
        assert 'name="q" value="red"' in answer.text


def test_an_engine_that_was_never_there_leaves_a_frame_without_box(tmp_path):
    engine = Leaving(EmbeddedEngine(tmp_path))
    engine.away = True
    answer = create_app(load_settings(data=tmp_path), engine).test_client().get("/")
    assert (answer.status_code, 'role="search"' in answer.text) == (503, False)
    assert 'action="/look"' in answer.text


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_light_or_dark_is_remembered(client, theme):
    answer = client.post("/look", data={"theme": theme, "back": "/c/gallery/search?q=red"})
    assert (answer.status_code, answer.location) == (303, "/c/gallery/search?q=red")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    text = client.get("/about").text
    assert f'data-theme="{theme}"' in text
    assert f'name="theme" value="{theme}" aria-pressed="true"' in text


def test_a_language_is_remembered(client):
    assert '<html lang="en"' in client.get("/about").text
    client.post("/look", data={"language": "de"})
    assert '<html lang="de"' in client.get("/about").text


@pytest.mark.parametrize("field", ["theme", "language"])
def test_a_look_there_is_not_is_refused(client, field):
    answer = client.post("/look", data={field: "x"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["field"]) == (400, field)
    assert "Set-Cookie" not in answer.headers


def test_a_cookie_nobody_set_here_changes_nothing(client):
    client.set_cookie("theme", '"><script>')
    assert 'data-theme="auto"' in client.get("/about").text


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "x", ""],
)
def test_a_look_leads_back_to_this_site_alone(client, back):
    assert client.post("/look", data={"theme": "dark", "back": back}).location == "/"


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_no_other_site_changes_the_look(client, headers):
    answer = client.post("/look", data={"theme": "dark"}, headers=headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_the_look_form_knows_the_page_it_is_on(client):
    text = client.get("/c/gallery/search?q=a%26b").text
    assert re.search(r'name="back" value="(.*?)"', text)[1] == "/c/gallery/search?q=a%26b"
