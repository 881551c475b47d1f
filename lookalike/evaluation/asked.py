"""What a report asked, in a few words: reports side by side are told apart by it."""

from lookalike.core.figures import figure
from lookalike.core.texts import N_, _, ngettext
from lookalike.evaluation.report_model import Asked, Report

_FROM = N_("{queries} from {place}")
_JUDGED = N_("judged by {qrels}")
_LEARNED = N_("{count} of them learned from")
_SAMPLE = N_("a sample")


def asked_told(report: Report) -> str:
    """Return how many queries of what, from where unless they are the collection's own, judged how."""
    told, asked = _counted(report), report.asked or Asked()
    if asked.queries:
        told = _(_FROM).format(queries=told, place=asked.queries)
    parts = [told]
    if asked.qrels:
        parts.append(_(_JUDGED).format(qrels=asked.qrels))
    if asked.sample is not None:
        parts.append(_(_SAMPLE))
    if report.learned and report.learned.queries:
        parts.append(_(_LEARNED).format(count=figure(report.learned.queries)))
    return ", ".join(parts)


def _counted(report: Report) -> str:
    count = report.queries
    if report.kind == "words":
        told = ngettext("{count} text", "{count} texts", count)
    elif report.kind == "near-duplicates":
        told = ngettext("{count} altered copy", "{count} altered copies", count)
    elif report.kind == "zero-shot":
        told = ngettext("{count} image by name", "{count} images by name", count)
    else:
        told = ngettext("{count} image", "{count} images", count)
    return told.format(count=figure(count))
