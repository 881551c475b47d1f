"""What cannot be asked names its field, runs nothing, and is problem+json whatever is accepted."""

import base64
import re

import pytest

from lookalike.core.errors import EngineUnavailable
from tests.webapp.api.conftest import file
from tests.webapp.gallery import picture
from tests.webapp.test_errors import Failing
from tests.webapp.test_taking import png_that_claims
from webapp.app import create_app
from webapp.slots import Slots

SEARCH = "/collections/gallery/search"
ALIASES = ["/top-10-images", "/nearest-image"]
ASKED = {"collection", "collections", "health", "count"}
"""What a request may ask of the engine before it is refused: which collections there are."""


class Watched:
    """An engine that notes what is asked of it."""

    def __init__(self, engine):
        self.engine, self.asked = engine, set()

    def __getattr__(self, name):
        self.asked.add(name)
        return getattr(self.engine, name)


@pytest.fixture
def watched(gallery):
    return Watched(gallery.engine)


@pytest.fixture
def app(gallery, watched):
    return create_app(gallery.settings, watched)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("q=red&page=1000000000", "page"),
        ("q=red&page=0", "page"),
        ("q=red&page=two", "page"),
        ("q=red&page=10000&size=100", "page"),
        ("q=red&size=1000000", "size"),
        ("q=red&where=smell=sweet", "where"),
        ("q=red&where=category", "where"),
        ("q=red&where=width=wide", "width"),
        ("q=red&encoder=none", "encoder"),
        ("q=red&by=magic", "by"),
        ("q=red&sort=random", "sort"),
        ("like=nothing", "like"),
        ("q=red&facets=smell", "facets.0"),
        ("q=red&nearest_categories=-1", "nearest_categories"),
        ("q=red&colour=blue", "colour"),
        ("q=" + "x" * 1001, "q"),
    ],
)
def test_a_wrong_parameter_is_named_and_nothing_is_run(api, watched, query, field):
    answer = api("GET", f"{SEARCH}?{query}")
    assert (answer.status_code, answer.json["field"]) == (400, field), answer.text
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert watched.asked <= ASKED


RED = {"kind": "words", "value": "red"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"terms": [RED], "k": 1_000_000}, "k"),
        ({"terms": [RED], "k": 100, "page": 101}, "page"),
        ({"terms": [RED], "k": "10"}, "k"),
        ({"terms": [RED], "size": 10}, "size"),
        ({"terms": [{"value": "red"}]}, "terms.0.kind"),
        ({"terms": [{"kind": "url", "value": "http://example.org"}]}, "terms.0.kind"),
        ({"terms": [{"kind": "id", "value": "abc"}]}, "terms.0.value"),
        ({"terms": [{"kind": "token", "value": "../../secret.key"}]}, "terms.0.value"),
        ({"terms": [{"kind": "file", "value": "no base64!"}]}, "terms.0.value"),
        ({"terms": [{"kind": "words", "value": "x" * 1001}]}, "terms.0.value"),
        ({"terms": [{**RED, "weight": 1e9}]}, "terms.0.weight"),
        ({"terms": [RED] * 17}, "terms"),
        ({"terms": [RED], "filters": ["smell=sweet"]}, "where"),
        ([], "body"),
    ],
)
def test_a_wrong_field_of_json_is_named_and_nothing_is_run(api, watched, body, field):
    answer = api("POST", SEARCH, json=body)
    assert (answer.status_code, answer.json["field"]) == (400, field), answer.text
    assert watched.asked <= ASKED


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"terms":' + b"[" * 100_000, b'{"terms":[{"weight":NaN}]}', b"1" * 9999],
    ids=["empty", "cut", "no text", "deep", "NaN", "long"],
)
def test_what_is_no_json_is_refused(api, body):
    answer = api("POST", SEARCH, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["code"] == "bad_request"


@pytest.mark.parametrize(
    "body",
    [{"filters": [0] * 10_001}, {f"x{n}": 0 for n in range(10_001)}, {"terms": [[]] * 10_001}],
    ids=["filters", "fields", "terms"],
)
def test_json_of_too_many_values_is_refused_unread(api, body):
    answer = api("POST", SEARCH, json=body)
    assert (answer.status_code, answer.json["field"]) == (400, "body")
    assert "more than 10000 values" in answer.json["detail"]


@pytest.mark.parametrize("path", [SEARCH, "/encode"])
@pytest.mark.parametrize("body", [{"x" * 100_000: 1}, {"words": ["a"], "encoder": "x" * 100_000}])
def test_what_is_refused_is_not_said_again_at_length(api, path, body):
    answer = api("POST", path, json=body)
    assert answer.status_code == 400
    assert len(answer.data) < 3_000


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
def test_another_kind_of_body_is_refused_with_what_to_send(api, content_type):
    answer = api("POST", SEARCH, data=b"{}", content_type=content_type)
    assert (answer.status_code, answer.json["field"]) == (400, "Content-Type")
    assert "application/json" in answer.json["detail"]


HOSTILE = [
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
    (picture((9, 9, 9), 300, 300, ".jpg")[:-200], 422),
    (png_that_claims(9000, 9000), 413),
    (b"", 415),
]


@pytest.mark.parametrize(("data", "status"), HOSTILE, ids=["SVG", "cut", "huge", "empty"])
@pytest.mark.parametrize("path", [SEARCH, "/collections/gallery/queries", "/encode"])
def test_a_hostile_file_is_refused_with_its_name(api, path, data, status):
    answer = api("POST", path, data={"image": file(data, "../holiday.jpg")})
    assert answer.status_code == status, answer.text
    assert answer.json["detail"].startswith("holiday.jpg ")


@pytest.mark.parametrize(("data", "status"), HOSTILE[:3], ids=["SVG", "cut", "huge"])
def test_a_hostile_file_is_refused_in_json_and_by_the_older_calls(api, client, data, status):
    terms = [{"kind": "file", "value": base64.b64encode(data).decode()}]
    assert api("POST", SEARCH, json={"terms": terms}).status_code == status
    for path in ALIASES:
        assert client.post(path, data={"image": file(data)}).status_code == status


def test_a_form_without_its_file_names_the_field(api, client):
    for path in ("/collections/gallery/queries", "/encode"):
        answer = api("POST", path, data={"words": "red"}, content_type="multipart/form-data")
        assert answer.status_code == 400
        assert answer.json["field"] in ("image", "words")
    answer = client.post(ALIASES[0], data={}, content_type="multipart/form-data")
    assert (answer.status_code, answer.json["field"]) == (400, "image")


def test_a_field_of_a_form_that_is_there_twice_is_refused(api):
    form = {"image": file(picture((9, 9, 9))), "size": ["3", "4"]}
    answer = api("POST", SEARCH, data=form)
    assert (answer.status_code, answer.json["field"]) == (400, "size")


def test_every_error_is_a_problem_whatever_is_accepted(app, client):
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/c") or rule.endpoint.startswith("aliases.")
    ]
    assert len(rules) > 15
    for path in ["/api/v1/none", *(re.sub("<[^>]+>", "none", rule.rule) for rule in rules)]:
        answer = client.patch(path, headers={"Accept": "text/html"})
        assert answer.status_code in (404, 405), path
        assert answer.mimetype == "application/problem+json", path


def test_an_engine_that_is_away_says_when_to_try_again(gallery):
    away = Failing(EngineUnavailable(engine="far", reason="no answer"))
    client = create_app(gallery.settings, away).test_client()
    for path in ("/api/v1/collections", f"/api/v1{SEARCH}?q=red"):
        answer = client.get(path)
        assert (answer.status_code, answer.json["code"]) == (503, "engine_unavailable")
        assert int(answer.headers["Retry-After"]) > 0


def test_a_site_at_work_turns_searches_away_at_once(api, app):
    site = app.extensions["lookalike"]
    site.slots = Slots(running=1, waiting=0)
    with site.slots.one():
        answer = api("GET", f"{SEARCH}?q=red")
    assert (answer.status_code, answer.json["code"]) == (429, "engine_busy")
    assert int(answer.headers["Retry-After"]) > 0
    assert api("GET", f"{SEARCH}?q=red").status_code == 200


def test_a_request_that_is_too_large_is_refused(gallery):
    small = gallery.settings.model_copy(update={"max_upload_bytes": 1_000})
    client = create_app(small, gallery.engine).test_client()
    for body in ({"json": {"terms": [{"kind": "words", "value": "x" * 2_000}]}}, None):
        given = body or {"data": {"image": file(b"x" * 2_000)}}
        answer = client.post(f"/api/v1{SEARCH}", **given)
        assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
        assert "LOOKALIKE_MAX_UPLOAD_BYTES" in answer.json["detail"]
