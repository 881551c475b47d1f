"""Encoders made from data on the site and in its API: like any other, whole or damaged."""

import pytest

from lookalike.core.settings import load_settings, settings
from lookalike.encoders.bundle import remove_bundle
from lookalike.encoders.summaries import LEARNED
from lookalike.search.collections import ensure
from tests.encoders.models import write_head, write_network
from tests.webapp.gallery import COLOURS, colours, picture
from tests.webapp.test_encoders import row_of
from webapp.app import create_app

ID = "learned:small"


@pytest.fixture
def client():
    """The site over the data folder of the settings, where bundles are looked for."""
    made = colours(settings().data)
    yield create_app(load_settings(), made.engine).test_client()
    made.close()


def listed(client):
    return {each["id"]: each for each in client.get("/api/v1/encoders").json["encoders"]}


def test_one_is_listed_as_soon_as_it_is_there_with_what_its_card_says(client):
    assert ID not in listed(client)
    card = write_network(ID, measures={"purity@10": 0.934}, data={"source": "/home/anna"}).card
    row = row_of(client, ID)
    for told in ("sixteen pixels", "made just now", "purity@10 0.934", card.fingerprint[:8], ">8<"):
        assert told in row
    shown = client.get(f"/api/v1/encoders/{ID}").json
    assert shown == listed(client)[ID]
    assert (shown["ready"], shown["dims"], shown["fingerprint"]) == (True, 8, card.fingerprint)
    assert (shown["made"]["kind"], shown["made"]["measures"]) == ("network", {"purity@10": 0.934})
    assert "/home/anna" not in row + client.get("/api/v1/encoders").text


def test_a_head_names_what_it_stands_on(client):
    write_head("learned:head", base="classic")
    assert "on classic" in row_of(client, "learned:head")
    assert listed(client)["learned:head"]["made"]["base"] == "classic"


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        (LEARNED.format(count=36, categories=3, held=6), "aus 36 Bildern in 3 Kategorien gelernt"),
        (LEARNED.format(count=99, categories=3, held=6), "learned from 99 images in 3 categories"),
        ("it knows roses", "it knows roses"),
    ],
)
def test_a_sentence_of_ours_is_said_in_the_language_of_the_page(client, summary, said):
    data = {"images": 42, "validation": 6, "categories": ["a", "b", "c"]}
    write_network("learned:colours", summary=summary, data=data)
    client.set_cookie("language", "de")
    for page in ("/encoders", "/encoders/learned:colours"):
        assert said in client.get(page).text


def test_a_summary_of_a_stranger_is_text(client):
    write_network(ID, summary="<i>100 % sure</i>", measures={"<b>p</b>": 1.0})
    for page in (row_of(client, ID), client.get(f"/encoders/{ID}").text):
        assert "&lt;i&gt;100 % sure&lt;/i&gt;" in page
        assert "&lt;b&gt;p&lt;/b&gt;" in page


def test_one_that_is_damaged_says_so_and_all_else_goes_on(client):
    (write_network(ID).folder / "model.onnx").write_bytes(b"")
    row = row_of(client, ID)
    assert "model.onnx is not as it was written" in row
    assert "<form" not in row
    found = listed(client)
    assert (found[ID]["ready"], found["classic"]["ready"]) == (False, True)
    assert "model.onnx is not as it was written" in found[ID]["reason"]
    assert client.get("/", follow_redirects=True).status_code == 200


def test_one_whose_base_is_gone_says_so(client):
    write_network("learned:below")
    write_head("learned:head", base="learned:below")
    remove_bundle(settings().data, "learned:below")
    assert "on learned:below, which is not installed here" in row_of(client, "learned:head")
    assert not listed(client)["learned:head"]["ready"]


def test_one_that_a_collection_has_and_nobody_else_says_how_it_comes_back(client, tmp_path):
    from lookalike.encoders.registry import load_encoder
    from lookalike.search.embedded.engine import EmbeddedEngine

    write_network(ID)
    engine = EmbeddedEngine(settings().data)
    ensure(engine, "mine", [load_encoder(ID)], title="My own")
    engine.close()
    remove_bundle(settings().data, ID)
    row = row_of(client, ID)
    assert "Import it from a file it was exported to" in row
    assert "My own" in row


def test_it_encodes_pictures_of_callers(client):
    import io

    write_network(ID)
    form = {"image": (io.BytesIO(picture(COLOURS["red"])), "red.png"), "encoder": ID}
    answer = client.post("/api/v1/encode", data=form)
    assert answer.status_code == 200
    assert (len(answer.json["vectors"][0]), answer.json["encoder"]) == (8, ID)
