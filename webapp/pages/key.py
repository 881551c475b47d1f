"""Signing in with a key, for adding and changing something where others can reach the site."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lookalike.core.texts import N_, _
from webapp import guard
from webapp.contexts.key import KeyContext
from webapp.pages.blueprint import blueprint
from webapp.security import is_own_address
from webapp.templating import render

_WRONG = N_("This key does not count here. Was it copied whole, and is it still in use?")


@blueprint.route("/key", methods=["GET", "POST"])
def key() -> str | Response | tuple[str, int]:
    """Show who is signed in, or take a key and go back to where it was needed."""
    back = request.values.get("back", "")
    back = back if is_own_address(back) else ""
    if request.method != "POST":
        return render(_form(back))
    if not guard.sign_in(request.form.get("key", "").strip()):
        return render(_form(back, _(_WRONG))), 401
    return redirect(back or url_for("pages.key"), code=303)


@blueprint.post("/key/forget")
def forget_key() -> Response:
    """Sign out."""
    guard.sign_out()
    return redirect(url_for("pages.key"), code=303)


def _form(back: str, sentence: str = "") -> KeyContext:
    holder = guard.signed_in()
    return KeyContext(
        holder=holder.name if holder else "",
        is_here=guard.is_here(),
        back=back,
        sentence=sentence,
    )
