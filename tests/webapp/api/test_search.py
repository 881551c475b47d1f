"""One query, three ways to ask: address, JSON, form; the same answer as page and command line."""

import base64
import json

import pytest

from lookalike.cli.main import run
from lookalike.core.settings import settings
from tests.webapp.api.conftest import file
from tests.webapp.gallery import COLOURS, picture
from webapp.api.models.search import Answer

SEARCH = "/collections/gallery/search"


@pytest.fixture
def engine_settings(either_engine):
    return either_engine


@pytest.fixture
def on_command_line(gallery, capsys, monkeypatch):
    """Return the answer of `lookalike search --json` over the same collection."""
    for name in gallery.settings.model_fields_set:
        monkeypatch.setenv(f"LOOKALIKE_{name.upper()}", str(getattr(gallery.settings, name)))

    def search(*arguments):
        settings.cache_clear()
        assert run(["search", "--json", *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    return search


def without_time(answer):
    return {name: value for name, value in answer.items() if name != "took_ms"}


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        ("q=red&size=10", "red"),
        ("like=id:{red}&size=2&page=2", "--image id:{red} -k 2 --page 2"),
        ("q=red&not=dark&by=words&size=10", "red --not dark --by words"),
        (
            "q=blue&like=id:{red}&not=id:{grey}&where=width=1..&where=category!=green&size=3",
            "blue --image id:{red} --not-image id:{grey} --where width=1.. "
            "--where category!=green -k 3",
        ),
    ],
)
def test_api_command_line_and_page_give_the_same(
    api, gallery, on_command_line, found, query, arguments
):
    query = query.format(**gallery.ids)
    answer = api("GET", f"{SEARCH}?{query}").json
    typed = on_command_line(*arguments.format(**gallery.ids).split())
    assert answer["hits"]
    assert without_time(answer) == without_time(typed)
    names = [hit["filename"].removesuffix(".png") for hit in answer["hits"]]
    assert found(f"/c/gallery/search?{query}") == names


def test_json_asks_what_an_address_asks(api, gallery):
    address = (
        f"{SEARCH}?q=blue&like=id:{gallery.ids['red']}&not=id:{gallery.ids['grey']}"
        "&where=width=1..&sort=name&size=3&facets=category&nearest_categories=2"
    )
    body = {
        "terms": [
            {"kind": "words", "value": "blue"},
            {"kind": "id", "value": gallery.ids["red"]},
            {"kind": "id", "value": gallery.ids["grey"], "weight": -1},
        ],
        "filters": ["width=1.."],
        "sort": "name",
        "k": 3,
        "facets": ["category"],
        "nearest_categories": 2,
    }
    answer = api("POST", SEARCH, json=body)
    assert answer.status_code == 200, answer.text
    assert without_time(answer.json) == without_time(api("GET", address).json)
    assert {each["value"] for each in answer.json["facets"]["category"]} >= {"red", "grey"}
    assert len(answer.json["nearest_categories"]) == 2


def test_a_file_is_found_however_it_is_sent(api, gallery):
    data = picture(COLOURS["blue"])
    terms = [{"kind": "file", "value": base64.b64encode(data).decode()}]
    answers = [
        api("POST", SEARCH, json={"terms": terms, "k": 3}),
        api("POST", SEARCH, data={"image": file(data), "size": "3"}),
        api("GET", f"/collections/gallery/images/{gallery.ids['blue']}/similar?size=3"),
    ]
    assert [each.status_code for each in answers] == [200, 200, 200]
    found = [[hit["id"] for hit in each.json["hits"]] for each in answers]
    assert found[0] == found[1] == found[2]
    assert found[0][0] == gallery.ids["blue"]
    assert answers[0].json["hits"][0]["distance"] == 0


def test_a_stored_query_searches_on(api, gallery):
    stored = api(
        "POST", "/collections/gallery/queries", data={"image": file(picture(COLOURS["green"]))}
    )
    assert stored.status_code == 201
    answer = api("GET", f"{SEARCH}?like={stored.json['like']}").json
    assert answer["hits"][0]["id"] == gallery.ids["green"]
    terms = [{"kind": "token", "value": stored.json["token"]}]
    assert api("POST", SEARCH, json={"terms": terms}).json["hits"] == answer["hits"]


def test_weights_count(api, gallery):
    terms = [
        {"kind": "id", "value": gallery.ids["red"], "weight": 1},
        {"kind": "id", "value": gallery.ids["blue"], "weight": 3},
    ]
    first = api("POST", SEARCH, json={"terms": terms}).json["hits"][0]
    assert first["id"] == gallery.ids["blue"]


def test_the_model_names_all_that_an_answer_holds(api):
    answer = api("GET", f"{SEARCH}?q=red&facets=category&nearest_categories=3").json
    assert Answer.model_validate(answer).model_dump(mode="json") == answer
