"""Translation of every text people read, through gettext."""

import gettext
from pathlib import Path

LOCALE_DIR = Path(__file__).parents[1] / "locale"

_translations: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Translate from here on into `language` (a code such as `de`); English where no catalogue is."""
    global _translations  # noqa: PLW0603 - one process, one language; the site sets it per request later
    _translations = gettext.translation("lookalike", LOCALE_DIR, [language], fallback=True)


def _(message: str) -> str:
    """Return `message` in the language in use."""
    return _translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form that fits the number `n` in the language in use."""
    return _translations.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a message for extraction where it stands; it is translated when it is shown."""
    return message
