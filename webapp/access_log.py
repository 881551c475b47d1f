"""One line for each request, and an id that its log lines, its answer and its error page share."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask

from lookalike.core.log import new_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"


class AccessLog:
    """WSGI middleware: names the request, times it, logs method, path and status.

    The query stays out of the log: what people look for is theirs.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer the request through the application behind."""
        started, status = time.perf_counter(), "-"
        with new_request() as request_id:

            def named(line: str, headers: list[tuple[str, str]], *more: Any) -> Callable[..., Any]:
                nonlocal status
                status = line.partition(" ")[0]
                return start_response(line, [*headers, (HEADER, request_id)], *more)

            body = self.app(environ, named)
            took = (time.perf_counter() - started) * 1000
            path = quote(environ.get("PATH_INFO", ""), safe="/:")[:300]
            log.info("%s %s %s %.1f ms", environ.get("REQUEST_METHOD"), path, status, took)
            return body


def install(app: Flask) -> None:
    """Put the log around the application."""
    app.wsgi_app = AccessLog(app.wsgi_app)  # type: ignore[method-assign]
