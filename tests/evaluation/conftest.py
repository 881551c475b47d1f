"""Judgements and a run small enough to measure by hand, and a report of them."""

from datetime import UTC, datetime

import pytest

from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.report import new_report_folder, write_report
from lookalike.evaluation.report_model import Figure, MadeBy, Report

AT = datetime(2026, 3, 1, 9, 30, 5, tzinfo=UTC)
PICTURE = "ab" * 32


@pytest.fixture
def judgements():
    """Three queries, two of which share their four relevant documents."""
    four = {"a": 1, "b": 1, "c": 1, "d": 1}
    return Judgements(
        {"four": four, "one": {"b": 1, "x": 0}}, {"q": "four", "r": "four", "s": "one"}
    )


@pytest.fixture
def run():
    """`r` found nothing; `s` found two at the same distance."""
    return {
        "q": [("a", 0.1), ("x", 0.2), ("b", 0.2), ("y", 0.9)],
        "s": [("a", 0.3), ("b", 0.3)],
    }


@pytest.fixture
def per_query():
    return {"P@1": {"q": 1.0, "r": 0.0, "s": 0.0}}


@pytest.fixture
def make_report():
    """Return a report of that id; named fields are as given."""

    def make(report_id="20260301-093005-classic", **given):
        known = {
            "title": "Own photos",
            "collection": "photos",
            "uid": "u1",
            "engine": "embedded",
            "encoder": MadeBy(id="classic", fingerprint="f" * 64, dims=3, metric="l2"),
            "queries": 3,
            "documents": 6,
            "depth": 100,
            "measures": (Figure(name="P@1", mean=1 / 3, low=0.0, high=1.0),),
            "made_at": AT,
            "seconds": 1.5,
            "command": "lookalike evaluate -c photos",
            "seed": 0,
            "made_with": "0.1.0",
        }
        return Report(id=report_id, **{**known, **given})

    return make


@pytest.fixture
def write(tmp_path, make_report, per_query, run, judgements):
    """Write a report of collection `u1` into the data folder `tmp_path`; return its folder."""

    def write(at=AT, encoder="classic", **given):
        folder = new_report_folder(tmp_path, "u1", encoder, at)
        report = make_report(folder.name, **given)
        write_report(
            folder,
            report,
            per_query,
            {PICTURE: b"webp"},
            run=run,
            judgements=judgements,
            page="<!doctype html>",
        )
        return folder

    return write
