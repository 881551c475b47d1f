"""/api/v1: the JSON twin of every page, described by an OpenAPI document made from its models."""

from typing import Any

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from lookalike import __version__
from webapp.api import changes, collections, docs, encoding, images, older, runs, search
from webapp.api.blueprints import TAGS, aliases, changing, reading
from webapp.api.bodies import SCHEMAS, refuse
from webapp.api.health import described
from webapp.api.models.base import Problem

__all__ = [
    "application",
    "changes",
    "collections",
    "encoding",
    "images",
    "install",
    "older",
    "runs",
    "search",
]

INFO = Info(
    title="Lookalike",
    version=__version__,
    summary="Search your own images by example, by words, or by both.",
    description=(
        "Reading needs no key. What changes something takes `Authorization: Bearer <key>`; "
        "`lookalike keys add NAME` makes one. Errors are problem+json with a `code` and, where "
        "one is wrong, the `field`."
    ),
)
KEY = {"type": "http", "scheme": "bearer", "description": "made by `lookalike keys add NAME`"}


def application(name: str, **options: Any) -> OpenAPI:
    """Return a Flask application that can be described; `options` are Flask's."""
    return OpenAPI(
        name,
        info=INFO,
        security_schemes={"key": KEY},
        doc_ui=False,
        validation_error_status=400,
        validation_error_model=Problem,
        validation_error_callback=refuse,
        **options,
    )


def install(app: OpenAPI) -> None:
    """Add every address of the API, and its documentation."""
    app.tags, app.tag_names = list(TAGS), [each.name for each in TAGS]
    for blueprint in (reading, changing, aliases):
        app.register_api(blueprint)
    app.paths.update(described.paths)
    app.components_schemas.update(SCHEMAS | described.components_schemas)
    app.register_blueprint(docs.blueprint)
