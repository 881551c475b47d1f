"""What the site says of an encoder that is being filled in, and what it answers meanwhile."""

import re
import threading

import pytest

from ingest.filling import fill
from ingest.joining import join
from lookalike.encoders import registry
from tests.ingest.seams import SecondEncoder
from tests.webapp.adding import ENGINES, LONG, settings_on, wait_for

PAGES = ("/c/gallery/search?like=id:{}&by=vectors", "/api/v1/collections/gallery/search?like=id:{}")


@pytest.fixture(params=ENGINES)
def engine_settings(request):
    return settings_on(request)


@pytest.fixture
def second():
    registry.register(SecondEncoder())
    yield SecondEncoder()
    registry.forget("second")


def test_coverage_stands_on_the_pages_and_in_the_api(client, gallery, second):
    engine = gallery.engine
    join(engine, "gallery", second)
    id_ = gallery.ids["red"]
    row = engine.vectors("gallery", gallery.encoders[0].field, [id_])[id_]
    engine.put_vectors("gallery", second.field, [(id_, row)], refresh="wait_for")
    for page in ("/collections", "/encoders"):
        assert re.search(r"second.*?20 % · being filled in", client.get(page).text, re.DOTALL)
    refused = client.get(f"{PAGES[1].format(id_)}&encoder=second")
    assert refused.status_code >= 400
    assert "still being filled in" in refused.text
    encoders = client.get("/api/v1/collections/gallery").json["encoders"]
    assert (encoders["second"]["state"], encoders["second"]["coverage"]) == ("filling", 20)
    assert (encoders["fake"]["state"], encoders["fake"]["coverage"]) == ("ready", 100)
    fill(engine, gallery.settings, "gallery", second)
    # The site looks at collections every 2 seconds, here and below.
    for page in ("/collections", "/encoders"):
        wait_for(lambda page=page: "being filled in" not in client.get(page).text)

    def told():
        return client.get("/api/v1/collections/gallery").json["encoders"]["second"]

    wait_for(lambda: told()["state"] == "ready")
    assert told()["coverage"] == 100


class Waiting(SecondEncoder):
    """Encodes once `until` is set."""

    def __init__(self, until):
        super().__init__()
        self.until = until

    def encode_images(self, images):
        assert self.until.wait(LONG)
        return super().encode_images(images)


def test_site_and_api_answer_with_the_first_encoder_all_the_while(app, gallery, second):
    addresses = [page.format(gallery.ids["red"]) for page in PAGES]
    asked, over, answers = threading.Event(), threading.Event(), []

    def told():
        page, found = (app.test_client().get(address) for address in addresses)
        names = re.findall(r'class="picture" href="[^"]*" title="([^"]*)"', page.text)
        hits = {each["id"]: each["distance"] for each in found.json["hits"]}
        return (page.status_code, found.status_code, names, list(hits)), hits

    def ask():
        while not over.is_set():
            answers.append(told())
            if len(answers) >= 2 and "second" in gallery.engine.collection("gallery").encoders:
                asked.set()

    before = told()
    client = threading.Thread(target=ask)
    client.start()
    fill(gallery.engine, gallery.settings, "gallery", Waiting(asked))
    over.set()
    client.join(LONG)
    address = f"{addresses[1]}&encoder=second"
    wait_for(lambda: app.test_client().get(address).status_code == 200)
    by_second = app.test_client().get(address)
    told_before, hits_before = before
    assert told_before[:2] == (200, 200)
    assert len(told_before[2]) == len(hits_before) == 5
    # A document that Elasticsearch writes anew has its row back to the last digit but one.
    near = pytest.approx(hits_before, abs=2e-6)
    assert [each for each in answers if each[0] != told_before or each[1] != near] == []
    assert by_second.json["encoder"] == "second"
    assert by_second.json["hits"][0]["id"] == gallery.ids["red"]
