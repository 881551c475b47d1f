"""What the pages say of encoders: whether each can be used here, by whom it is, how it was judged."""

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote

from flask import url_for

from lookalike.core.errors import EncoderUnavailable, LookalikeError, UnknownChoice
from lookalike.core.texts import N_, _
from lookalike.encoders import speed
from lookalike.encoders.base import Encoder
from lookalike.encoders.bundle import is_bundle_id
from lookalike.encoders.bundle_file import SUFFIX
from lookalike.encoders.registry import card_of, load_encoder
from lookalike.encoders.summaries import summary_told
from lookalike.evaluation.report import list_reports
from lookalike.evaluation.report_model import Report
from lookalike.search.collections import name_from
from lookalike.search.engine import Collection, Stats
from webapp.contexts.encoders import EncoderRow, Use, Way
from webapp.guard import may_change
from webapp.made import measures_of
from webapp.site import Site

_UNKNOWN = N_("It is not installed here. Install the package it came with.")
_NOT_IMPORTED = N_("It is not installed here. Import it from a file it was exported to.")

_INDEX = N_("Pictures of yours, in a new collection:")
_ADD = N_("In a collection there is, which serves on meanwhile:")
_EVALUATE = N_("How well it finds, measured:")
_EVALUATE_OTHERS = N_(
    "How well it finds, measured. Images it learned from only say how well it remembers them; "
    "--queries FOLDER asks with others:"
)
_EXPORT = N_("In one file, for another machine:")
_IMPORT = N_("Bring it back from a file it was exported to:")
_DROP = N_("Or let its vectors go in “{title}”, which has other encoders:")


def row_of(
    site: Site,
    encoder_id: str,
    known: Sequence[Collection],
    stats: Mapping[str, Stats | None],
    reports: Sequence[Report],
) -> EncoderRow:
    """Return what is known of an encoder; of the reports, newest first, those of what it is now."""
    encoder, missing = _loaded(encoder_id)
    card = card_of(encoder_id)
    fingerprint = encoder.fingerprint if encoder else card.fingerprint if card else ""
    address = url_for("pages.measure", encoder_id=encoder_id)
    return EncoderRow(
        id=encoder_id,
        encoder=encoder,
        missing=missing,
        # Translated here: a template would take it for a sentence of ours, with markup and `%`.
        summary=summary_told(encoder.summary if encoder else card.summary if card else "", card),
        card=card,
        fingerprint=fingerprint,
        measures=measures_of(card) if card else (),
        collections=[
            _use(each, encoder_id, fingerprint, stats[each.name])
            for each in known
            if encoder_id in each.encoders
        ],
        reports=_of(reports, fingerprint),
        speed=speed.kept(site.settings.data, encoder) if encoder else None,
        measure=address if encoder and may_change() else "",
    )


def reports_in(site: Site, known: Sequence[Collection]) -> list[Report]:
    """Return the reports of collections that can be read."""
    data = site.settings.data
    return [report for each in known for report in list_reports(data, each.uid).reports]


def newest(reports: Sequence[Report]) -> list[Report]:
    """Return the newest report of each encoder for the same queries asked of the same collection."""
    oldest_first = sorted(
        (each for each in reports if each.measures), key=lambda each: each.made_at
    )
    return list({_question(each): each for each in oldest_first}.values())


def _question(report: Report) -> tuple[object, ...]:
    """Return what is equal where figures of an encoder answer the same question."""
    asked = report.asked or report.queries
    by = (report.encoder.fingerprint, report.kind, report.relevance)
    return (report.collection, report.protocol, *by, asked)


def ways_of(row: EncoderRow, known: Sequence[Collection]) -> list[Way]:
    """Return the commands that use an encoder; where it cannot be used, those that help."""
    return list(_uses(row, known) if row.encoder else _remedies(row, known))


def stats_of(site: Site, collection: Collection) -> Stats | None:
    """Return the figures of a collection; None where it has gone meanwhile, or is damaged."""
    try:
        return site.engine.stats(collection.name)
    except LookalikeError:
        return None


def _uses(row: EncoderRow, known: Sequence[Collection]) -> Iterator[Way]:
    encoder, short = quote(row.id), row.id.rpartition(":")[2]
    names = [each.name for each in known]
    users = [each.name for each in row.collections if not (each.is_filling or each.is_other)]
    free = next((each for each in names if each not in {use.name for use in row.collections}), "")
    fresh = name_from(f"new-{short}" if short in names else short)
    yield Way(_(_INDEX), f"lookalike ingest ~/Pictures -c {fresh} -e {encoder}")
    yield Way(_(_ADD), f"lookalike collections add-encoder {free or 'NAME'} {encoder}")
    if users:
        has_learned = row.card is not None and row.card.kind in ("network", "head")
        what = _EVALUATE_OTHERS if has_learned else _EVALUATE
        yield Way(_(what), f"lookalike evaluate -c {users[0]} -e {encoder}")
    if is_bundle_id(row.id):
        yield Way(_(_EXPORT), f"lookalike encoders export {encoder} {short}{SUFFIX}")


def _remedies(row: EncoderRow, known: Sequence[Collection]) -> Iterator[Way]:
    if is_bundle_id(row.id):
        yield Way(_(_IMPORT), f"lookalike encoders import {row.id.rpartition(':')[2]}{SUFFIX}")
    for each in known:
        if row.id in each.encoders and len(each.encoders) > 1 and each.default_encoder != row.id:
            command = f"lookalike collections drop-encoder {each.name} {quote(row.id)}"
            yield Way(_(_DROP).format(title=each.title or each.name), command)
            return


def _of(reports: Sequence[Report], fingerprint: str) -> list[Report]:
    mine = [each for each in reports if each.encoder.fingerprint == fingerprint and each.measures]
    return sorted(mine, key=lambda each: each.made_at, reverse=True)


def _use(collection: Collection, encoder_id: str, fingerprint: str, stats: Stats | None) -> Use:
    field = collection.encoders[encoder_id]
    return Use(
        name=collection.name,
        title=collection.title or collection.name,
        percent=stats.coverage(field.name) if stats else None,
        is_filling=field.state == "filling",
        is_default=collection.default_encoder == encoder_id,
        is_other=bool(fingerprint) and field.fingerprint != fingerprint,
    )


def _loaded(encoder_id: str) -> tuple[Encoder | None, str]:
    try:
        return load_encoder(encoder_id), ""
    except EncoderUnavailable as error:
        return None, str(error)
    except UnknownChoice:
        return None, _(_NOT_IMPORTED if is_bundle_id(encoder_id) else _UNKNOWN)
