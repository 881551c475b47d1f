"""Whatever changes something: with a key alone, and through the same pipeline as pages and commands."""

import io
import time
import zipfile

import pytest

from lookalike.core.keys import Keys
from tests.webapp.api.conftest import file
from tests.webapp.gallery import COLOURS, picture
from webapp.api.blueprints import changing

PATIENCE = 60


@pytest.fixture
def change(api, key):
    """Call the API with a key."""

    def call(method, path, **given):
        return api(method, path, headers=key, **given)

    return call


@pytest.fixture
def finished(client):
    """Wait for the end of a run that an answer tells of, and return it."""

    def wait(answer):
        assert answer.status_code == 202, answer.text
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            run = client.get(answer.json["address"]).json
            if run["state"] != "running":
                return run
            time.sleep(0.05)
        pytest.fail(f"the run did not end: {run}")

    return wait


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_png", ".png"), data)
    return made.getvalue()


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer lk_00000000_no"}])
def test_nothing_changes_without_a_key(app, client, gallery, headers):
    known = {"collection": "gallery", "id": gallery.ids["red"], "run": 1}
    rules = [each for each in app.url_map.iter_rules() if each.endpoint.startswith(changing.name)]
    assert len(rules) == 5
    for rule in rules:
        address = rule.build({name: known[name] for name in rule.arguments})[1]
        [method] = rule.methods - {"OPTIONS", "HEAD"}
        answer = client.open(address, method=method, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorised"), address
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert gallery.engine.count("gallery") == 5


def test_a_key_that_was_removed_no_longer_counts(api, gallery):
    keys = Keys(gallery.settings.data)
    made, secret = keys.make("short")
    headers = {"Authorization": f"Bearer {secret}"}
    assert api("DELETE", "/collections/none", headers=headers).status_code == 404
    keys.remove(made.id)
    assert api("DELETE", "/collections/none", headers=headers).status_code == 401


def test_a_collection_is_made_and_dropped(api, change):
    made = change("POST", "/collections", json={"name": "new", "title": "New one"})
    assert made.status_code == 201
    assert made.json["title"] == "New one"
    assert list(made.json["encoders"]) == ["classic"]
    assert api("GET", "/collections/new").json == made.json
    assert [each["name"] for each in api("GET", "/collections").json["collections"]] == [
        "gallery",
        "new",
    ]
    again = change("POST", "/collections", json={"name": "new"})
    assert (again.status_code, again.json["code"]) == (409, "collection_exists")
    assert change("DELETE", "/collections/new").status_code == 204
    assert api("GET", "/collections/new").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "No Name"}, "collection"),
        ({"name": "new", "encoders": ["none"]}, "encoder"),
        ({"title": "New"}, "name"),
        ({"name": "new", "owner": "me"}, "owner"),
    ],
)
def test_a_collection_that_cannot_be_made_names_the_field(api, change, body, field):
    answer = change("POST", "/collections", json=body)
    assert (answer.status_code, answer.json["field"]) == (400, field)
    assert api("GET", "/collections/new").status_code == 404


def test_files_and_zips_are_added_found_and_deleted(api, change, finished):
    files = [
        file(picture((200, 100, 0)), "orange.png"),
        file(zipped(cyan__sky_png=picture((0, 200, 200))), "more.zip"),
    ]
    run = finished(change("POST", "/collections/gallery/images", data={"files": files}))
    assert (run["state"], run["counts"]["added"], run["quarantined"]) == ("done", 2, 0)
    listed = api("GET", "/collections/gallery/runs").json["runs"]
    assert [each["run"] for each in listed] == [run["run"]]
    [sky] = api("GET", "/collections/gallery/images?where=category=cyan").json["images"]
    assert sky["filenames"] == ["sky.png"]
    path = f"/collections/gallery/images/{sky['id']}"
    assert change("DELETE", path).status_code == 204
    assert api("GET", path).status_code == 404
    assert change("DELETE", path).status_code == 404


def test_what_cannot_be_read_is_in_quarantine_and_may_be_tried_again(change, finished):
    broken = picture((9, 9, 9), 300, 300, ".jpg")[:-200]
    files = [file(broken, f"cut-{number}.jpg") for number in (1, 2)]
    run = finished(change("POST", "/collections/gallery/images", data={"files": files}))
    assert (run["state"], run["quarantined"]) == ("done", 2)
    [first, _second] = run["quarantine"]
    assert (first["file"], first["code"], first["times"]) == ("cut-1.jpg", "image_truncated", 1)
    assert "truncated" in first["reason"]
    path = f"/collections/gallery/runs/{run['run']}/retry"
    again = finished(change("POST", path))
    assert again["run"] > run["run"]
    assert [each["times"] for each in again["quarantine"]] == [2, 2]
    assert change("POST", "/collections/gallery/runs/999/retry").status_code == 404


def test_quarantine_comes_in_pages(api, change, finished):
    files = [file(picture(COLOURS["red"], kind=".jpg")[:-9], f"{n}.jpg") for n in range(3)]
    run = finished(change("POST", "/collections/gallery/images", data={"files": files}))
    path = f"/collections/gallery/runs/{run['run']}"
    first = api("GET", f"{path}?size=2").json
    assert (len(first["quarantine"]), first["next"]) == (2, 2)
    second = api("GET", f"{path}?size=2&page=2").json
    assert (len(second["quarantine"]), second["next"]) == (1, None)


def test_files_for_a_collection_that_is_not_there_are_refused(api, change):
    form = {"files": file(picture(COLOURS["red"]))}
    assert change("POST", "/collections/none/images", data=form).status_code == 404
    assert api("GET", "/collections/none").status_code == 404
