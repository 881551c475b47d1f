"""Jinja as the pages need it: translated, escaped, strict, with addresses of assets."""

import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from flask import Flask, current_app, g, render_template, request
from flask_babel import (  # type: ignore[import-untyped]
    format_date,
    format_decimal,
    format_timedelta,
)
from jinja2 import ChoiceLoader, StrictUndefined
from werkzeug.local import LocalProxy

from lookalike.core.figures import decimals, figure
from lookalike.core.texts import _, language, ngettext
from lookalike.evaluation import render as reports
from webapp.contexts.base import Context
from webapp.frame import THEMES, frame
from webapp.languages import LANGUAGES

KIB = 1024
UNITS = ("kB", "MB", "GB", "TB")
JUST_NOW = timedelta(minutes=1)


def install(app: Flask) -> None:
    """Prepare the application's Jinja environment; it has the templates of reports, too."""
    app.jinja_loader = ChoiceLoader([*filter(None, [app.jinja_loader]), reports.LOADER])
    environment = app.jinja_env
    environment.autoescape = True
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _, ngettext, newstyle=True
    )
    environment.globals.update(asset=asset, report_sheet=report_sheet, frame=frame, home=home)
    environment.globals.update(THEMES=THEMES, LANGUAGES=LANGUAGES, language=LocalProxy(language))
    environment.filters.update(reports.FILTERS)
    environment.filters.update(figure=figure, distance=distance, size=size, date=date, ago=ago)


def render(context: Context) -> str:
    """Render the template of `context` with its fields, and nothing but these."""
    g.status = getattr(context, "status", 200)  # the frame of an error page is more careful
    fields = {name: getattr(context, name) for name in context.__dataclass_fields__}
    return render_template(context.template, **fields)


# They do without `url_for`, which cannot answer where the host of a request is refused.
def asset(name: str) -> str:
    """Return the address of a file in static/; it changes with the file, so it may be kept for ever."""
    return _asset("static", current_app.static_folder, name)


def report_sheet(name: str) -> str:
    """Return the address of a style sheet of reports, in the same way."""
    return _asset("sheets", str(reports.SHEETS), name)


def home() -> str:
    """Return the address of the first page."""
    return f"{request.script_root}/"


def _asset(place: str, folder: str | None, name: str) -> str:
    return f"{request.script_root}/{place}/{name}?v={_checksum(folder, name)}"


@cache
def _checksum(folder: str | None, name: str) -> str:
    return f"{zlib.crc32((Path(folder or '') / name).read_bytes()):08x}"


def distance(number: float) -> str:
    """Return a distance with three decimals: enough to compare, short enough to read."""
    return decimals(number)


def size(number: int) -> str:
    """Return a number of bytes in the unit that leaves at most four digits."""
    if number < KIB:
        return f"{figure(number)}\u00a0B"
    shown, unit = number / KIB, 0
    while shown >= KIB and unit < len(UNITS) - 1:
        shown, unit = shown / KIB, unit + 1
    return f"{format_decimal(shown, '#,##0.#')}\u00a0{UNITS[unit]}"


def date(moment: datetime) -> str:
    """Return the day of a moment as it was where it was written down."""
    return str(format_date(moment, "medium", rebase=False))


def ago(moment: datetime) -> str:
    """Return how long ago a moment was; without a time zone it is taken as UTC."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    since = datetime.now(UTC) - known
    if abs(since) < JUST_NOW:
        return _("just now")
    return str(format_timedelta(-since, add_direction=True))
