"""Translation of every text people read, through gettext."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parents[1] / "locale"
DOMAIN = "lookalike"

_process = "en"
_context: ContextVar[str | None] = ContextVar("language", default=None)


def use_language(language: str) -> None:
    """Translate in this process into `language` (a code such as `de`); English without a catalogue."""
    global _process  # noqa: PLW0603 - one process, one language, until a context has its own
    _process = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate inside into `language`, whatever the process speaks; in this context alone."""
    token = _context.set(language)
    try:
        yield
    finally:
        _context.reset(token)


def language() -> str:
    """Return the code of the language in use: that of the context, else that of the process."""
    return _context.get() or _process


def _(message: str) -> str:
    """Return `message` in the language in use."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form that fits the number `n` in the language in use."""
    return _catalogue(language()).ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a message for extraction where it stands; it is translated when it is shown."""
    return message


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_DIR, [language], fallback=True)
