"""`lookalike evaluate` on the command line: what it answers, and what it refuses."""

import json
import os
import sys
from pathlib import Path

import pytest

from lookalike.core.settings import settings
from lookalike.encoders import registry
from lookalike.encoders.bundle import write_bundle
from lookalike.encoders.learned_from import hashes_of, packed
from lookalike.search.embedded.engine import EmbeddedEngine
from tests.encoders.models import network, network_card
from tests.evaluation.asking.reds import ATTIC, Mute, Red, fill, png, save, sha256

MEANS = {"AP@100": 35 / 48, "P@10": 8 / 40, "R@100": 1.0}


@pytest.fixture
def attic():
    """The collection ATTIC with the vectors of two encoders, in the data folder of the test."""
    encoders = [Red(), Mute()]
    for each in encoders:
        registry.register(each)
    engine = EmbeddedEngine(settings().data)
    fill(engine, "attic", encoders, ATTIC)
    yield engine
    engine.close()
    for each in encoders:
        registry.forget(each.id)


@pytest.fixture
def labelled(tmp_path):
    save(tmp_path / "labelled" / "warm" / "12.png", 12)
    save(tmp_path / "labelled" / "cold" / "29.png", 29)
    return tmp_path / "labelled"


def test_a_table_on_stdout_and_where_the_report_is(lookalike, attic):
    status, out, err = lookalike("evaluate", "-m", "AP@100", "-m", "P@1")
    assert status == 0
    lines = out.splitlines()
    assert lines[1].split()[:2] == ["AP@100", "0.7292"]
    assert lines[2].split()[:2] == ["P@1", "0.5000"]
    assert lines[-1].endswith("report.html")
    assert "4 queries in “attic” by red" in err


def test_measures_and_the_report_as_json(lookalike, attic, tmp_path):
    status, found, _err = lookalike("evaluate", "--report", tmp_path / "mine", "--json")
    [report] = found["reports"]
    assert status == 0
    means = {name: report["measures"][name]["mean"] for name in MEANS}
    assert means == pytest.approx(MEANS)
    assert (report["queries"], report["left_out"], report["refused"]) == (4, 1, [])
    assert report["report"] == str(tmp_path / "mine")
    kept = json.loads((tmp_path / "mine" / "report.json").read_text())
    assert kept["command"] == f"lookalike evaluate --report {tmp_path}/mine --json"
    again = lookalike("evaluate", "--report", tmp_path / "mine", "-m", "P@1")
    assert again[0] == 0
    assert "P@1" in (tmp_path / "mine" / "report.html").read_text()


def test_exported_files_give_the_same_figures(lookalike, attic, tmp_path):
    _status, found, _err = lookalike("evaluate", "--trec", tmp_path / "trec", "--json")
    [report] = found["reports"]
    run, qrels = report["trec"]
    status, again, _err = lookalike("evaluate", "--run", run, "--qrels", qrels, "--json")
    assert status == 0
    assert again["measures"] == report["measures"]
    assert lookalike("evaluate", "--run", run, "--qrels", qrels, "-m", "P@1")[1].count("P@1") == 1


def test_judged_queries_that_a_run_lacks_count_as_nothing_and_it_is_said(lookalike, tmp_path):
    run, qrels = tmp_path / "theirs.run", tmp_path / "qrels.txt"
    run.write_text("one Q0 a 1 1.0 theirs\n")
    qrels.write_text("one 0 a 1\ntwo 0 a 1\nthree 0 a 1\nfour 0 a 0\n")
    given = ("evaluate", "--run", run, "--qrels", qrels, "-m", "P@1")
    status, found, _err = lookalike(*given, "--json")
    assert (status, found["queries"], found["left_out"], found["missing"]) == (0, 3, 1, 2)
    assert found["measures"]["P@1"]["mean"] == pytest.approx(1 / 3)
    assert "1 of 3 judged queries are in the run" in lookalike(*given)[2]


def test_two_encoders_are_compared_query_by_query(lookalike, attic):
    both = ("-e", "red", "-e", "mute", "-m", "P@1")
    status, found, _err = lookalike("evaluate", *both, "--json")
    assert status == 0
    assert [each["encoder"] for each in found["reports"]] == ["red", "mute"]
    [compared] = found["comparisons"]
    assert (compared["base"], compared["other"], compared["queries"]) == ("red", "mute", 4)
    assert compared["difference"] == pytest.approx(compared["other_mean"] - compared["base_mean"])
    ids = [each["id"] for each in found["reports"]]
    status, again, _err = lookalike("evaluate", "--compare", ids[0], "--compare", ids[1], "--json")
    assert (status, again["comparisons"]) == (0, found["comparisons"])
    out = lookalike("evaluate", *both)[1]
    assert "mute - red" in out
    heads = [place for place, line in enumerate(out.splitlines()) if line.endswith("(4 images)")]
    tables = [place for place, line in enumerate(out.splitlines()) if line.startswith("measure")]
    assert [out.splitlines()[each] for each in heads] == ["red (4 images)", "mute (4 images)"]
    assert [each + 1 for each in heads] == tables[:2]


def test_a_picture_that_cannot_be_asked_is_listed_and_the_status_says_so(
    lookalike, attic, labelled
):
    (labelled / "warm" / "broken.png").write_bytes(png(12)[:40])
    status, found, _err = lookalike("evaluate", "--queries", labelled, "--json")
    assert status == 3
    assert [each["name"] for each in found["reports"][0]["refused"]] == ["warm/broken.png"]
    status, _out, err = lookalike("evaluate", "--queries", labelled)
    assert status == 3
    assert "    warm/broken.png " in err
    assert err.count("warm/broken.png") == 1


def test_where_nothing_could_be_asked_the_first_reason_is_said_once(lookalike, attic, tmp_path):
    (tmp_path / "warm").mkdir()
    (tmp_path / "warm" / "broken.png").write_bytes(png(12)[:40])
    status, _out, err = lookalike("evaluate", "--queries", tmp_path)
    assert status == 2
    assert "of the first: warm/broken.png" in err
    assert err.count("warm/broken.png") == 1
    assert not err.rstrip().endswith("..")


def test_one_query_is_one(lookalike, attic):
    assert "1 query in “attic” by red" in lookalike("evaluate", "--sample", "1")[2]


def test_captions_of_a_csv_ask_for_their_image(lookalike, attic, tmp_path):
    save(tmp_path / "ann.png", 10)
    save(tmp_path / "cid.png", 30)
    table = tmp_path / "captions.csv"
    table.write_text("image,caption\nann.png,11\nann.png,27\ncid.png,29\ncid.png,31\n")
    status, found, _err = lookalike("evaluate", "--captions", "--queries", table, "--json")
    [report] = found["reports"]
    assert (status, report["queries"], report["left_out"]) == (0, 4, 0)
    # 27 finds cid, ben, ann
    assert report["measures"]["R@1"]["mean"] == 3 / 4
    assert report["measures"]["R@5"]["mean"] == 1


def test_a_folder_whose_name_is_not_utf8_can_be_asked(lookalike, attic, labelled):
    odd = labelled.rename(os.fsdecode(os.fsencode(labelled.parent) + b"/d\xe9j\xe0"))
    status, found, _err = lookalike("evaluate", "--queries", odd, "-m", "P@1", "--json")
    assert status == 0
    kept = json.loads(Path(found["reports"][0]["report"], "report.json").read_text())
    assert kept["title"].endswith(": red, dj")
    assert kept["command"].endswith("d?j?' --measure P@1 --json")


def test_judgements_of_a_file_name_documents_by_id_or_by_address(lookalike, attic, labelled):
    qrels = labelled / "qrels.txt"
    qrels.write_text(
        f"warm/12.png 0 {sha256(22)} 1\nwarm/12.png 0 file:///shelf/warm/ann.png 1\n"
        f"cold/29.png 0 {sha256(100)} 1\n"
    )
    given = ("evaluate", "--queries", labelled, "--qrels", qrels, "-m", "P@2", "--json")
    status, found, _err = lookalike(*given)
    assert (status, found["reports"][0]["measures"]["P@2"]["mean"]) == (0, 1 / 2)


def test_a_sample_is_the_same_for_the_same_seed(lookalike, attic):
    drawn = [
        lookalike("evaluate", "--sample", "2", "--seed", seed, "--json")[1]["reports"][0]
        for seed in (1, 1)
    ]
    assert [each["queries"] for each in drawn] == [2, 2]
    assert drawn[0]["measures"] == drawn[1]["measures"]


@pytest.fixture
def learned():
    """Fill a collection `learned` with an encoder that learned from some reds, or does not say."""
    opened = []

    def fill_by(*reds, **training):
        if reds:
            training["learned_from"] = packed(hashes_of([sha256(each) for each in reds]))
        card = network_card("learned:small")
        write_bundle(settings().data, card, {"model.onnx": network()}, training)
        opened.append(EmbeddedEngine(settings().data))
        fill(opened[0], "learned", [registry.load_encoder("learned:small")], ATTIC)

    yield fill_by
    opened[0].close()


def test_images_that_were_learned_from_are_counted_and_it_is_said(lookalike, learned, labelled):
    learned(10, 22, 12)
    status, found, _err = lookalike("evaluate", "-c", "learned", "--json")
    [report] = found["reports"]
    assert (status, report["learned"]) == (0, {"queries": 2, "documents": 2})
    said = (
        "2 of the 4 images asked with are among those learned:small learned from: its figures say"
    )
    assert said in lookalike("evaluate", "-c", "learned")[2]
    assert said in Path(report["report"], "report.html").read_text()
    one = lookalike("evaluate", "-c", "learned", "--queries", labelled)
    assert "1 of the 2 images asked with is among those learned:small learned from" in one[2]


def test_where_none_of_the_queries_was_learned_from_only_what_is_searched_is_named(
    lookalike, learned, labelled
):
    learned(22, 45)
    said = lookalike("evaluate", "-c", "learned", "--queries", labelled)[2]
    assert "learned:small learned from 2 of the 5 images searched." in said
    assert "remembers" not in said


@pytest.mark.parametrize("training", [{}, {"learned_from": 7}, {"learned_from": "no base64"}])
def test_of_an_encoder_that_does_not_say_what_it_learned_from_nothing_is_said(
    lookalike, learned, training
):
    learned(**training)
    status, found, _err = lookalike("evaluate", "-c", "learned", "--json")
    assert (status, found["reports"][0]["learned"]) == (0, None)
    assert "learned from" not in lookalike("evaluate", "-c", "learned")[2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["-c", "cellar"], "no collection “cellar”"),
        (["-e", "blue"], "no “blue” here"),
        (["-m", "quality"], "“quality” is no measure"),
        (["-m", "P@200", "--depth", "100"], "P@200 looks at more hits than the 100"),
        (["--depth", "0"], "from 1 to 9999"),
        (["--sample", "0"], "--sample"),
        (["--queries", "nowhere"], "nowhere"),
        (["--captions", "-e", "mute"], "it reads no words"),
        (["--captions", "--queries", "{folder}"], "a folder or ZIP holds no captions"),
        (["--queries", "{table}"], "category"),
        (["--qrels", "{qrels}"], "it judges none of the queries"),
        (["--queries", "{folder}", "--qrels", "{paths}"], "the first is “warm/ann.png”"),
        (["--run", "{qrels}"], "--qrels FILE"),
        (["--run", "{qrels}", "--qrels", "{qrels}", "-c", "attic"], "--collection does not go"),
        (["--run", "{run}", "--qrels", "{qrels}"], "“else”, the first judged “somebody”"),
        (["--qrels", "{empty}"], "it holds no judgement; a line is"),
        (["--run", "{run}", "--qrels", "{none}"], "no query of it has a relevant document"),
        (["--from", "/nowhere"], "--protocol NAME"),
        (["--compare", "20260101-000000-red"], "no report “20260101-000000-red”"),
        (["--report", "{folder}"], "something else already"),
        (["--trec", "{table}"], "the files of TREC go into a folder"),
    ],
)
def test_what_cannot_be_measured_is_a_sentence(lookalike, attic, labelled, given, said):
    (labelled / "table.csv").write_text("image,caption\nwarm/12.png,12\n")
    (labelled / "qrels.txt").write_text(f"somebody 0 {sha256(10)} 1\n")
    (labelled / "run.txt").write_text(f"else Q0 {sha256(10)} 1 1.0 theirs\n")
    (labelled / "empty.txt").write_text("\n")
    (labelled / "none.txt").write_text(f"else 0 {sha256(10)} 0\n")
    (labelled / "paths.txt").write_text("warm/12.png 0 warm/ann.png 1\n")
    places = {
        "folder": labelled,
        "table": labelled / "table.csv",
        "qrels": labelled / "qrels.txt",
        "run": labelled / "run.txt",
        "none": labelled / "none.txt",
        "empty": labelled / "empty.txt",
        "paths": labelled / "paths.txt",
    }
    status, out, err = lookalike("evaluate", *[each.format(**places) for each in given])
    assert (status in (1, 2), out) == (True, "")
    assert said in err
    assert "Traceback" not in err
    assert not (settings().data / "reports").exists()


def test_without_the_extra_it_says_what_brings_it(lookalike, attic, monkeypatch):
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    status, _out, err = lookalike("evaluate")
    assert status == 2
    assert "pip install 'lookalike[evaluate]'" in err
