"""The headers of every answer, and the bounds of every request."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import SecurityError

from lookalike.core.settings import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    # What people look for stands in the address: it leaves this site with no link.
    "Referrer-Policy": "same-origin",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
YEAR = 31_536_000
# Two slashes begin a host, and browsers take a backslash for a slash and leave line ends out.
_OWN_ADDRESS = re.compile(r"/(?!/)[^\\\x00-\x1f]*\Z")
MAX_PARTS = 100
MAX_PARTS_ADDING = 5_000
PLAIN_FORM = "application/x-www-form-urlencoded"
MAX_PLAIN_FORM = 2**18
"""Bytes of a form without files, which is read at one go: 32 MB of them stopped the site for half a
minute, with gigabytes in memory."""
ASSETS = ("static", "sheets.static")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


def install(app: Flask, settings: Settings) -> None:
    """Bound requests, name the hosts, and put the headers on every answer."""
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_bytes
    app.config["MAX_FORM_PARTS"] = MAX_PARTS
    trusted = trusted_hosts(settings)

    # Not Flask's TRUSTED_HOSTS: that compares no IPv6 addresses.
    @app.before_request
    def _check_host() -> None:
        if not is_trusted(request.host, trusted):
            raise SecurityError

    @app.before_request
    def _bound_plain_form() -> None:
        if request.mimetype == PLAIN_FORM:
            request.max_content_length = min(settings.max_upload_bytes, MAX_PLAIN_FORM)

    app.after_request(_finish)


def allow_large(settings: Settings) -> None:
    """Let the request at hand, if it has files, be as large as one that adds images."""
    if request.mimetype == PLAIN_FORM:
        return
    request.max_content_length = max(settings.max_upload_bytes, settings.max_add_bytes)
    request.max_form_parts = MAX_PARTS_ADDING


def trusted_hosts(settings: Settings) -> list[str]:
    """Return the host names the site answers to: those set, else this machine's and the host bound."""
    if settings.trusted_hosts:
        return [each.strip("[]").lower() for each in settings.trusted_hosts]
    return list(dict.fromkeys([*LOOPBACK, settings.host.lower()]))


def is_trusted(host: str, trusted: Sequence[str]) -> bool:
    """Whether `host`, with a port or without, is one of those trusted; `.example` is all below it."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return any(
        name == each or (each.startswith(".") and name.endswith(each)) for each in trusted if name
    )


def is_own_address(address: str) -> bool:
    """Whether `address`, that a form says to go to, is one of this site's own, without its host."""
    return _OWN_ADDRESS.match(address) is not None


def _finish(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint in ASSETS and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response
