"""Who may change something here, and the proof that it was meant: keys, and tokens on forms."""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]
from itsdangerous import URLSafeTimedSerializer

from lookalike.core.errors import Forbidden, Unauthorised
from lookalike.core.files import write_atomically
from lookalike.core.keys import Key, Keys
from lookalike.core.locks import file_lock
from lookalike.core.schema import prepare_data_folder
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from webapp.security import SAFE, allow_large
from webapp.site import current_site

SECRET_BYTES = 32
SESSION_KEY = "key"
COOKIE = "lookalike"

KEYED = frozenset({"api", "api_changes", "aliases"})
"""Blueprints that read no cookies, so that no other site can use a visitor's: no tokens there."""
OPEN = frozenset({"pages.query", "pages.look"})
"""Forms without a token: a search changes nothing; `look` asks where its form came from."""

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")

_NO_KEY = N_("send the header Authorization: Bearer KEY; “lookalike keys add NAME” makes one")
_WRONG_KEY = N_("the one that was sent does not count here, or no longer")
_NOT_SIGNED_IN = N_("sign in with one to add or change something")
_NOT_MEANT = N_("the form is an old one, or of another site; load its page again and send it anew")

_tokens = CSRFProtect()


def install(app: Flask, settings: Settings) -> None:
    """Sign sessions, and check every request that changes something before its form is read."""
    app.session_interface = _Sessions(settings.data)
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    _tokens.init_app(app)
    app.before_request(_check)


def may_change() -> bool:
    """Whether who looks at a page may change something: on this machine alone, or signed in."""
    return is_here() or signed_in() is not None


def require_change() -> None:
    """Raise Unauthorised where `may_change` says no."""
    if not may_change():
        raise Unauthorised(reason=_(_NOT_SIGNED_IN))


def require_key() -> Key:
    """Return the key that a call of the API brings in its header; Unauthorised without one."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise Unauthorised(reason=_(_NO_KEY))
    key = Keys(current_site().settings.data).find(secret.strip())
    if key is None:
        raise Unauthorised(reason=_(_WRONG_KEY))
    return key


def require_own_form() -> None:
    """Raise Forbidden where the browser says that a form was sent by another site's page."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        is_own = origin is None or urlsplit(origin).netloc == request.host
    if not is_own:
        raise Forbidden(reason=_(_NOT_MEANT))


def is_here() -> bool:
    """Whether the site is for this machine alone, and no proxy passes on what others ask."""
    is_passed_on = any(name in request.headers for name in _FORWARDED)
    return current_site().settings.is_loopback and not is_passed_on


def sign_in(secret: str) -> bool:
    """Let who looks at the pages change something with a key; say whether it is one."""
    key = Keys(current_site().settings.data).find(secret)
    if key is None:
        return False
    session.clear()
    session[SESSION_KEY] = key.id
    return True


def sign_out() -> None:
    """Forget the key of who looks at the pages."""
    session.clear()


def signed_in() -> Key | None:
    """Return the key that who looks at the pages has signed in with, while it counts."""
    key_id = session.get(SESSION_KEY)
    return Keys(current_site().settings.data).get(key_id) if key_id else None


LARGE: Mapping[str, Callable[[], object]] = {
    "pages.add_files": require_change,
    "api_changes.add_images": require_key,
}
"""What takes large requests, and who may send them: others are turned away unread."""


def _check() -> None:
    """Let large requests pass where they may, and refuse forms without the token of their page."""
    if request.method in SAFE or request.endpoint is None:
        return
    if request.endpoint in LARGE:
        LARGE[request.endpoint]()
        allow_large(current_site().settings)
    if request.blueprint in KEYED or request.endpoint in OPEN:
        return
    try:
        _tokens.protect()
    except CSRFError as error:
        raise Forbidden(reason=_(_NOT_MEANT)) from error


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions; the secret they are signed with is read or made at the first request."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        app.secret_key = app.secret_key or _secret(self._data)
        return super().get_signing_serializer(app)


def _secret(data: Path) -> bytes:
    """Return the secret of the data folder, made where there is none; its owner's alone to read."""
    path = prepare_data_folder(data) / "secret.key"
    with file_lock(data / "secret.lock", wait=True):
        if not path.is_file() or path.stat().st_size < SECRET_BYTES:
            write_atomically(path, secrets.token_bytes(SECRET_BYTES), durable=True, private=True)
        return path.read_bytes()
