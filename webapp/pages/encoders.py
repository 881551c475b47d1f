"""Which encoders there are, what each can do, how it was made, and how fast it is on this machine."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import NotFound, SourceRefused
from lookalike.encoders import speed
from lookalike.encoders.curves import read_curves
from lookalike.encoders.registry import encoder_ids, load_encoder
from lookalike.search.collections import visible
from webapp.contexts.encoders import EncoderContext, EncodersContext
from webapp.curves import Trained, trained_of
from webapp.encoders import newest, reports_in, row_of, stats_of, ways_of
from webapp.guard import require_change
from webapp.made import made_of
from webapp.pages.blueprint import blueprint
from webapp.site import Site, current_site
from webapp.templating import render


@blueprint.get("/encoders")
def encoders() -> str:
    """List all encoders."""
    site = current_site()
    with site.slots.one():
        known = visible(site.engine)
        stats = {each.name: stats_of(site, each) for each in known}
        ids = {*encoder_ids(), *(each for collection in known for each in collection.encoders)}
        reports = newest(reports_in(site, known))
        rows = [row_of(site, each, known, stats, reports) for each in sorted(ids)]
    return render(EncodersContext(rows))


@blueprint.get("/encoders/<encoder_id>")
def encoder(encoder_id: str) -> str:
    """Show one encoder: what it is, how it was made and judged, and where it is used."""
    site = current_site()
    with site.slots.one():
        known = visible(site.engine)
        users = [each for each in known if encoder_id in each.encoders]
        here = encoder_ids()
        if encoder_id not in here and not users:
            raise NotFound(kind="encoder", name=encoder_id)
        stats = {each.name: stats_of(site, each) for each in users}
        row = row_of(site, encoder_id, users, stats, reports_in(site, known))
        trained, untold = _trained(site, encoder_id) if row.card else (None, "")
    return render(
        EncoderContext(
            row=row,
            made=made_of(row.card, show_paths=site.settings.paths_visible) if row.card else None,
            trained=trained,
            untold=untold,
            others=[each for each in here if each != encoder_id],
            ways=ways_of(row, known),
        )
    )


@blueprint.post("/encoders/<encoder_id>/measure")
def measure(encoder_id: str) -> Response:
    """Measure how fast an encoder is here, and keep it."""
    require_change()
    site = current_site()
    if encoder_id not in encoder_ids():
        raise NotFound(kind="encoder", name=encoder_id)
    with site.slots.one():
        found = speed.measure(load_encoder(encoder_id))
    speed.keep(site.settings.data, encoder_id, found)
    if "alone" in request.form:
        return redirect(url_for("pages.encoder", encoder_id=encoder_id), code=303)
    return redirect(url_for("pages.encoders", _anchor=f"e-{encoder_id}"), code=303)


def _trained(site: Site, encoder_id: str) -> tuple[Trained | None, str]:
    """Return how a training went, or None and why nothing can be told of it."""
    try:
        return trained_of(read_curves(site.settings.data, encoder_id)), ""
    except (NotFound, SourceRefused) as error:
        return None, str(error)
