"""Images or words in, vectors out."""

import io

import numpy as np
import pytest

from lookalike.encoders.registry import encoder_ids
from tests.webapp.api.conftest import file
from tests.webapp.gallery import COLOURS, picture


@pytest.fixture
def encode(api):
    def call(*images, **fields):
        form = {"image": [file(each) for each in images], **fields}
        return api("POST", "/encode", data=form)

    return call


def test_images_give_the_vectors_that_a_collection_stores(encode, gallery):
    answer = encode(picture(COLOURS["red"]), picture(COLOURS["blue"]), encoder="fake").json
    [field] = [each.field for each in gallery.encoders]
    ids = [gallery.ids["red"], gallery.ids["blue"]]
    stored = gallery.engine.vectors("gallery", field, ids)
    assert np.allclose(answer["vectors"], [stored[each] for each in ids], atol=1e-6)
    assert (answer["rows"], answer["dims"], answer["metric"]) == ("unit", 16, "cosine")
    assert np.allclose(np.linalg.norm(answer["vectors"], axis=1), 1)


def test_words_give_vectors_in_their_order(api):
    body = {"words": ["red", "blue", "red"], "encoder": "fake"}
    first, second, third = api("POST", "/encode", json=body).json["vectors"]
    assert first == third != second


def test_the_encoder_of_new_collections_is_taken_where_none_is_named(encode, gallery):
    answer = encode(picture(COLOURS["red"])).json
    assert answer["encoder"] == gallery.settings.encoder
    assert len(answer["vectors"][0]) == answer["dims"]


def test_words_for_an_encoder_without_words_are_refused_with_a_sentence(api):
    answer = api("POST", "/encode", json={"words": ["red"], "encoder": "classic"})
    assert answer.status_code == 422
    assert "does not read words" in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"words": []}, "words"),
        ({"words": [""]}, "words.0"),
        ({"words": ["red"] * 33}, "words"),
        ({"words": ["red"], "encoder": "none"}, "encoder"),
    ],
)
def test_the_number_of_words_and_the_encoder_are_checked(api, body, field):
    answer = api("POST", "/encode", json=body)
    assert (answer.status_code, answer.json["field"]) == (400, field)


def test_the_number_of_images_is_bounded(api):
    form = {"image": [(io.BytesIO(b"x"), "a.png") for _each in range(33)]}
    answer = api("POST", "/encode", data=form)
    assert (answer.status_code, answer.json["field"]) == (400, "image")


def test_encoders_are_listed_and_shown(api):
    listed = api("GET", "/encoders").json["encoders"]
    assert [each["id"] for each in listed] == encoder_ids()
    shown = api("GET", "/encoders/fake").json
    assert shown in listed
    assert (shown["dims"], shown["reads_words"], shown["ready"]) == (16, True, True)
