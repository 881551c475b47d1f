"""The description of /health and /ready, which are pages of the site."""

from typing import Literal

from flask_openapi3.blueprint import APIBlueprint

from webapp.api.blueprints import SITE, operation_id
from webapp.api.models.base import Output
from webapp.pages.health import health, ready


class Health(Output):
    """The site answers."""

    status: Literal["ok"]


class Ready(Output):
    """Whether the engine can work."""

    ok: bool
    engine: str
    version: str
    detail: str


described = APIBlueprint("health", __name__, abp_tags=[SITE], operation_id_callback=operation_id)
"""Never registered: the pages are there already, and only described once more."""

described.get("/health", responses={200: Health})(health)
described.get("/ready", responses={200: Ready, 503: Ready})(ready)
