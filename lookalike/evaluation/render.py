"""The page of a report: one file with everything in it, that asks no address for anything."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from lookalike.core.figures import decimals, figure, short, signed, spelled
from lookalike.core.texts import _, language, ngettext
from lookalike.evaluation.against import Against
from lookalike.evaluation.asked import asked_told
from lookalike.evaluation.plots import along, curve, steps
from lookalike.evaluation.report_model import Report
from lookalike.evaluation.shown import shown_of

TEMPLATES = Path(__file__).parent / "templates"
LOADER = PrefixLoader({"evaluation": FileSystemLoader(TEMPLATES)})
"""The templates of reports, under names that begin with `evaluation/`: the site has them too."""

FILTERS = {
    "along": along,
    "asked": asked_told,
    "curve": curve,
    "decimals": decimals,
    "figure": figure,
    "short": short,
    "signed": signed,
    "spelled": spelled,
    "steps": steps,
}
SHEETS = Path(__file__).parent / "sheets"
"""The style sheets of reports; the site has those that a page of its own needs, too."""


def render_html(
    report: Report, pictures: Mapping[str, bytes], comparison: Sequence[Against] = ()
) -> str:
    """Return the page of `report` as HTML, self-contained.

    `pictures`: WebP by name, as the report's queries and hits name them; one that is missing is
    left out.
    """
    addresses = {name: _data_uri(data) for name, data in pictures.items()}
    styles = _styles()
    return (
        _environment()
        .get_template("evaluation/page.html")
        .render(
            shown=shown_of(report, lambda name: addresses.get(name, "")),
            comparison=comparison,
            language=language(),
            styles=Markup(styles),  # noqa: S704 - our own file
            styles_hash=base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode(),
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=LOADER,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(FILTERS)
    return made


@cache
def _styles() -> str:
    sheets = ("common.css", "page.css", "report.css")
    return "".join((SHEETS / sheet).read_text(encoding="utf-8") for sheet in sheets)


def _data_uri(data: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}"
