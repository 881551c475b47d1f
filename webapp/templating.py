"""Jinja as the pages need it: translated, escaped, strict, with addresses of assets."""

import zlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, g, render_template, request
from jinja2 import StrictUndefined

from lookalike.core.texts import _, ngettext
from webapp.contexts.base import Context
from webapp.frame import LANGUAGES, THEMES, frame


def install(app: Flask, language: str) -> None:
    """Prepare the application's Jinja environment for pages in `language`."""
    environment = app.jinja_env
    environment.autoescape = True
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _, ngettext, newstyle=True
    )
    environment.globals.update(asset=asset, frame=frame, home=home, language=language)
    environment.globals.update(THEMES=THEMES, LANGUAGES=LANGUAGES)
    environment.filters.update(figure=figure, distance=distance)


def render(context: Context) -> str:
    """Render the template of `context` with its fields, and nothing but these."""
    g.status = getattr(context, "status", 200)  # the frame of an error page is more careful
    fields = {name: getattr(context, name) for name in context.__dataclass_fields__}
    return render_template(context.template, **fields)


# Both do without `url_for`, which cannot answer where the host of a request is refused.
def asset(name: str) -> str:
    """Return the address of a file in static/; it changes with the file, so it may be kept for ever."""
    return f"{request.script_root}/static/{name}?v={_checksum(current_app.static_folder, name)}"


def home() -> str:
    """Return the address of the first page."""
    return f"{request.script_root}/"


@cache
def _checksum(folder: str | None, name: str) -> str:
    return f"{zlib.crc32((Path(folder or '') / name).read_bytes()):08x}"


def figure(number: int) -> str:
    """Return a whole number with thousands separators."""
    return f"{number:,}"


def distance(number: float) -> str:
    """Return a distance with three decimals: enough to compare, short enough to read."""
    return f"{number:.3f}"
