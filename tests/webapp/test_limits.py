"""How much one address may send."""

import io

import pytest

from lookalike.core.errors import BadRequest
from lookalike.core.keys import Keys
from lookalike.core.settings import load_settings
from tests.webapp.forms import token_of
from tests.webapp.gallery import COLOURS, picture
from webapp.app import create_app
from webapp.limits import WORDS, sender

BIG = picture(COLOURS["red"], 400, 400, ".bmp")


@pytest.fixture
def limited(gallery):
    """Make a client of a site with a limit."""

    def make(limit):
        settings = load_settings(data=gallery.settings.data, rate_limit=limit)
        return create_app(settings, gallery.engine).test_client()

    return make


def send(client, **headers):
    form = {"collection": "gallery", "image": (io.BytesIO(BIG), "red.bmp")}
    return client.post("/query", data=form, headers=headers)


def test_who_sends_too_much_is_told_when_to_try_again(limited):
    client = limited("2/hour")
    assert [send(client).status_code for _ in range(3)] == [303, 303, 429]
    page = send(client)
    assert 1 <= int(page.headers["Retry-After"]) <= 3601
    assert "one address may send 2/hour" in page.text
    problem = send(client, Accept="application/json")
    assert problem.mimetype == "application/problem+json"
    assert problem.json["code"] == "too_many_requests"


def test_reading_is_never_too_much(limited, gallery):
    client = limited("1/hour")
    for _ in range(5):
        for address in (
            "/c/gallery/",
            "/c/gallery/search?q=red",
            f"/c/gallery/media/{gallery.ids['red']}-320.webp",
            "/static/base.css",
            "/health",
        ):
            assert client.get(address).status_code == 200, address


def test_searching_by_words_is_reading(limited):
    client = limited("1/hour")
    form = {"collection": "gallery", "q": "red"}
    assert [client.post("/query", data=form).status_code for _ in range(3)] == [303] * 3
    assert len(BIG) > WORDS


def test_each_address_counts_for_itself(limited):
    client = limited("1/hour")

    def status_from(address):
        client.environ_base["REMOTE_ADDR"] = address
        return send(client).status_code

    assert status_from("192.0.2.1") == 303
    assert status_from("192.0.2.1") == 429
    assert status_from("192.0.2.2") == 303


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "0.0.0.0"),
    ],
)
def test_whoever_has_one_address_of_a_network_has_all_of_it(app, address, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert sender() == counted


def test_keys_are_tried_a_few_times_a_minute(limited):
    client = limited("90/hour")
    fields = {"csrf_token": token_of(client), "key": "lk_no"}
    assert [client.post("/key", data=fields).status_code for _ in range(4)] == [401] * 3 + [429]


def test_what_costs_more_than_the_limit_is_not_refused_for_ever(limited, gallery):
    client = limited("1/hour")
    _key, secret = Keys(gallery.settings.data).make("ann")
    fields = {"csrf_token": token_of(client), "key": secret}
    assert client.post("/key", data=fields).status_code == 303


def test_off_is_no_limit(limited):
    client = limited("off")
    assert [send(client).status_code for _ in range(3)] == [303] * 3


@pytest.mark.parametrize("wrong", ["0/minute", "many", "5/minutes", "5", "-1/hour", "off "])
def test_a_limit_that_cannot_be_read_names_its_setting(wrong):
    with pytest.raises(BadRequest, match="LOOKALIKE_RATE_LIMIT"):
        load_settings(rate_limit=wrong)
