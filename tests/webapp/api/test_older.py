"""The calls of the older systems."""

import math

import pytest

from tests.webapp.api.conftest import file
from tests.webapp.gallery import COLOURS, picture

SETS = ["sift", "resnet", "beit"]


@pytest.fixture
def post(client):
    def call(path, data=None):
        return client.post(path, data={"image": file(data or picture(COLOURS["red"]))})

    return call


def test_the_ten_nearest_come_in_order(post, gallery):
    for number in range(8):
        gallery.put(f"more-{number}", picture((30 * number, 7, 99)))
    answer = post("/top-10-images").json
    assert len(answer["ids"]) == len(answer["distances"]) == 10
    assert answer["ids"][0] == gallery.ids["red"]
    assert answer["distances"] == sorted(answer["distances"])


def test_the_nearest_has_index_and_distance(post, gallery):
    answer = post("/nearest-image", picture((220, 30, 30))).json
    assert (answer["index"], answer["filename"]) == (gallery.ids["red"], "red.png")
    assert answer["metric"] == "cosine"
    assert 0 < answer["distance"] < 0.1


def test_l2_is_between_vectors_of_length_1(post):
    by_cosine, by_l2 = (
        post(f"/nearest-image?metric={metric}", picture((220, 30, 30))).json
        for metric in ("cosine", "l2")
    )
    assert by_l2["index"] == by_cosine["index"]
    assert by_l2["distance"] == pytest.approx(math.sqrt(2 * by_cosine["distance"]))


@pytest.mark.parametrize("name", SETS)
def test_an_encoder_that_the_collection_lacks_is_told_as_not_installed(post, name):
    answer = post(f"/{name}-similar-images")
    assert (answer.status_code, answer.json["code"]) == (422, "encoder_unavailable")
    assert "not installed" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/top-10-images", "/nearest-image", "/sift-similar-images"])
def test_an_unknown_metric_parameter_or_collection_is_refused(post, path):
    assert post(f"{path}?collection=none").status_code == 404
    assert post(f"{path}?colour=red").json["field"] == "colour"
    assert post("/nearest-image?metric=hamming").json["field"] == "metric"


def test_of_several_collections_one_must_be_named(post, gallery):
    gallery.engine.create("other", list(gallery.engine.collection("gallery").encoders.values()))
    refused = post("/top-10-images")
    assert (refused.status_code, refused.json["field"]) == (400, "collection")
    assert "gallery, other" in refused.json["detail"]
    assert post("/top-10-images?collection=gallery").json["collection"] == "gallery"
    assert post("/nearest-image?collection=other").status_code == 404
    assert post("/top-10-images?collection=other").json["ids"] == []
