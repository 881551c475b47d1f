"""Collections and their images, as they are read."""

from typing import get_args

import pytest

from lookalike.search.filters import FACET_FIELDS
from webapp.api.models.collections import FacetField
from webapp.app import create_app


@pytest.fixture
def engine_settings(either_engine):
    return either_engine


def test_collections_are_listed_and_shown(api, gallery):
    assert api("GET", "/collections").json == {
        "collections": [
            {
                "name": "gallery",
                "title": "Plain colours",
                "documents": 5,
                "encoders": ["fake"],
                "default_encoder": "fake",
            }
        ]
    }
    shown = api("GET", "/collections/gallery").json
    assert (shown["documents"], shown["files"], shown["engine"]) == (5, 5, gallery.engine.name)
    assert shown["encoders"]["fake"]["vectors"] == 5


def test_facets_count_what_matches(api):
    answer = api("GET", "/collections/gallery/facets?where=category=red&field=category").json
    assert answer["total"] == 2
    assert answer["facets"] == {
        "category": [{"value": "red", "count": 2}]
        + [{"value": each, "count": 1} for each in ("blue", "green", "grey")]
    }
    assert set(api("GET", "/collections/gallery/facets").json["facets"]) == set(FACET_FIELDS)


def test_the_document_names_the_fields_that_can_be_counted():
    assert get_args(FacetField) == FACET_FIELDS


def test_images_are_listed_in_an_order_page_by_page(api):
    first = api("GET", "/collections/gallery/images?sort=name&size=2").json
    assert [each["filenames"] for each in first["images"]] == [["blue.png"], ["dark-red.png"]]
    assert (first["total"], first["next"]) == (5, 2)
    last = api("GET", "/collections/gallery/images?sort=name&size=2&page=3").json
    assert [each["filenames"] for each in last["images"]] == [["red.png"]]
    assert last["next"] is None
    reds = api("GET", "/collections/gallery/images?sort=name&where=category=red").json
    assert [each["category"] for each in reds["images"]] == [["red"], ["red"]]


def test_an_image_is_shown_with_its_files_and_a_picture(api, client, gallery):
    image = api("GET", f"/collections/gallery/images/{gallery.ids['red']}").json
    assert (image["width"], image["height"], image["format"]) == (96, 64, "PNG")
    assert image["files"][0]["uri"] == "file:///red.png"
    assert client.get(image["thumbnail"]).mimetype == "image/webp"


@pytest.mark.parametrize(
    "path", ["/collections/none", "/collections/gallery/images/" + "0" * 64, "/encoders/none"]
)
def test_what_is_not_there_is_404(api, path):
    answer = api("GET", path)
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_paths_are_hidden_where_the_site_shows_none(gallery):
    hidden = gallery.settings.model_copy(update={"show_paths": False})
    client = create_app(hidden, gallery.engine).test_client()
    base = "/api/v1/collections/gallery"
    for path in ("search?q=red", "images", f"images/{gallery.ids['red']}", "runs"):
        answer = client.get(f"{base}/{path}")
        assert answer.status_code == 200
        assert "file:" not in answer.text, path
