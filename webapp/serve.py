"""The site behind waitress, with every queue bounded."""

import gc
import logging
import resource
import signal
import threading
from types import FrameType
from typing import Any, NoReturn

from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]

from lookalike.core.errors import BadRequest
from lookalike.core.settings import PREFIX, Settings
from lookalike.core.texts import N_, _
from lookalike.search.engine import Engine
from webapp.app import create_app
from webapp.jobs import Jobs
from webapp.security import is_trusted, trusted_hosts
from webapp.site import SEARCHES, WAITING

THREADS = 2 * (SEARCHES + WAITING)
"""Half of them may search or wait for it; the others are there for pictures, assets and /health."""
CONNECTIONS = 1_000
IDLE = 30
REQUEST_IN_MEMORY = 64 * 2**10
"""Bytes of one request held in memory; more goes to a nameless temporary file."""
ANSWER_IN_MEMORY = 256 * 2**10
"""The same of an answer: no page of results is larger, large pictures are."""
REFUSED_UNREAD = 4
"""Up to so many times the largest upload a request is read, to be refused with a page; above it
waitress hangs up."""
ACCEPTED_AT_ONCE = 64

_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - how to reach it from this machine
_CANNOT = N_("cannot listen on {host}:{port}: {reason}")
_SERVING = N_("Lookalike is at http://{host}:{port}/ (Ctrl-C ends it)")
_LISTENING = N_("Lookalike listens on {host}:{port} and answers to {names} (Ctrl-C ends it)")


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Waitress that takes in a crowd at once.

    It accepts one connection for each look at all that are open, which is quadratic in a crowd:
    of 1,000 the last waited two seconds to be seen, and with them whoever asked for /health.
    """

    jobs: Jobs
    """Of the site behind: what waitress calls its application is wrapped."""

    def add_task(self, task: Any) -> None:
        """Let a request wait for a thread; who asks for /health goes before all that wait."""
        if not (task.requests and task.requests[0].path == "/health"):
            super().add_task(task)
            return
        with self.task_dispatcher.lock:
            self.task_dispatcher.queue.appendleft(task)
            self.task_dispatcher.queue_cv.notify()

    def handle_accept(self) -> None:
        """Accept all that knock, up to a bound."""
        for _each in range(ACCEPTED_AT_ONCE):
            before = len(self._map)
            super().handle_accept()
            if len(self._map) == before or before >= self.adj.connection_limit:
                return

    def close(self) -> None:
        """Stop listening, and interrupt the runs that the site has begun: the engine may close next."""
        super().close()
        self.jobs.stop()


def serve(settings: Settings, engine: Engine) -> None:
    """Serve until Ctrl-C or SIGTERM and say where; BadRequest where the port cannot be had."""
    server = make_server(settings, engine)
    # A line for each request that waits: in a crowd the log would be the crowd's second victim.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _leave)
    print(whereabouts(settings, server.effective_port), flush=True)
    # What was made by now stays: looking through it for garbage would hold up every other page.
    gc.collect()
    gc.freeze()
    try:
        server.run()
    finally:
        server.close()


def whereabouts(settings: Settings, port: int) -> str:
    """Say where the site is; where it does not answer to its own address, by what names it does."""
    address = _HERE.get(settings.host, settings.host)
    host = f"[{address}]" if ":" in address else address
    names = trusted_hosts(settings)
    text = _SERVING if is_trusted(host, names) else _LISTENING
    return _(text).format(host=host, port=port, names=", ".join(names))


def make_server(settings: Settings, engine: Engine) -> Server:
    """Return a server that listens already and answers once it runs; BadRequest as `serve`."""
    try:
        bounds = Adjustments(
            host=settings.host,
            port=settings.port,
            ipv4=":" not in settings.host,
            ipv6=":" in settings.host,
            threads=THREADS,
            connection_limit=_connections(),
            asyncore_use_poll=True,
            channel_timeout=IDLE,
            cleanup_interval=IDLE // 3,
            max_request_body_size=max(
                REFUSED_UNREAD * settings.max_upload_bytes, settings.max_add_bytes
            ),
            inbuf_overflow=REQUEST_IN_MEMORY,
            outbuf_overflow=ANSWER_IN_MEMORY,
            ident=None,
            # They are believed in nothing, but that there is a proxy (see `guard.is_here`).
            clear_untrusted_proxy_headers=False,
        )
        app = create_app(settings, engine)
        server = Server(app, adj=bounds, sockinfo=bounds.listen[0])
    except (OSError, ValueError) as error:
        reason = _(_CANNOT).format(
            host=settings.host,
            port=settings.port,
            reason=str(getattr(error, "strerror", error)).rstrip("."),
        )
        raise BadRequest(field=f"{PREFIX}PORT", reason=reason) from error
    server.jobs = app.extensions["lookalike"].jobs
    server.jobs.recover()
    return server


def _connections() -> int:
    """Return how many connections may be open: each may need a temporary file too."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, soft // 2 - 50)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    del signum, frame
    raise SystemExit(0)
