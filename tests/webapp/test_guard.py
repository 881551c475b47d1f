"""Keys, tokens on forms, and the session that holds a key's id."""

import io
import stat
import threading

import pytest

from lookalike.core.errors import Unauthorised
from lookalike.core.keys import Keys
from lookalike.core.settings import load_settings
from tests.webapp.forms import token_of
from webapp import guard
from webapp.app import create_app

DROP = "/c/gallery/drop"
CONFIRMED = {"name": "gallery"}


@pytest.fixture
def keys(gallery):
    return Keys(gallery.settings.data)


@pytest.fixture
def public(gallery):
    """A client of the same site where others can reach it."""
    settings = load_settings(data=gallery.settings.data, host="0.0.0.0")
    return create_app(settings, gallery.engine).test_client()


@pytest.fixture
def asked(app):
    """Ask a function of the guard inside a request: `asked(function, **of_the_request)`."""

    def call(function, app=app, **of_the_request):
        with app.test_request_context(**of_the_request):
            return function()

    return call


def test_on_this_machine_alone_everybody_may_change_something(asked):
    assert asked(guard.may_change)
    assert asked(guard.may_change, headers={"Host": "[::1]:5000"})


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_behind_a_proxy_nobody_is_on_this_machine(asked, header):
    assert not asked(guard.may_change, headers={header: "203.0.113.9"})


def test_asked_by_another_name_the_site_is_not_this_machines_alone(gallery, asked):
    settings = load_settings(data=gallery.settings.data, trusted_hosts=("site.example",))
    app = create_app(settings, gallery.engine)
    assert not asked(guard.may_change, app=app, headers={"Host": "site.example"})


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "site.example"])
def test_where_others_can_reach_the_site_it_takes_a_key(gallery, asked, host):
    app = create_app(load_settings(data=gallery.settings.data, host=host), gallery.engine)
    assert not asked(guard.may_change, app=app)
    with pytest.raises(Unauthorised):
        asked(guard.require_change, app=app)


def test_a_key_opens_the_api_and_a_wrong_one_does_not(asked, keys):
    key, secret = keys.make("ann")
    for said in (f"Bearer {secret}", f"bearer {secret}", f"Bearer  {secret} "):
        assert asked(guard.require_key, headers={"Authorization": said}) == key
    for said in ("", secret, f"Basic {secret}", "Bearer", "Bearer lk_x", f"Bearer {secret}x"):
        with pytest.raises(Unauthorised):
            asked(guard.require_key, headers={"Authorization": said})
    keys.remove(key.id)
    with pytest.raises(Unauthorised):
        asked(guard.require_key, headers={"Authorization": f"Bearer {secret}"})


def test_a_session_is_no_key_for_the_api(public, keys):
    sign_in(public, keys.make("ann")[1])
    answer = public.delete("/api/v1/collections/gallery")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def sign_in(client, secret):
    return client.post("/key", data={"csrf_token": token_of(client), "key": secret})


def test_signed_in_with_a_key_one_may_change_something_until_it_is_removed(public, keys):
    key, secret = keys.make("ann")
    assert sign_in(public, secret).status_code == 303
    dropping = {"csrf_token": token_of(public), **CONFIRMED}
    keys.remove(key.id)
    assert public.post(DROP, data=dropping).status_code == 401
    _key, secret = keys.make("ann")
    sign_in(public, secret)
    dropping["csrf_token"] = token_of(public)
    assert public.post(DROP, data=dropping).status_code == 303


def test_signing_out_forgets_the_key(public, keys):
    sign_in(public, keys.make("ann")[1])
    assert "ann" in public.get("/key").text
    assert public.post("/key/forget", data={"csrf_token": token_of(public)}).status_code == 303
    assert "ann" not in public.get("/key").text
    assert public.post(DROP, data={"csrf_token": token_of(public)}).status_code == 401


def test_a_wrong_key_is_refused_on_the_form_and_not_shown_again(public):
    answer = sign_in(public, "lk_secret")
    assert answer.status_code == 401
    assert 'name="key"' in answer.text
    assert "lk_secret" not in answer.text
    assert public.post(DROP, data={"csrf_token": token_of(public)}).status_code == 401


@pytest.mark.parametrize(
    ("back", "goes"),
    [
        ("/add", "/add"),
        ("", "/key"),
        ("https://evil.example/", "/key"),
        ("//evil.example", "/key"),
        ("/\\evil.example", "/key"),
        ("/\t/evil.example", "/key"),
    ],
)
def test_signing_in_goes_back_to_a_page_of_this_site_alone(public, keys, back, goes):
    fields = {"csrf_token": token_of(public), "key": keys.make("ann")[1], "back": back}
    assert public.post("/key", data=fields).location == goes


@pytest.mark.parametrize("token", ["", "wrong", "IjEi.aaaa.bbbb"])
def test_a_form_without_the_token_of_its_page_changes_nothing(client, token):
    answer = client.post(DROP, data={"csrf_token": token, **CONFIRMED})
    assert answer.status_code == 403
    assert "load its page again" in answer.text
    assert client.get("/c/gallery/").status_code == 200


def test_a_token_of_another_session_does_not_count(app, client):
    token = token_of(app.test_client())
    token_of(client)
    assert client.post(DROP, data={"csrf_token": token, **CONFIRMED}).status_code == 403


def test_a_token_holds_as_long_as_the_browser_is_open_even_over_a_restart(gallery, client):
    fields = {"csrf_token": token_of(client), **CONFIRMED}
    [cookie] = [client.get_cookie(guard.COOKIE)]
    again = create_app(gallery.settings, gallery.engine).test_client()
    again.set_cookie(guard.COOKIE, cookie.value)
    assert again.post(DROP, data=fields).status_code == 303


def test_what_is_not_allowed_is_refused_before_its_form_is_read(public):
    unread = {"Content-Length": str(10**9), "Content-Type": "multipart/form-data; boundary=x"}
    assert public.post("/add/files", headers=unread).status_code == 401
    assert public.post("/api/v1/collections/gallery/images", headers=unread).status_code == 401


def test_what_adds_images_may_be_larger_than_what_searches(gallery):
    bounds = {"max_upload_bytes": 2**16, "max_add_bytes": 2**18}
    settings = load_settings(data=gallery.settings.data, **bounds)
    client = create_app(settings, gallery.engine).test_client()

    def send(address, size):
        files = {"files": (io.BytesIO(b"x" * size), "a.png")}
        return client.post(address, data={"csrf_token": token_of(client), **files})

    assert send("/add/files", 2**17).status_code not in (403, 413)
    refused = send("/add/files", 2**18)
    assert refused.status_code == 413
    assert "0.25 MB (LOOKALIKE_MAX_ADD_BYTES)" in refused.text
    assert "LOOKALIKE_MAX_UPLOAD_BYTES" in send("/query", 2**17).text


def test_many_files_can_be_added_at_once(client):
    files = [(io.BytesIO(b""), f"{number}.txt") for number in range(300)]
    fields = {"csrf_token": token_of(client), "files": files}
    assert client.post("/add/files", data=fields).status_code not in (403, 413)


def test_the_way_to_the_key_is_shown_where_one_is_needed(client, public):
    assert 'href="/key"' not in client.get("/c/gallery/").text
    assert 'href="/key"' in public.get("/c/gallery/").text
    refused = public.post(DROP, data={"csrf_token": token_of(public), **CONFIRMED})
    assert 'href="/key?back=' in refused.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),
    ],
)
def test_the_look_is_chosen_on_pages_of_this_site(client, headers, status):
    assert client.post("/look", data={"theme": "dark"}, headers=headers).status_code == status


def test_the_secret_of_sessions_is_made_once_and_its_owners_alone(gallery):
    path = gallery.settings.data / "secret.key"
    path.unlink(missing_ok=True)
    apps = [create_app(gallery.settings, gallery.engine) for _ in range(4)]
    made = []

    def ask(app):
        app.test_client().get("/health")
        made.append(app.secret_key)

    threads = [threading.Thread(target=ask, args=(app,)) for app in apps]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(made) == {path.read_bytes()}
    assert len(made) == 4
    assert len(path.read_bytes()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
