"""Whether the site, and the engine behind it, can work: for load balancers and monitors."""

from webapp.pages.blueprint import blueprint
from webapp.site import current_site


@blueprint.get("/health")
def health() -> dict[str, str]:
    """Say that the site answers; asks nobody."""
    return {"status": "ok"}


@blueprint.get("/ready")
def ready() -> tuple[dict[str, object], int]:
    """Say whether the engine can work."""
    with current_site().slots.one():
        found = current_site().engine.health()
    answer = {"ok": found.ok, "engine": found.engine, "version": found.version}
    return {**answer, "detail": found.detail}, 200 if found.ok else 503
