"""The language of a page: as chosen on the site, else as the browser asks, else of the settings."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import Babel  # type: ignore[import-untyped]
from werkzeug.wrappers import Request

from lookalike.core import texts
from lookalike.core.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
COOKIE = "language"


class Speaker:
    """WSGI middleware: whatever happens for a request speaks its visitor's language."""

    def __init__(self, app: "WSGIApplication", default: str) -> None:
        self.app = app
        self.default = default

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer the request through the application behind."""
        with texts.speaking(language_of(Request(environ), self.default)):
            return self.app(environ, start_response)


def install(app: Flask, settings: Settings) -> None:
    """Let texts and figures of every answer be in the language of its request."""
    primary = settings.language.replace("-", "_").partition("_")[0].lower()
    default = primary if primary in LANGUAGES else "en"
    Babel(app, configure_jinja=False, default_locale=default, locale_selector=texts.language)
    app.wsgi_app = Speaker(app.wsgi_app, default)  # type: ignore[method-assign]


def language_of(request: Request, default: str) -> str:
    """Return the language of `request`; where it calls the API no cookie is read."""
    chosen = "" if request.path.startswith("/api/") else request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    offered = sorted(LANGUAGES, key=lambda code: code != default)
    return request.accept_languages.best_match(offered, default) or default
