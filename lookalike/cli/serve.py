"""`lookalike serve`: the site."""

import click

from lookalike.cli.context import engine_open, example
from lookalike.core.settings import load_settings, settings


@click.command()
@click.option("--host", help="Address to listen on; else LOOKALIKE_HOST.")
@click.option("--port", type=int, help="Port to listen on; else LOOKALIKE_PORT.")
@example("lookalike serve --port 8080")
def serve(host: str | None, port: int | None) -> None:
    """Serve the site until Ctrl-C."""
    from webapp.serve import serve as serve_site

    given = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    with engine_open() as (engine, current):
        changed = load_settings(**{**current.model_dump(), **given}) if given else settings()
        serve_site(changed, engine)
