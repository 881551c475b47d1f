import gzip
import json

import pytest

from lookalike.core.errors import SchemaTooNew, SourceRefused
from lookalike.evaluation.export import export_trec
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.kept import (
    JUDGEMENTS,
    RUN,
    keep_judgements,
    keep_run,
    kept_judgements,
    kept_run,
)
from lookalike.evaluation.measures import per_query
from lookalike.evaluation.trec import read_qrels, read_run


def test_run_and_judgements_are_kept_as_they_were(tmp_path, run):
    group = {"a": 1, "b": 0, "q": 1}
    judged = Judgements({"g": group}, {"q": "g", "r": "g"}, {"q": "q"})
    keep_run(tmp_path, {**run, "nothing": []})
    keep_judgements(tmp_path, judged)
    assert kept_run(tmp_path) == {**run, "nothing": []}
    assert kept_judgements(tmp_path) == judged
    assert kept_judgements(tmp_path).for_query("q") == {"a": 1, "b": 0}


def test_a_group_stands_in_the_file_once_however_many_queries_share_it(tmp_path):
    group = {f"document-{number}": 1 for number in range(100)}
    keep_judgements(tmp_path, Judgements({"g": group}, {f"q{number}": "g" for number in range(50)}))
    content = gzip.decompress((tmp_path / JUDGEMENTS).read_bytes())
    assert content.count(b'document-7"') == 1


def test_the_files_of_a_report_give_its_figures(tmp_path, write, run, judgements):
    paths = export_trec(write(), tmp_path / "trec")
    assert [path.name for path in paths] == [
        "20260301-093005-classic.run.gz",
        "20260301-093005-classic.qrels.gz",
    ]
    measures = ["AP@100", "nDCG@3"]
    again = per_query(read_run(paths[0]), read_qrels(paths[1]), measures)
    assert again == per_query(run, judgements, measures)


def test_some_queries_alone_can_be_exported(tmp_path, write):
    run, qrels = export_trec(write(), tmp_path / "trec", ["s", "r", "not there"])
    assert list(read_run(run)) == ["s"]
    assert list(read_qrels(qrels).of) == ["s", "r"]


@pytest.mark.parametrize(
    "changes",
    [
        {"documents": ["a"]},
        {"queries": {"q": {"documents": [-1], "distances": [0.1]}}},
        {"queries": {"q": {"documents": [0, 1], "distances": [0.1]}}},
        {"queries": {"q": {"documents": ["a"], "distances": [0.1]}}},
    ],
)
def test_a_run_that_does_not_fit_together_is_refused(tmp_path, run, changes):
    keep_run(tmp_path, run)
    content = json.loads(gzip.decompress((tmp_path / RUN).read_bytes())) | changes
    (tmp_path / RUN).write_bytes(gzip.compress(json.dumps(content).encode()))
    with pytest.raises(SourceRefused, match=r"run\.json\.gz cannot be read: it is damaged"):
        kept_run(tmp_path)


def test_judgements_of_a_group_that_is_not_there_are_refused(tmp_path):
    keep_judgements(tmp_path, Judgements({}, {"q": "lost"}))
    with pytest.raises(SourceRefused, match=r"it is damaged \(lost\)"):
        kept_judgements(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08", b"{}", gzip.compress(b"{")])
def test_a_packed_file_that_is_damaged_is_refused(tmp_path, write, content):
    folder = write()
    (folder / RUN).write_bytes(content)
    with pytest.raises(SourceRefused, match=r"run\.json\.gz cannot be read"):
        export_trec(folder, tmp_path / "trec")
    assert not (tmp_path / "trec").exists()


def test_a_bomb_in_place_of_a_run_is_read_to_a_limit(tmp_path, write, monkeypatch):
    monkeypatch.setattr("lookalike.evaluation.kept.MAX_BYTES", 10_000)
    folder = write()
    (folder / RUN).write_bytes(gzip.compress(b" " * 2**21))
    with pytest.raises(SourceRefused, match="more than 10,000 bytes"):
        export_trec(folder, tmp_path / "trec")


def test_the_run_of_a_newer_lookalike_is_not_taken_for_a_damaged_one(tmp_path, write):
    folder = write()
    (folder / "report.json").write_text('{"schema": 2}')
    with pytest.raises(SchemaTooNew):
        export_trec(folder, tmp_path / "trec")
