"""The menu from the same kind to the same looks, in the address and in the API."""

import pytest

from lookalike.encoders import registry
from lookalike.search.collections import ensure
from tests.search.test_same import HELD, KindAndLooks
from tests.webapp.conftest import link
from tests.webapp.gallery import picture


@pytest.fixture
def like(gallery):
    """The address of a search by the picture asked for, in a collection that tells looks apart."""
    encoder = KindAndLooks()
    registry.register(encoder)
    gallery.encoders.append(encoder)
    ensure(gallery.engine, "pairs", [encoder])
    before, gallery.encoders = gallery.encoders, [encoder]
    for name, colour in HELD.items():
        gallery.put(name.replace(" ", "-"), picture(colour), "pairs")
    gallery.encoders = before
    return f"/c/pairs/search?like=id:{gallery.ids['asked']}"


def test_the_menu_leads_from_kind_to_looks_and_back(client, found, like):
    text = client.get(like).text
    kind = link(text, r">Same kind<")
    assert "same=0" in kind
    assert found(kind)[:2] == ["asked", "same-kind"]
    looks = link(client.get(kind).text, r">Same looks<")
    assert found(looks)[:2] == ["asked", "same-looks"]
    assert "same=" not in link(client.get(looks).text, r">Kind and looks<")


def test_what_was_chosen_is_kept_by_a_new_search(client, like):
    answer = client.post("/query", data={"collection": "pairs", "q": "x", "same": "0.25"})
    assert "same=0.25" in answer.location


def test_there_is_no_menu_for_words_nor_for_an_encoder_that_is_all_one(client, gallery, like):
    assert ">Same kind<" not in client.get("/c/pairs/search?q=red").text
    assert ">Same kind<" not in client.get(f"/c/gallery/search?like=id:{gallery.ids['red']}").text


@pytest.mark.parametrize("given", ["2", "-1", "1.5", "x", "nan", "1e-3", "0.1234567"])
def test_an_address_says_what_is_wrong_with_it(client, like, given):
    answer = client.get(f"{like}&same={given}")
    assert answer.status_code == 400
    assert "is not a number from 0 to 1" in answer.text


def test_the_api_takes_it_in_an_address_and_in_a_body(client, gallery, like):
    asked = gallery.ids["asked"]
    by_address = client.get(f"/api/v1/collections/pairs/search?like=id:{asked}&same=1").json
    body = {"terms": [{"kind": "id", "value": asked}], "same": 0}
    by_body = client.post("/api/v1/collections/pairs/search", json=body).json
    assert by_address["hits"][1]["filename"] == "same-looks.png"
    assert by_body["hits"][1]["filename"] == "same-kind.png"
    assert (
        client.post("/api/v1/collections/pairs/search", json=body | {"same": 3}).status_code == 400
    )


def test_the_api_says_where_an_encoder_cannot(client, gallery):
    address = f"/api/v1/collections/gallery/search?like=id:{gallery.ids['red']}&same=1"
    answer = client.get(address)
    assert answer.status_code == 400
    assert "does not tell the kind of thing" in answer.text
