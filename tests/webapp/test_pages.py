import re

import pytest

from lookalike.core.settings import load_settings
from lookalike.search.collections import ensure
from lookalike.search.embedded.engine import EmbeddedEngine
from tests.webapp.gallery import COLOURS, on_cluster, picture
from webapp.app import create_app

ENGINES = [
    pytest.param("embedded"),
    pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
]


@pytest.fixture(params=ENGINES)
def engine_settings(request):
    if request.param == "embedded":
        return {}
    return on_cluster(request.getfixturevalue("elasticsearch_url"))


class Counting:
    """An engine that notes every call to the one behind."""

    def __init__(self, engine):
        self.engine = engine
        self.name = engine.name
        self.calls = []

    def __getattr__(self, name):
        def call(*given, **named):
            self.calls.append(name)
            return getattr(self.engine, name)(*given, **named)

        return call


def test_an_empty_installation_says_how_to_begin(tmp_path):
    client = create_app(load_settings(data=tmp_path), EmbeddedEngine(tmp_path)).test_client()
    answer = client.get("/")
    assert answer.status_code == 200
    assert "lookalike ingest ~/Pictures" in answer.text


def test_the_only_collection_is_the_first_page(client):
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (302, "/c/gallery/")


def test_several_collections_are_listed_with_their_sizes(gallery, client):
    ensure(gallery.engine, "other", gallery.encoders, title="Another one")
    text = client.get("/").text
    assert "Plain colours" in text
    assert "Another one" in text
    assert "5 images" in text
    assert "0 images" in text


def test_a_collection_shows_images_to_begin_with(gallery, client):
    text = client.get("/c/gallery/").text
    for document_id in gallery.ids.values():
        assert f"/c/gallery/media/{document_id}-320.webp" in text
        assert f"like=id:{document_id}" in text


def test_an_empty_collection_says_how_to_fill_it(gallery, client):
    ensure(gallery.engine, "other", gallery.encoders)
    assert "lookalike ingest ~/Pictures -c other" in client.get("/c/other/").text


def test_an_image_finds_itself_first_with_distance_0(gallery, client, found):
    address = f"/c/gallery/search?like=id:{gallery.ids['red']}"
    assert found(address)[:2] == ["red", "dark-red"]
    assert re.search(r'value="0.0"[^>]*>0.000<', client.get(address).text)


def test_words_find_what_they_say(found):
    assert found("/c/gallery/search?q=green")[0] == "green"


def test_an_uploaded_image_finds_itself_first(upload, found):
    answer = upload(picture(COLOURS["blue"]))
    assert answer.status_code == 303
    assert re.fullmatch(r"/c/gallery/search\?like=t:[A-Za-z0-9_-]{22}", answer.location)
    assert found(answer.location)[0] == "blue"


def test_words_sent_with_an_image_stay_in_the_query(upload, client):
    answer = upload(picture(COLOURS["blue"]), q="red", where="category=red", encoder="fake")
    address = answer.location
    for part in ("q=red", "like=t:", "where=category%3Dred", "encoder=fake"):
        assert part in address
    text = client.get(address).text
    assert 'value="red"' in text
    assert re.search(r'type="hidden" name="like" value="t:', text)


def test_the_box_without_a_file_searches_by_words(client):
    answer = client.post("/query", data={"q": "red", "page": "7"})
    assert (answer.status_code, answer.location) == (303, "/c/gallery/search?q=red")


def test_more_like_this_leads_to_the_picture_as_the_query(gallery, client, found):
    text = client.get("/c/gallery/search?q=green").text
    address = re.search(r'class="more" href="([^"]*)"', text)[1].replace("&amp;", "&")
    assert address == f"/c/gallery/search?like=id:{gallery.ids['green']}"
    assert found(address)[0] == "green"


def test_pages_are_slices_of_one_order(gallery, client, found):
    address = f"/c/gallery/search?like=id:{gallery.ids['red']}&size="
    assert found(address + "2") + found(address + "2&page=2") + found(address + "2&page=3") == (
        found(address + "5")
    )
    first, last = client.get(address + "2").text, client.get(address + "2&page=3").text
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


def test_a_chip_leads_to_the_query_without_it(gallery, client):
    red = gallery.ids["red"]
    text = client.get(f"/c/gallery/search?q=dark&like=id:{red}&where=category=red").text
    removes = re.findall(r'class="remove" href="([^"]*)"', text)
    assert [each.replace("&amp;", "&") for each in removes] == [
        f"/c/gallery/search?like=id:{red}&where=category%3Dred",
        "/c/gallery/search?q=dark&where=category%3Dred",
        f"/c/gallery/search?q=dark&like=id:{red}",
    ]


def test_removing_the_last_chip_leads_back_to_the_collection(client):
    text = client.get("/c/gallery/search?q=red").text
    assert re.search(r'class="remove" href="/c/gallery/"', text)


def test_a_category_leads_to_the_same_query_within_it(gallery, client, found):
    text = client.get(f"/c/gallery/search?like=id:{gallery.ids['blue']}").text
    within = f"/c/gallery/search?like=id:{gallery.ids['blue']}&amp;where=category%3Dred"
    assert f'href="{within}"' in text
    assert set(found(within.replace("&amp;", "&"))) == {"red", "dark-red"}


def test_not_takes_words_and_images(gallery, client, found):
    dark = gallery.ids["dark-red"]
    assert "dark-red" not in found("/c/gallery/search?q=red&not=dark&by=words")
    text = client.get(f"/c/gallery/search?q=red&not=id:{dark}").text
    assert "chip-unwanted" in text
    assert re.search(rf'type="hidden" name="not" value="id:{dark}"', text)


def test_nothing_found_says_what_to_do(client):
    text = client.get("/c/gallery/search?q=zebra&by=words").text
    assert "Nothing found" in text
    assert 'href="/c/gallery/"' in text


def test_no_image_passes_the_filters(gallery, client):
    address = f"/c/gallery/search?like=id:{gallery.ids['red']}&where=width=9000.."
    assert "Leave something out" in client.get(address).text


def test_a_page_behind_the_last_leads_back(gallery, client):
    text = client.get("/c/gallery/search?q=red&page=9").text
    assert "The results end before this page" in text
    assert 'rel="prev" href="/c/gallery/search?q=red"' in text


@pytest.mark.parametrize(
    ("query", "calls"),
    [
        ("q=red", ["rankings", "get"]),
        ("like=id:{red}", ["vectors", "rankings", "get"]),
        ("q=red&like=id:{red}&not=dark&page=2&size=2", ["vectors", "rankings", "get"]),
    ],
)
def test_a_page_of_results_costs_few_calls(gallery, query, calls):
    engine = Counting(gallery.engine)
    client = create_app(gallery.settings, engine).test_client()
    client.get("/c/gallery/")
    engine.calls.clear()
    address = "/c/gallery/search?" + query.format(red=gallery.ids["red"])
    assert client.get(address).status_code == 200
    assert engine.calls == calls


def test_health_answers_while_the_engine_is_away(tmp_path):
    class Away:
        name = "away"

        def __getattr__(self, name):
            raise AssertionError("health asked the engine")

    client = create_app(load_settings(data=tmp_path), Away()).test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_ready_asks_the_engine(gallery, client):
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json["engine"] == gallery.engine.name


def test_every_view_is_short():
    from pathlib import Path

    from webapp import media, pages

    for module in (media, pages):
        source = Path(module.__file__).read_text(encoding="utf-8")
        for view in re.findall(r"\ndef (?!_).*?(?=\n\n\n|\Z)", source, re.DOTALL):
            assert view.strip().count("\n") < 25, view
