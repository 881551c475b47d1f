import errno
import re

import pytest

from lookalike.core import errors
from lookalike.core.errors import LookalikeError
from lookalike.core.settings import load_settings
from webapp.app import create_app
from webapp.errors import STATUS, status_of

JSON = {"Accept": "application/json"}


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


class Failing:
    """An engine whose every call raises what it is given."""

    name = "failing"

    def __init__(self, error):
        self.error = error

    def __getattr__(self, name):
        def call(*given, **named):
            raise self.error

        return call


@pytest.fixture
def failing(tmp_path):
    def make(error):
        return create_app(load_settings(data=tmp_path), Failing(error)).test_client()

    return make


@pytest.mark.parametrize("kind", sorted(subclasses(LookalikeError), key=lambda kind: kind.__name__))
def test_every_error_of_ours_has_a_status(kind):
    assert status_of(kind) != 500, f"map {kind.__name__} in webapp/errors.py"


def test_an_error_that_nobody_mapped_is_noticed():
    class New(LookalikeError):
        code = "new"

    assert status_of(New) == 500


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.BadRequest(field="page", reason="no"), 400),
        (errors.UnknownChoice(field="encoder", value="x", choices="y"), 400),
        (errors.UnsupportedFormat(file="a.jpg", found="a PDF", accepted="JPEG"), 415),
        (errors.ImageBroken(file="a.jpg", reason="holes"), 422),
        (errors.ImageTruncated(file="a.jpg"), 422),
        (errors.ImageTooLarge(file="a.png", found="9", limit="1", setting="S"), 413),
        (errors.Unauthorised(reason="none was sent"), 401),
        (errors.Forbidden(reason="it is old"), 403),
        (errors.NotFound(kind="collection", name="x"), 404),
        (errors.EncoderMismatch(collection="c", encoder="e", stored="a", given="b"), 409),
        (errors.EncoderUnavailable(encoder="e", reason="not installed"), 422),
        (errors.TooManyRequests(reason="slow down"), 429),
        (errors.EngineUnavailable(engine="e", reason="gone"), 503),
        (errors.EngineBusy(engine="e", reason="full"), 429),
        (errors.StorageFull(engine="e", reason="full"), 503),
    ],
)
def test_an_error_is_answered_with_its_status_and_sentence(failing, error, status):
    page = failing(error).get("/c/x/")
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert str(error) in page.text
    problem = failing(error).get("/c/x/", headers=JSON)
    assert problem.status_code == status
    assert problem.mimetype == "application/problem+json"
    assert problem.json["detail"] == str(error)
    assert problem.json["status"] == status
    assert problem.json["code"] == error.code


@pytest.mark.parametrize("kind", [errors.EngineUnavailable, errors.EngineBusy, errors.StorageFull])
def test_an_engine_that_is_away_says_when_to_try_again_and_does_so(failing, kind):
    page = failing(kind(engine="e", reason="gone")).get("/c/x/search?q=red")
    seconds = page.headers["Retry-After"]
    assert int(seconds) > 0
    assert f'<meta http-equiv="refresh" content="{seconds}">' in page.text


def test_the_seconds_that_an_error_knows_are_those_told(failing):
    error = errors.TooManyRequests(reason="slow down", seconds=42)
    assert failing(error).get("/c/x/").headers["Retry-After"] == "42"


def test_what_needs_a_key_says_how_one_is_given(failing):
    answer = failing(errors.Unauthorised(reason="none was sent")).get("/c/x/")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_form_is_not_sent_again_by_itself(failing):
    page = failing(errors.EngineUnavailable(engine="e", reason="gone")).post(
        "/query", data={"collection": "x"}
    )
    assert page.status_code == 503
    assert "http-equiv" not in page.text


@pytest.mark.parametrize("headers", [{}, JSON])
def test_an_unknown_exception_says_nothing_of_itself_but_is_logged(failing, caplog, headers):
    answer = failing(RuntimeError("password is hunter2")).get("/c/x/", headers=headers)
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "hunter2" in caplog.text


def test_a_full_disk_is_named_whatever_was_to_be_written(failing):
    page = failing(OSError(errno.ENOSPC, "No space left on device")).get("/c/x/")
    assert page.status_code == 503
    assert "there is no room left on its disk" in page.text
    assert "<h1>No room left</h1>" in page.text
    assert failing(OSError(errno.EIO, "Input/output error")).get("/c/x/").status_code == 500


def test_a_page_that_is_not_there(client):
    assert client.get("/nowhere").status_code == 404
    assert "There is no page at this address" in client.get("/nowhere").text
    assert client.get("/nowhere", headers=JSON).json["status"] == 404


def test_a_wrong_method_names_the_right_one(client):
    answer = client.get("/query")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_id_on_the_error_page_is_that_of_the_request(client):
    page = client.get("/nowhere")
    assert re.search(r"404 · ([0-9a-f]{12})", page.text)[1] == page.headers["X-Request-Id"]
    problem = client.get("/nowhere", headers=JSON)
    assert problem.json["request_id"] == problem.headers["X-Request-Id"]


def test_a_bad_request_names_its_field_for_programs(client):
    problem = client.get("/c/gallery/search?q=a&page=0", headers=JSON)
    assert (problem.status_code, problem.json["field"]) == (400, "page")


def test_the_map_holds_no_class_twice_over():
    for kind in STATUS:
        above = [each for each in kind.__mro__[1:] if each in STATUS]
        assert not above or STATUS[kind] != STATUS[above[0]], f"{kind.__name__} is mapped already"
