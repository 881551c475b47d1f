"""A report as its page shows it: sentences, orders and paths, ready for the templates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lookalike.core.figures import figure
from lookalike.core.texts import N_, _, ngettext
from lookalike.evaluation.learned import learned_told
from lookalike.evaluation.meanings import meaning
from lookalike.evaluation.plots import NARROW, Bin, bins_of, end_of_axis, shades
from lookalike.evaluation.report_model import CategoryFigures, Figure, Report

CONFUSED = 12
"""The most frequent confusions that are named."""

_RELEVANT = {
    "category": N_("A hit is relevant if it has the category of the query."),
    "qrels": N_("Which hits are relevant was given as a list of judgements (qrels)."),
    "caption": N_("The one relevant hit is the image that the text was written for."),
    "duplicate": N_("The one relevant hit is the picture that the copy was made from."),
}


class Measured(NamedTuple):
    """A measure over all queries.

    `end` of the axis of its mean, `category_end` of that of the categories; `places` after the
    decimal point.
    """

    name: str
    meaning: str
    mean: float
    low: float | None
    high: float | None
    end: float
    category_end: float
    places: int


class Confused(NamedTuple):
    """`share` of the hits of queries of `category` that have the category `found`."""

    category: str
    found: str
    share: float


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the templates show of a report.

    `about`: sentences, what was asked and what is relevant; `learned`: one about what the encoder had
    learned from, or empty; `categories`: worst first by the first
    measure; `recalls`: points of the precision-recall curve, `recall_end`: the end of its axis;
    `bins`: of distances, `most_in_a_bin` the largest share; `confusions`: the most frequent ones;
    `shades`: opacity and path of the cells of the matrix;
    `picture`: gives the address of a picture by its name in the report; `page`: that of the page of
    a document by its id, or nothing.
    """

    report: Report
    about: Sequence[str]
    learned: str
    measures: Sequence[Measured]
    categories: Sequence[CategoryFigures]
    recalls: Sequence[tuple[float, float]]
    recall_end: float
    bins: Sequence[Bin]
    most_in_a_bin: float
    confusions: Sequence[Confused]
    shades: Sequence[tuple[float, str]]
    picture: Callable[[str], str]
    page: Callable[[str], str]


def shown_of(
    report: Report, picture: Callable[[str], str], page: Callable[[str], str] = lambda _id: ""
) -> Shown:
    """Return `report` as it is shown; `picture` and `page` give addresses, see Shown."""
    curve = report.precision_recall
    recalls = list(zip(curve.recall, curve.precision, strict=True)) if curve else []
    bins = bins_of(report.distances) if report.distances else []
    return Shown(
        report=report,
        about=_about(report),
        learned=learned_told(report),
        measures=[_measured(report, each) for each in report.measures],
        categories=_worst_first(report),
        recalls=recalls,
        recall_end=_end(max((recall for recall, precision in recalls if precision), default=1.0)),
        bins=bins,
        most_in_a_bin=max((max(each.relevant, each.other) for each in bins), default=0.0) or 1.0,
        confusions=_confusions(report),
        shades=shades(report.confusion) if report.confusion else [],
        picture=picture,
        page=page,
    )


def _about(report: Report) -> list[str]:
    asked = _asked(report).format(
        queries=figure(report.queries),
        documents=figure(report.documents),
        encoder=report.encoder.id,
    )
    return [asked, _(_RELEVANT[report.relevance])]


def _asked(report: Report) -> str:
    count = report.queries
    if report.kind == "words":
        return ngettext(
            "{queries} text asked among {documents} images, with the encoder {encoder}.",
            "{queries} texts asked among {documents} images, with the encoder {encoder}.",
            count,
        )
    if report.kind == "near-duplicates":
        return ngettext(
            "{queries} altered copy asked among {documents} images, with the encoder {encoder}.",
            "{queries} altered copies asked among {documents} images, with the encoder {encoder}.",
            count,
        )
    if report.kind == "zero-shot":
        return ngettext(
            "For {queries} image the encoder {encoder} chose the nearest of {documents} names.",
            "For each of {queries} images the encoder {encoder} chose the nearest of {documents} names.",
            count,
        )
    return ngettext(
        "{queries} image asked among {documents} images, with the encoder {encoder}.",
        "{queries} images asked among {documents} images, with the encoder {encoder}.",
        count,
    )


def _measured(report: Report, each: Figure) -> Measured:
    most = each.mean if each.high is None else each.high
    values = [found.measures.get(each.name, 0.0) for found in report.categories]
    return Measured(
        name=each.name,
        meaning=meaning(each.name),
        mean=each.mean,
        low=each.low,
        high=each.high,
        end=_end(most),
        category_end=_end(max(values, default=0.0)),
        places=3 if most > NARROW else 4,
    )


def _end(value: float) -> float:
    """Return 1 but where nothing could be told from 0 on so long an axis."""
    return 1.0 if value > NARROW else end_of_axis(value)


def _worst_first(report: Report) -> list[CategoryFigures]:
    first = report.measures[0].name if report.measures else ""
    return sorted(report.categories, key=lambda each: (each.measures.get(first, 0.0), each.name))


def _confusions(report: Report) -> list[Confused]:
    if report.confusion is None:
        return []
    names = report.confusion.categories
    found = [
        Confused(names[row], names[column], share)
        for row, shares in enumerate(report.confusion.shares)
        for column, share in enumerate(shares)
        if row != column and share > 0
    ]
    return sorted(found, key=lambda each: -each.share)[:CONFUSED]
