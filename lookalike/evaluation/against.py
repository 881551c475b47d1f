"""A report against others over the same queries, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.evaluation.comparison import Comparison, compare
from lookalike.evaluation.judgements import PerQuery
from lookalike.evaluation.plots import NARROW, end_of_axis
from lookalike.evaluation.report_model import Report

SURE = 0.05

_BETTER, _WORSE = N_("better"), N_("worse")
_SAME = N_("not told apart")
_APART = N_(
    "No query was measured in both by the same measure: the figures answer different questions, so "
    "they stand here without a difference."
)
_FEWER = N_("Both measured {shared} queries; the differences are over these alone.")


class Difference(NamedTuple):
    """One measure here and there, and `difference`: here minus there.

    `low`, `high`: its 95 % interval; `p`: after Holm's correction; both None where they are not
    known. `tested`: whether they could be. `end` of the axis on both sides of 0; `places` after the
    decimal point.
    """

    measure: str
    here: float
    there: float
    difference: float
    low: float | None = None
    high: float | None = None
    p: float | None = None
    verdict: str = ""
    tested: bool = False
    end: float = 1.0
    places: int = 3


@dataclass(frozen=True, slots=True)
class Against:
    """One other report: `differences` by measure; `notes`: sentences about what is missing.

    `is_apart`: they share no query, and what a difference would say is nothing.
    """

    report: Report
    differences: Sequence[Difference]
    notes: Sequence[str]
    is_apart: bool = False

    @property
    def recalls(self) -> list[tuple[float, float]]:
        """Points of its precision-recall curve."""
        curve = self.report.precision_recall
        return list(zip(curve.recall, curve.precision, strict=True)) if curve else []


def against(
    report: Report, values: PerQuery, others: Sequence[tuple[Report, PerQuery]]
) -> list[Against]:
    """Compare `report` with others, each given with its values by query.

    Where they share no query, or what tests them is not installed, the means stand side by side and
    a note says why.
    """
    found: list[Comparison] = []
    missing = ""
    if any(_share(values, theirs) for _report, theirs in others):
        try:
            found = compare([values, *(theirs for _report, theirs in others)], report.seed)
        except BadRequest as error:
            missing = str(error)
    return [
        _apart(report, other)
        if not _share(values, theirs)
        else Against(other, _untested(report, other), [missing])
        if missing
        else _tested(report, other, [each for each in found if each.other == place])
        for place, (other, theirs) in enumerate(others, start=1)
    ]


def may_share(report: Report, other: Report) -> bool:
    """Say whether two reports may have measured a query in common, as far as they tell by themselves."""
    names = {each.name for each in report.measures} & {each.name for each in other.measures}
    if report.kind != other.kind or not names:
        return False
    if report.protocol or other.protocol or report.asked is None or other.asked is None:
        return True
    # Images of the collection are named by their ids, those of a folder by their paths.
    return bool(report.asked.queries) == bool(other.asked.queries)


def _share(ours: PerQuery, theirs: PerQuery) -> bool:
    return any(ours[name].keys() & theirs.get(name, {}).keys() for name in ours)


def _apart(report: Report, other: Report) -> Against:
    return Against(other, _untested(report, other), [_(_APART)], is_apart=True)


def _tested(report: Report, other: Report, found: Sequence[Comparison]) -> Against:
    shared = max((each.queries for each in found), default=0)
    fewer = shared < max(report.queries, other.queries)
    notes = [_(_FEWER).format(shared=shared)] if fewer else []
    return Against(other, [_difference(each) for each in found], notes)


def _difference(each: Comparison) -> Difference:
    """Return a comparison from here: compare() subtracts its first run, this report, from the other."""
    test = each.paired
    low = None if test.high is None else -test.high
    high = None if test.low is None else -test.low
    most = max(abs(value) for value in (test.difference, low or 0.0, high or 0.0))
    return Difference(
        measure=each.measure,
        here=each.base_mean,
        there=each.other_mean,
        difference=-test.difference,
        low=low,
        high=high,
        p=each.corrected,
        verdict=_verdict(-test.difference, each.corrected),
        tested=True,
        end=end_of_axis(most),
        places=_places(each.base_mean, each.other_mean),
    )


def _verdict(difference: float, p: float | None) -> str:
    if p is None or p >= SURE:
        return _(_SAME)
    return _(_BETTER if difference > 0 else _WORSE)


def _untested(report: Report, other: Report) -> list[Difference]:
    there = {each.name: each.mean for each in other.measures}
    return [
        Difference(
            measure=each.name,
            here=each.mean,
            there=there[each.name],
            difference=each.mean - there[each.name],
            places=_places(each.mean, there[each.name]),
        )
        for each in report.measures
        if each.name in there
    ]


def _places(*means: float) -> int:
    return 3 if max(means) > NARROW else 4
