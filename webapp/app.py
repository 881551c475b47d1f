"""The application: one factory, nothing at import, no connection before the first request."""

from pathlib import Path

from flask import Blueprint, Flask

from lookalike.core.settings import Settings
from lookalike.core.texts import use_language
from lookalike.evaluation.render import SHEETS
from lookalike.search.engine import Engine
from webapp import (
    access_log,
    api,
    errors,
    guard,
    languages,
    limits,
    media,
    pages,
    security,
    templating,
)
from webapp.site import Site

_PLACES = (Path(__file__).parent, Path(__file__).parents[1])


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """Return the site over `engine`; where none is given the settings' own opens at first use."""
    use_language(settings.language)
    app = api.application(
        "webapp",
        template_folder=str(_folder("templates")),
        static_folder=str(_folder("static")),
        static_url_path="/static",
    )
    app.extensions["lookalike"] = Site(settings, engine)
    languages.install(app, settings)
    security.install(app, settings)
    limits.install(app, settings)
    guard.install(app, settings)
    templating.install(app)
    errors.install(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(media.blueprint)
    app.register_blueprint(
        Blueprint("sheets", "webapp", static_folder=str(SHEETS), static_url_path="/sheets")
    )
    api.install(app)
    access_log.install(app)
    return app


def _folder(name: str) -> Path:
    """Return the folder of templates or assets: inside the wheel's webapp, else at the top level."""
    return next(place / name for place in _PLACES if (place / name).is_dir())
