"""Numbers and spans of time as people of a language write them."""

from functools import cache
from typing import NamedTuple

from babel.numbers import get_decimal_symbol, get_group_symbol

from lookalike.core.texts import N_, _, language

_MOMENT, _SECONDS = N_("under 1\u00a0s"), N_("{seconds}\u00a0s")
_MINUTES = N_("{minutes}\u00a0min {seconds}\u00a0s")
_HOURS = N_("{hours}\u00a0h {minutes}\u00a0min")


class _Symbols(NamedTuple):
    decimal: str
    thousands: str


def figure(number: int) -> str:
    """Return a whole number with thousands separators."""
    return f"{number:,}".replace(",", _symbols(language()).thousands)


def decimals(number: float, places: int = 3) -> str:
    """Return a number below a thousand with so many decimals."""
    return f"{number:.{places}f}".replace(".", _symbols(language()).decimal)


def signed(number: float, places: int = 3) -> str:
    """Return a difference with its sign, a true minus among them."""
    return ("−" if number < 0 else "+") + decimals(abs(number), places)


def short(number: float, digits: int = 6) -> str:
    """Return a number with as few decimals as tell it, and so many digits at most."""
    return f"{number:.{digits}g}".replace("-", "−").replace(".", _symbols(language()).decimal)


def spelled(seconds: float) -> str:
    """Return a span of time as people say it."""
    whole = round(seconds)
    if whole < 60:
        return _(_SECONDS).format(seconds=whole) if whole else _(_MOMENT)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return _(_MINUTES).format(minutes=minutes, seconds=rest)
    return _(_HOURS).format(hours=minutes // 60, minutes=minutes % 60)


@cache
def _symbols(locale: str) -> _Symbols:
    """Return how a language writes numbers: a page has a hundred, too many for Babel's patterns."""
    return _Symbols(get_decimal_symbol(locale), get_group_symbol(locale))
