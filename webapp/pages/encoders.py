"""Which encoders there are, what each can do, and how fast it is on this machine."""

from collections.abc import Sequence

from flask import redirect, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import EncoderUnavailable, NotFound, UnknownChoice
from lookalike.core.texts import N_, _
from lookalike.encoders import speed
from lookalike.encoders.base import Encoder
from lookalike.encoders.registry import encoder_ids, load_encoder
from lookalike.search.collections import visible
from lookalike.search.engine import Collection
from webapp.contexts.encoders import EncoderRow, EncodersContext
from webapp.guard import may_change, require_change
from webapp.pages.blueprint import blueprint
from webapp.site import Site, current_site
from webapp.templating import render

_UNKNOWN = N_("It is not installed here. Install the package it came with.")


@blueprint.get("/encoders")
def encoders() -> str:
    """List all encoders."""
    site = current_site()
    with site.slots.one():
        known = visible(site.engine)
        ids = {*encoder_ids(), *(each for collection in known for each in collection.encoders)}
        rows = [_row(site, each, known) for each in sorted(ids)]
    return render(EncodersContext(rows))


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
    return redirect(url_for("pages.encoders", _anchor=f"e-{encoder_id}"), code=303)


def _row(site: Site, encoder_id: str, known: Sequence[Collection]) -> EncoderRow:
    encoder, missing = _loaded(encoder_id)
    address = url_for("pages.measure", encoder_id=encoder_id)
    return EncoderRow(
        id=encoder_id,
        encoder=encoder,
        missing=missing,
        collections=[each for each in known if encoder_id in each.encoders],
        speed=speed.kept(site.settings.data, encoder) if encoder else None,
        measure=address if encoder and may_change() else "",
    )


def _loaded(encoder_id: str) -> tuple[Encoder | None, str]:
    try:
        return load_encoder(encoder_id), ""
    except EncoderUnavailable as error:
        return None, str(error)
    except UnknownChoice:
        return None, _(_UNKNOWN)
