"""What holds on every address there is, and on those to come: each walks the map of addresses."""

from collections import defaultdict

import pytest

from lookalike.core.settings import load_settings
from tests.webapp.forms import token_of
from tests.webapp.test_security import assert_safe
from webapp.app import create_app
from webapp.limits import WORDS
from webapp.security import SAFE

ABROAD = "203.0.113.9"
WITHOUT_PROOF = {
    "pages.query": "takes a search to its address and changes nothing",
    "pages.look": "asks the browser whether the form is of this site; changes a cookie alone",
    "api.search_with_body": "searches",
    "api.encode": "encodes and keeps nothing",
    "api.keep_query": "keeps an image to search with for a day, as the search box does",
    "aliases.sift_similar_images": "searches",
    "aliases.resnet_similar_images": "searches",
    "aliases.beit_similar_images": "searches",
    "aliases.nearest_image": "searches",
    "aliases.top_10_images": "searches",
}
"""Addresses that take POST without a key and without the token of a page, each with its reason."""

SIGNING = {"pages.key", "pages.forget_key"}


@pytest.fixture
def addresses(app, gallery):
    """Each rule of the map with an address that it matches."""
    known = {
        "collection": "gallery",
        "document_id": gallery.ids["red"],
        "id": gallery.ids["red"],
        "token": "t" * 22,
        "filename": "base.css",
        "number": 1,
        "run": 1,
    }

    def of(rule):
        values = {name: known.get(name, "none") for name in rule.arguments}
        return rule.build(values, append_unknown=False)[1]

    return [(rule, of(rule)) for rule in app.url_map.iter_rules()]


def test_every_address_by_every_method_has_the_headers(client, addresses):
    for _rule, address in addresses:
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"):
            answer = client.open(address, method=method)
            assert_safe(answer)
            assert answer.status_code < 500, (method, address)
    seen = {rule.endpoint for rule, _address in addresses}
    assert {"pages.search", "pages.query", "media.thumbnail", "media.upload", "static"} <= seen


def test_every_address_refuses_a_method_it_does_not_take(client, addresses):
    allowed = defaultdict(set)
    for rule, address in addresses:
        allowed[address] |= rule.methods
    for address, methods in allowed.items():
        page = client.open(address, method="TRACE")
        assert page.status_code == 405, address
        assert set(page.headers["Allow"].split(", ")) == methods
        problem = client.open(address, method="TRACE", headers={"Accept": "application/json"})
        assert problem.mimetype == "application/problem+json"
        assert problem.json["status"] == 405
        assert problem.headers["Cache-Control"] == page.headers["Cache-Control"] == "no-store"


def test_every_address_refuses_a_foreign_host(client, addresses):
    for rule, address in addresses:
        for method in rule.methods:
            answer = client.open(address, method=method, headers={"Host": "evil.example"})
            assert answer.status_code == 400, (method, address)
            assert_safe(answer)


def test_what_changes_something_takes_the_token_of_a_page_or_a_key(client, addresses):
    refused = {}
    for rule, address in addresses:
        for method in rule.methods - SAFE:
            status = client.open(address, method=method).status_code
            assert (status in (401, 403)) != (rule.endpoint in WITHOUT_PROOF), (method, address)
            refused[rule.endpoint] = status
    assert {refused["api_changes.add_images"], refused["api_changes.drop_collection"]} == {401}
    assert set(WITHOUT_PROOF) <= set(refused)


def test_a_token_alone_changes_nothing_where_others_can_reach_the_site(gallery, addresses):
    settings = load_settings(data=gallery.settings.data, host=ABROAD)
    client = create_app(settings, gallery.engine).test_client()
    token = token_of(client)
    for rule, address in addresses:
        if rule.endpoint in WITHOUT_PROOF or rule.endpoint in SIGNING:
            continue
        for method in rule.methods - SAFE:
            answer = client.open(address, method=method, data={"csrf_token": token})
            assert answer.status_code == 401, (method, address)


def test_what_is_too_large_is_refused_everywhere(gallery, addresses):
    small = {"max_upload_bytes": 1_000, "max_add_bytes": 1_000}
    settings = load_settings(data=gallery.settings.data, **small)
    client = create_app(settings, gallery.engine).test_client()
    for rule, address in addresses:
        for method in rule.methods - SAFE:
            sent = {"data": b"x" * 1_001, "content_type": "multipart/form-data; boundary=x"}
            status = client.open(address, method=method, **sent).status_code
            by_key_alone = rule.endpoint.startswith("api_changes.")
            assert status == (401 if by_key_alone else 413), (method, address)


def test_what_is_sent_too_often_is_refused_everywhere(gallery, addresses):
    settings = load_settings(data=gallery.settings.data, rate_limit="1/hour")
    client = create_app(settings, gallery.engine).test_client()
    assert client.post("/look").status_code == 303
    for rule, address in addresses:
        for method in rule.methods - SAFE:
            sent = {"data": b"x" * (WORDS + 1), "content_type": "multipart/form-data; boundary=x"}
            assert client.open(address, method=method, **sent).status_code == 429, address
