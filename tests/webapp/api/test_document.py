"""The OpenAPI document describes every address there is, and nothing else."""

import re

import pytest

from webapp.errors import PROBLEM

PAGES = {"/health", "/ready"}


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


@pytest.fixture
def operations(document):
    return [
        (path, method, each)
        for path, methods in document["paths"].items()
        for method, each in methods.items()
    ]


def test_it_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_address_is_described_and_nothing_else(app, operations):
    there = {
        (re.sub("<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in {"api", "api_changes", "aliases"}
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, method, _each in operations if path not in PAGES}
    assert described == there


def test_every_operation_says_what_it_does_and_how_it_fails(operations):
    ids = [each["operationId"] for _path, _method, each in operations]
    assert len(ids) == len(set(ids))
    for path, _method, each in operations:
        assert each["summary"].endswith("."), path
        assert each["tags"] != ["default"], path
        if path in PAGES:
            continue
        for status in ("400", "404", "429", "503"):
            schema = each["responses"][status]["content"][PROBLEM]["schema"]
            assert schema == {"$ref": "#/components/schemas/Problem"}, (path, status)


def test_what_changes_something_takes_a_key_and_nothing_else_does(operations):
    keyed = {each["operationId"] for _path, _method, each in operations if each.get("security")}
    assert keyed == {
        "make_collection",
        "drop_collection",
        "add_images",
        "delete_image",
        "retry",
    }
    for _path, _method, each in operations:
        if each.get("security"):
            assert {"401", "403"} <= set(each["responses"])


def test_every_reference_leads_somewhere(document):
    def references(value):
        if isinstance(value, dict):
            yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            value = list(value.values())
        for each in value if isinstance(value, list) else []:
            yield from references(each)

    found = set(references(document))
    assert found
    for reference in found:
        assert reference.rpartition("/")[2] in document["components"]["schemas"]


def test_the_viewer_comes_from_our_own_origin_and_is_kept(client):
    page = client.get("/api/v1/docs").text
    assets = re.findall(r'(?:src|href)="(/api/v1/docs/[^"]+)"', page)
    assert len(assets) == 2
    for asset in assets:
        answer = client.get(asset)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert "http" not in re.sub(r"<!doctype html>", "", page)
    assert client.get("/api/v1/docs/0.0/swagger-ui.css").status_code == 404
    assert client.get(assets[0] + ".map").status_code == 404
