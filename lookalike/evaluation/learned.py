"""How much of what was asked and searched an encoder had learned from: counted, and said."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lookalike.core.figures import figure
from lookalike.core.texts import N_, _, ngettext
from lookalike.encoders.learned_from import count_in, hashes_for
from lookalike.evaluation.checkpoint import Found
from lookalike.evaluation.queries import EvalQuery
from lookalike.evaluation.report_model import LearnedFrom, MadeBy, Report

_SEARCHED = N_("{encoder} learned from {learned} of the {documents} images searched.")


def learned_from(
    data: Path,
    encoder: MadeBy,
    queries: Sequence[EvalQuery],
    found: Found,
    documents: Iterable[str],
) -> LearnedFrom | None:
    """Return how many of the queries and documents the encoder learned from; None where nothing tells.

    A query counts by the image that it is, or that its caption is of.
    """
    hashes = hashes_for(data, encoder.id, encoder.fingerprint)
    if hashes is None:
        return None
    images = (found.images.get(each.id) or each.document or each.relevant for each in queries)
    return LearnedFrom(
        queries=count_in(hashes, [each for each in images if each]),
        documents=count_in(hashes, documents),
    )


def learned_told(report: Report) -> str:
    """Return a sentence about it, empty where nothing is known or nothing was learned from."""
    known = report.learned
    if known is None or not (known.queries or known.documents):
        return ""
    if not known.queries:
        sentence = _(_SEARCHED)
    elif report.kind == "words":
        sentence = ngettext(
            "{learned} of the {queries} texts asked with is of an image that {encoder} learned from: "
            "its figures say how well it remembers, not how well it finds new ones.",
            "{learned} of the {queries} texts asked with are of images that {encoder} learned from: "
            "its figures say how well it remembers them, not how well it finds new ones.",
            known.queries,
        )
    else:
        sentence = ngettext(
            "{learned} of the {queries} images asked with is among those {encoder} learned from: "
            "its figures say how well it remembers, not how well it finds new ones.",
            "{learned} of the {queries} images asked with are among those {encoder} learned from: "
            "its figures say how well it remembers them, not how well it finds new ones.",
            known.queries,
        )
    return sentence.format(
        learned=figure(known.queries or known.documents),
        queries=figure(report.queries),
        documents=figure(report.documents),
        encoder=report.encoder.id,
    )
