"""What a page costs a real cluster: requests counted where the client's transport logs each one."""

import logging

import pytest

from tests.webapp.gallery import COLOURS, on_cluster, picture

pytestmark = pytest.mark.elasticsearch

MOST = 3


@pytest.fixture
def engine_settings(elasticsearch_url):
    return on_cluster(elasticsearch_url)


@pytest.fixture
def requests_of(client, caplog):
    """Return the requests that one page costs, as `METHOD path`; the page must answer with 200."""

    def count(address):
        caplog.clear()
        with caplog.at_level(logging.INFO, "elastic_transport.transport"):
            answer = client.get(address)
        assert answer.status_code == 200, answer.text
        sent = [
            each.getMessage().split(" [")[0]
            for each in caplog.records
            if each.name == "elastic_transport.transport"
        ]
        return [line.split("/")[-1].split("?")[0] for line in sent]

    client.get("/c/gallery/")
    assert count("/c/gallery/search?q=red"), "no request was seen at all"
    return count


@pytest.mark.parametrize(
    "query",
    [
        "like=id:{red}",
        "q=red",
        "q=red&by=words",
        "q=red+boat&not=dark&by=words",
        "q=dark+red&like=id:{red}",
        "q=red&like=id:{red}&like=id:{blue}&not=id:{grey}&not=dark",
        "q=red&like=id:{red}&where=category=red&where=width=1..&size=100",
        "like=id:{red}&page=2&size=2",
        "like=id:{red}&sort=name",
        "q=red&like=id:{red}&where=category=red&sort=newest&page=2&size=1",
    ],
)
def test_a_page_of_results_costs_at_most_3_requests(gallery, requests_of, query):
    ids = {name.replace("-", "_"): each for name, each in gallery.ids.items()}
    assert len(requests_of("/c/gallery/search?" + query.format(**ids))) <= MOST


@pytest.mark.parametrize("query", ["", "sort=name&page=2&size=2", "where=category=red"])
def test_a_look_through_a_collection_costs_one_search_and_what_stands_beside_it(
    gallery, requests_of, query
):
    assert requests_of(f"/c/gallery/search?{query}") == ["_msearch", "_msearch"]


def test_an_uploaded_image_costs_2(upload, requests_of):
    address = upload(picture(COLOURS["blue"])).location
    assert requests_of(address) == ["_msearch", "_mget"]


def test_the_page_of_an_image_costs_at_most_3(gallery, requests_of):
    address = f"/c/gallery/i/{gallery.ids['red']}"
    assert len(requests_of(address)) <= MOST
    assert len(requests_of(f"{address}?q=red&rank=2")) <= MOST


def test_pictures_cost_none(gallery, requests_of):
    assert requests_of(f"/c/gallery/media/{gallery.ids['red']}-320.webp") == []
