"""How the site looks to one visitor: light or dark, and its language; kept in cookies."""

from urllib.parse import urlsplit

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import UnknownChoice
from webapp.frame import THEMES
from webapp.guard import require_own_form
from webapp.languages import LANGUAGES
from webapp.pages.blueprint import blueprint
from webapp.security import YEAR

CHOICES = {"theme": THEMES, "language": LANGUAGES}


@blueprint.post("/look")
def look() -> Response:
    """Remember theme or language and go back to the page it was chosen on."""
    require_own_form()
    answer = redirect(_back(request.form.get("back", "")), code=303)
    for name, choices in CHOICES.items():
        chosen = request.form.get(name, "")
        if chosen and chosen not in choices:
            raise UnknownChoice(field=name, value=chosen[:40], choices=", ".join(choices))
        if chosen:
            answer.set_cookie(name, chosen, max_age=YEAR, httponly=True, samesite="Lax")
    return answer


def _back(address: str) -> str:
    """Return `address` where it is one of this site's own, else the first page."""
    parts = urlsplit(address.replace("\\", "/"))
    is_own = not (parts.scheme or parts.netloc) and parts.path.startswith("/")
    return address if is_own and not address.startswith("//") else url_for("pages.home")
