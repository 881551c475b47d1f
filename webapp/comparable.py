"""Which reports one can be compared with, and by what they are told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.evaluation.against import may_share
from lookalike.evaluation.asked import asked_told
from lookalike.evaluation.report_model import Report

TO_MINUTES, TO_SECONDS = "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Comparable:
    """Another report: its `id`, and a `label` that no other has."""

    id: str
    label: str


def comparable_with(report: Report, others: Sequence[Report], chosen: str) -> list[Comparable]:
    """Return the reports that may share queries with `report`, and the one that is chosen."""
    kept = [
        each
        for each in others
        if each.id != report.id and (each.id == chosen or may_share(report, each))
    ]
    times = Counter(_label(each, TO_MINUTES) for each in kept)
    return [
        Comparable(each.id, short if times[short] == 1 else _label(each, TO_SECONDS))
        for each in kept
        for short in [_label(each, TO_MINUTES)]
    ]


def _label(report: Report, moment: str) -> str:
    title = report.title if len(report.title) <= LONGEST else f"{report.title[: LONGEST - 1]}…"
    encoder = [] if report.encoder.id in title else [report.encoder.id]
    return " · ".join([title, *encoder, asked_told(report), report.made_at.strftime(moment)])
