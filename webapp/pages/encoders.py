"""Which encoders there are, what each can do, and how fast it is on this machine."""

from collections.abc import Mapping, Sequence

from flask import redirect, url_for
from werkzeug.wrappers import Response

from lookalike.core.errors import EncoderUnavailable, LookalikeError, NotFound, UnknownChoice
from lookalike.core.figures import decimals
from lookalike.core.texts import N_, _
from lookalike.encoders import speed
from lookalike.encoders.base import Encoder
from lookalike.encoders.bundle import is_bundle_id
from lookalike.encoders.registry import card_of, encoder_ids, load_encoder
from lookalike.evaluation.report import list_reports
from lookalike.evaluation.report_model import Report
from lookalike.search.collections import visible
from lookalike.search.engine import Collection, Stats
from webapp.contexts.encoders import EncoderRow, EncodersContext, Use
from webapp.guard import may_change, require_change
from webapp.pages.blueprint import blueprint
from webapp.site import Site, current_site
from webapp.templating import render

_UNKNOWN = N_("It is not installed here. Install the package it came with.")
_NOT_IMPORTED = N_("It is not installed here. Import it from a file it was exported to.")


@blueprint.get("/encoders")
def encoders() -> str:
    """List all encoders."""
    site = current_site()
    with site.slots.one():
        known = visible(site.engine)
        stats = {each.name: _stats(site, each) for each in known}
        ids = {*encoder_ids(), *(each for collection in known for each in collection.encoders)}
        reports = [
            report
            for each in known
            for report in list_reports(site.settings.data, each.uid).reports
        ]
        rows = [_row(site, each, known, stats, reports) for each in sorted(ids)]
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


def _row(
    site: Site,
    encoder_id: str,
    known: Sequence[Collection],
    stats: Mapping[str, Stats | None],
    reports: Sequence[Report],
) -> EncoderRow:
    encoder, missing = _loaded(encoder_id)
    card = card_of(encoder_id)
    address = url_for("pages.measure", encoder_id=encoder_id)
    return EncoderRow(
        id=encoder_id,
        encoder=encoder,
        missing=missing,
        card=card,
        measures=[(name, decimals(each)) for name, each in card.measures.items()] if card else (),
        collections=[
            _use(each, encoder_id, stats[each.name])
            for each in known
            if encoder_id in each.encoders
        ],
        reports=_newest(reports, encoder) if encoder else (),
        speed=speed.kept(site.settings.data, encoder) if encoder else None,
        measure=address if encoder and may_change() else "",
    )


def _newest(reports: Sequence[Report], encoder: Encoder) -> list[Report]:
    """Return the newest report of each protocol in each collection, by the encoder as it is now."""
    mine = [each for each in reports if each.encoder.fingerprint == encoder.fingerprint]
    oldest_first = sorted((each for each in mine if each.measures), key=lambda each: each.made_at)
    newest = {(each.collection, each.protocol): each for each in oldest_first}
    return sorted(newest.values(), key=lambda each: each.made_at, reverse=True)


def _use(collection: Collection, encoder_id: str, stats: Stats | None) -> Use:
    field = collection.encoders[encoder_id]
    return Use(
        name=collection.name,
        title=collection.title or collection.name,
        percent=stats.coverage(field.name) if stats else None,
        is_filling=field.state == "filling",
    )


def _stats(site: Site, collection: Collection) -> Stats | None:
    """Return the figures of a collection; None where it has gone meanwhile, or is damaged."""
    try:
        return site.engine.stats(collection.name)
    except LookalikeError:
        return None


def _loaded(encoder_id: str) -> tuple[Encoder | None, str]:
    try:
        return load_encoder(encoder_id), ""
    except EncoderUnavailable as error:
        return None, str(error)
    except UnknownChoice:
        return None, _(_NOT_IMPORTED if is_bundle_id(encoder_id) else _UNKNOWN)
