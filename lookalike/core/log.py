"""Logging: one line per request and per batch, each with the id of the request it belongs to."""

import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")

FORMAT = "%(asctime)s %(levelname)-7s %(request_id)s %(name)s: %(message)s"


MAX_LINE = 4_000


class _OneLine(logging.Formatter):
    """Writes a message on one line, cut where it is endless: what people send stands in messages."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        line = super().formatMessage(record)[:MAX_LINE]
        return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)


class _RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def configure(verbosity: int = 0) -> None:
    """Send our log to stderr: warnings; with 1 every request and batch; with 2 all there is."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine(FORMAT))
    handler.addFilter(_RequestId())
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbosity, 2)]
    for name in ("lookalike", "ingest", "webapp"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False


@contextmanager
def new_request(given: str | None = None) -> Iterator[str]:
    """Name what happens inside by a request id, `given` or random, and yield it."""
    token = request_id.set(given or secrets.token_hex(6))
    try:
        yield request_id.get()
    finally:
        request_id.reset(token)
