"""Libraries that only an extra brings: named where they are missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _

_MISSING = N_("it is not installed here; pip install 'lookalike[{extra}]' brings it")


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Import inside what the extra `extra` brings; BadRequest that names it where it is missing."""
    try:
        yield
    except ImportError as error:
        reason = _(_MISSING).format(extra=extra)
        raise BadRequest(field=error.name or extra, reason=reason) from error
