"""How the site looks to one visitor: light or dark, and its language; kept in cookies."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import UnknownChoice
from webapp.frame import THEMES
from webapp.guard import require_own_form
from webapp.languages import LANGUAGES
from webapp.pages.blueprint import blueprint
from webapp.security import YEAR, is_own_address

CHOICES = {"theme": THEMES, "language": LANGUAGES}


@blueprint.post("/look")
def look() -> Response:
    """Remember theme or language and go back to the page it was chosen on."""
    require_own_form()
    back = request.form.get("back", "")
    answer = redirect(back if is_own_address(back) else url_for("pages.home"), code=303)
    for name, choices in CHOICES.items():
        chosen = request.form.get(name, "")
        if chosen and chosen not in choices:
            raise UnknownChoice(field=name, value=chosen[:40], choices=", ".join(choices))
        if chosen:
            answer.set_cookie(name, chosen, max_age=YEAR, httponly=True, samesite="Lax")
    return answer
