import gzip
import json
import os
import time
from datetime import timedelta

import pytest
from pydantic import ValidationError

from lookalike.core.errors import NotFound, SchemaTooNew, SourceRefused
from lookalike.evaluation.report import (
    REPORT,
    list_reports,
    new_report_folder,
    picture_path,
    read_per_query,
    read_report,
    report_folder,
    reports_folder,
    write_report,
)
from lookalike.evaluation.report_model import Confusion, Distances, PrecisionRecall
from tests.evaluation.conftest import AT, PICTURE


def test_a_report_is_read_as_it_was_written(tmp_path, write, make_report, per_query):
    folder = write()
    assert folder == tmp_path / "reports" / "u1" / "20260301-093005-classic"
    assert report_folder(tmp_path, "u1", folder.name) == folder
    assert read_report(folder) == make_report()
    assert read_per_query(folder) == per_query
    assert picture_path(folder, PICTURE).read_bytes() == b"webp"
    assert (folder / "report.html").read_text() == "<!doctype html>"
    assert json.loads((folder / REPORT).read_bytes())["schema"] == 1


def test_two_reports_of_one_second_have_folders_of_their_own(tmp_path):
    names = [new_report_folder(tmp_path, "u1", "bovw:My Photos!", AT).name for _ in range(3)]
    first = "20260301-093005-bovw-my-photos"
    assert names == [first, f"{first}-2", f"{first}-3"]


def test_a_report_that_could_not_be_written_is_not_there_at_all(
    tmp_path, make_report, per_query, run, judgements
):
    folder = new_report_folder(tmp_path, "u1", "classic", AT)
    with pytest.raises(NotFound):
        write_report(
            folder,
            make_report(),
            per_query,
            {"../../escaped": b"webp"},
            run=run,
            judgements=judgements,
            page="",
        )
    assert list(reports_folder(tmp_path, "u1").rglob("*")) == [folder]
    assert list_reports(tmp_path, "u1") == ([], [])
    with pytest.raises(NotFound, match="no report “20260301-093005-classic”"):
        report_folder(tmp_path, "u1", folder.name)


def test_what_a_killed_process_left_is_not_listed_and_goes_a_day_after(tmp_path, write):
    root = reports_folder(tmp_path, "u1")
    for name, hours in (("old", 25), ("young", 23)):
        left = root / f".writing-{name}"
        left.mkdir(parents=True)
        (left / REPORT).write_text("{")
        os.utime(left, (time.time() - hours * 3600,) * 2)
    folder = write()
    assert [each.id for each in list_reports(tmp_path, "u1").reports] == [folder.name]
    assert sorted(each.name for each in root.iterdir()) == [".writing-young", folder.name]


def test_reports_are_listed_newest_first_with_those_that_are_damaged(tmp_path, write):
    folders = [write(AT + timedelta(minutes=minute), encoder=f"e-{minute}") for minute in range(4)]
    (folders[1] / REPORT).write_bytes(b"\x00\xff")
    newer = json.loads((folders[2] / REPORT).read_text()) | {"schema": 2, "unknown": True}
    (folders[2] / REPORT).write_text(json.dumps(newer))
    found = list_reports(tmp_path, "u1")
    assert [each.id for each in found.reports] == [folders[3].name, folders[0].name]
    assert [each.id for each in found.damaged] == [folders[2].name, folders[1].name]
    assert "schema 2, this one knows 1" in found.damaged[0].reason
    assert found.damaged[1].reason.startswith(f"{folders[1].name}/report.json cannot be read: ")
    assert str(tmp_path) not in found.damaged[1].reason
    assert list_reports(tmp_path, "another") == ([], [])


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"schema": "one"}', '{"schema": 1}', "[" * 100_000, '{"schema": 1e400}'],
)
def test_a_damaged_report_is_refused_with_a_sentence(write, content):
    folder = write()
    (folder / REPORT).write_text(content)
    with pytest.raises(SourceRefused, match=r"report.json cannot be read: it is damaged \(.+\)"):
        read_report(folder)


def test_a_report_of_a_newer_lookalike_is_refused_whatever_else_is_in_it(write):
    folder = write()
    (folder / REPORT).write_text('{"schema": 2, "figures": 3}')
    with pytest.raises(SchemaTooNew, match="schema 2, this one knows 1"):
        read_report(folder)


@pytest.mark.parametrize(
    "content", ["{", '{"P@1": {"q": null}}', '{"P@1": {"q": 1e400}}', '{"P@1": 3}', "[]"]
)
def test_damaged_values_by_query_are_refused_with_a_sentence(write, content):
    folder = write()
    (folder / "per-query.json").write_text(content)
    with pytest.raises(SourceRefused, match=r"per-query.json cannot be read: it is damaged"):
        read_per_query(folder)


def test_a_file_that_is_too_large_to_be_a_report_is_not_read(write, monkeypatch):
    monkeypatch.setattr("lookalike.evaluation.report.MAX_BYTES", 100)
    folder = write()
    for read in (read_report, read_per_query):
        (folder / "per-query.json").write_text(" " * 101)
        with pytest.raises(SourceRefused, match="more than 100 bytes"):
            read(folder)


@pytest.mark.parametrize(
    "name", ["..", "", "20260301-093005-classic/..", "20260301-093005-", "a/b"]
)
def test_an_id_that_is_none_names_no_folder(tmp_path, write, name):
    write()
    with pytest.raises(NotFound):
        report_folder(tmp_path, "u1", name)


@pytest.mark.parametrize(
    "name", ["..", PICTURE[:-1], f"{PICTURE}\n", f"../{PICTURE}", PICTURE.upper()]
)
def test_a_name_that_is_none_names_no_picture(tmp_path, name):
    with pytest.raises(NotFound, match="no picture"):
        picture_path(tmp_path, name)


def test_figures_that_do_not_belong_together_make_no_report(make_report):
    with pytest.raises(ValidationError, match="differ in length"):
        PrecisionRecall(recall=(0.1, 0.2), precision=(1.0,))
    with pytest.raises(ValidationError, match="as many counts"):
        Distances(edges=(0.0, 1.0, 2.0), relevant=(3,), other=(4, 5))
    with pytest.raises(ValidationError, match="not square"):
        Confusion(categories=("a", "b"), shares=((1.0, 0.0), (1.0,)))
    with pytest.raises(ValidationError, match="finite"):
        make_report(seconds=float("nan"))
    assert Confusion(categories=(), shares=()).shares == ()


def test_texts_from_elsewhere_stay_as_they_are(write):
    strange = "<b>“Ä”</b>\n\u2028{name}"
    assert read_report(write(title=strange)).title == strange


def test_packed_files_are_the_same_every_time(write):
    first, second = write(), write()
    for name in ("run.json.gz", "judgements.json.gz"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
        assert gzip.decompress((first / name).read_bytes())
