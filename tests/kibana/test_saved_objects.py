"""The saved objects for Kibana: as committed, whole, and of fields the indices have.

No Kibana imports them here: it comes as a container alone.
"""

import json
import re

import pytest

from kibana.make import COLLECTION, FOLDER, PREFIX, main, ndjson
from lookalike.core.settings import load_settings
from lookalike.search.elastic import mapping, quarantine
from lookalike.search.elastic.engine import ElasticEngine
from lookalike.search.elastic.names import alias_of, quarantine_of
from lookalike.search.engine import VectorField
from lookalike.sources.drawn import COLLECTION as DRAWN

IMAGES, QUARANTINE = alias_of(PREFIX, COLLECTION), quarantine_of(PREFIX)
OBJECTS = [json.loads(line) for line in ndjson(COLLECTION).splitlines()]
BY_KEY = {(each["type"], each["id"]): each for each in OBJECTS}
NO_FIELD = "___records___"


def of_type(type_):
    return [each["attributes"] for each in OBJECTS if each["type"] == type_]


[DASHBOARD] = of_type("dashboard")
PANELS = json.loads(DASHBOARD["panelsJSON"])


def asked_of(query):
    """Return the fields of a query in Kibana's language."""
    return set(re.findall(r"(\w+)\s*(?::|>=|<=|<|>)", query["query"]))


def fields_used():
    """Return {index: fields} of all that the objects ask the cluster for."""
    used = {IMAGES: set(), QUARANTINE: set()}
    for view in of_type("index-pattern"):
        named = json.loads(view["fieldFormatMap"]) | json.loads(view["fieldAttrs"])
        used[view["title"]] |= {view["timeFieldName"], *named}
    for search in (each for each in OBJECTS if each["type"] == "search"):
        about = search["attributes"]
        source = json.loads(about["kibanaSavedObjectMeta"]["searchSourceJSON"])
        fields = {*about["columns"], *(field for field, _order in about["sort"])}
        used[search["references"][0]["id"]] |= fields | asked_of(source["query"])
    for panel in PANELS:
        if panel["type"] == "lens":
            about = panel["embeddableConfig"]["attributes"]
            [layer] = about["state"]["datasourceStates"]["formBased"]["layers"].values()
            fields = {column["sourceField"] for column in layer["columns"].values()} - {NO_FIELD}
            used[about["references"][0]["id"]] |= fields | asked_of(about["state"]["query"])
    return used


def test_the_committed_file_is_what_the_script_writes(tmp_path, capsys):
    assert main(["--output", str(tmp_path)]) == 0
    written = tmp_path / f"{COLLECTION}.ndjson"
    assert capsys.readouterr().out == f"{written}\n"
    assert written.read_text() == (FOLDER / written.name).read_text()
    assert [path.name for path in FOLDER.glob("*.ndjson")] == [written.name]


def test_the_committed_file_is_for_the_sample_of_the_demo():
    assert COLLECTION == DRAWN


def test_every_object_has_an_identity_of_its_own_and_says_its_version():
    assert len(BY_KEY) == len(OBJECTS)
    for each in OBJECTS:
        assert each["coreMigrationVersion"] == "8.8.0"
        assert re.fullmatch(r"8\.\d+\.0", each["typeMigrationVersion"])
    assert sorted(type_ for type_, _id in BY_KEY) == [
        "dashboard", *["index-pattern"] * 2, *["search"] * 5,
    ]  # fmt: skip


def test_every_reference_leads_to_an_object_that_came_before():
    seen = set()
    for each in OBJECTS:
        assert {(to["type"], to["id"]) for to in each["references"]} <= seen
        seen.add((each["type"], each["id"]))


def test_every_panel_finds_what_it_shows_among_the_references_of_the_dashboard():
    [dashboard] = [each for each in OBJECTS if each["type"] == "dashboard"]
    named = {to["name"]: to for to in dashboard["references"]}
    for panel in PANELS:
        key = panel["panelIndex"]
        if panel["type"] == "search":
            assert named.pop(f"{key}:{panel['panelRefName']}")["type"] == "search"
        else:
            for inner in panel["embeddableConfig"]["attributes"]["references"]:
                assert named.pop(f"{key}:{inner['name']}")["id"] == inner["id"]
    assert named == {}


def test_panels_lie_side_by_side_within_the_grid():
    taken = set()
    for panel in PANELS:
        at = panel["gridData"]
        assert at["i"] == panel["panelIndex"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert max(x for x, _y in cells) < 48
        assert not cells & taken
        taken |= cells


def test_every_chart_draws_columns_it_computes():
    charts = [each for each in PANELS if each["type"] == "lens"]
    assert [each["title"] for each in charts] == [
        "Images", "In quarantine", "Added", "Taken", "Categories", "Formats", "Why in quarantine",
    ]  # fmt: skip
    for panel in charts:
        about = panel["embeddableConfig"]["attributes"]
        [(name, layer)] = about["state"]["datasourceStates"]["formBased"]["layers"].items()
        assert layer["columnOrder"] == list(layer["columns"])
        drawn = about["state"]["visualization"]
        if about["visualizationType"] == "lnsMetric":
            used, layers = {drawn["metricAccessor"]}, {drawn["layerId"]}
        else:
            used = {
                each for one in drawn["layers"] for each in (one["xAccessor"], *one["accessors"])
            }
            layers = {one["layerId"] for one in drawn["layers"]}
        assert used == set(layer["columns"])
        assert layers == {name}
        assert about["references"][0]["name"] == f"indexpattern-datasource-layer-{name}"


def test_every_field_is_in_the_mapping():
    body = mapping.index_body([], {}, "alias", "token", index_type="flat", replicas=0)
    mapped = {IMAGES: body["mappings"]["properties"], QUARANTINE: quarantine.PROPERTIES}
    used = fields_used()
    for index, fields in used.items():
        assert fields <= set(mapped[index])
    assert {"category", "format", "taken_at", "ingested_at"} <= used[IMAGES]
    assert {"collection", "code", "reason", "at"} <= used[QUARANTINE]


@pytest.fixture
def application(tmp_path):
    from webapp.app import create_app

    return create_app(load_settings(data=tmp_path))


def test_the_id_shows_the_thumbnail_that_the_site_serves(application):
    [images, _quarantine] = of_type("index-pattern")
    format_ = json.loads(images["fieldFormatMap"])["id"]
    assert (format_["id"], format_["params"]["type"]) == ("url", "img")
    address = format_["params"]["urlTemplate"].replace("{{value}}", "a" * 64)
    endpoint, values = application.url_map.bind("127.0.0.1").match(address.partition("5000")[2])
    assert endpoint.startswith("media.")
    assert "a" * 64 in values.values()


def test_a_page_of_kibana_may_show_what_the_site_serves(application):
    path = f"/c/{COLLECTION}/media/{'a' * 64}-320.webp"
    response = application.test_client().get(path, headers={"Host": "127.0.0.1"})
    assert response.headers.get("Cross-Origin-Resource-Policy") != "same-origin"


def test_other_collections_prefixes_and_addresses_have_files_of_their_own(tmp_path):
    options = ["--prefix", "img", "--site", "https://pictures.example.org/", "--output"]
    assert main(["photos", "scans", *options, str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos.ndjson", "scans.ndjson"]
    text = (tmp_path / "photos.ndjson").read_text()
    assert "img_photos" in text
    assert "https://pictures.example.org/c/photos/media/{{value}}-320.webp" in text
    assert PREFIX not in text
    assert "scans" not in text


def test_what_cannot_name_a_collection_is_refused_and_nothing_is_written(tmp_path, capsys):
    assert main(["photos", "*", "--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.elasticsearch
def test_the_cluster_can_search_sort_and_count_by_every_field(elasticsearch_url):
    prefix = "kibana"
    known = {"elasticsearch_url": elasticsearch_url, "elasticsearch_prefix": prefix}
    engine = ElasticEngine(load_settings(**known))
    client = engine._connection.client
    colour = VectorField("v_colour_aaaaaaaa", "colour", 3, "cosine", "a" * 64)
    held = f"{quarantine_of(prefix)}-000001"
    try:
        engine.create(COLLECTION, [colour])
        client.indices.create(index=held, **quarantine.quarantine_body(quarantine_of(prefix), 0))
        for index, fields in fields_used().items():
            found = client.field_caps(
                index=index.replace(PREFIX, prefix, 1), fields=sorted(fields)
            )["fields"]
            assert set(found) == fields
            for kinds in found.values():
                assert all(each["searchable"] and each["aggregatable"] for each in kinds.values())
    finally:
        client.indices.delete(index=held, ignore_unavailable=True)
        engine.drop(COLLECTION)
        engine.close()
