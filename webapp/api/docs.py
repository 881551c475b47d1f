"""The OpenAPI document, and a page to read it and try it out, all from our own origin."""

from importlib.metadata import version
from importlib.resources import files
from typing import Any, cast

from flask import Blueprint, Response, current_app, url_for
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import NotFound

from webapp.api.blueprints import PREFIX
from webapp.contexts.api import ApiDocsContext
from webapp.security import YEAR
from webapp.templating import render

VIEWER = "flask_openapi3_swagger"
ASSETS = {
    "swagger-ui.css": ("css", "text/css"),
    "swagger-ui-bundle.js": ("js", "text/javascript"),
}

blueprint = Blueprint("api_docs", __name__, url_prefix=PREFIX)


@blueprint.get("/openapi.json")
def document() -> dict[str, Any]:
    """Answer the OpenAPI document."""
    return cast(OpenAPI, current_app).api_doc


@blueprint.get("/docs")
def docs() -> str:
    """Show the documentation."""
    sheet, script = (
        url_for("api_docs.asset", release=version(VIEWER), name=name) for name in ASSETS
    )
    return render(ApiDocsContext(url_for("api_docs.document"), sheet, script))


@blueprint.get("/docs/<release>/<name>")
def asset(release: str, name: str) -> Response:
    """Answer a file of the viewer, which changes with its release alone."""
    if release != version(VIEWER) or name not in ASSETS:
        raise NotFound
    folder, mimetype = ASSETS[name]
    data = files(VIEWER).joinpath("templates", "swagger", folder, name).read_bytes()
    answer = Response(data, mimetype=mimetype)
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return answer
