import gzip
import random

import pytest
import pytrec_eval

from lookalike.core.errors import BadRequest, SourceRefused
from lookalike.evaluation import bounded, trec_reading
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.measures import per_query
from lookalike.evaluation.trec import read_qrels, read_run, write_qrels, write_run

RUN = (
    "q Q0 a 1 4 lookalike\nq Q0 x 2 3 lookalike\nq Q0 b 3 2 lookalike\nq Q0 y 4 1 lookalike\n"
    "s Q0 a 1 2 lookalike\ns Q0 b 2 1 lookalike\n"
)


@pytest.fixture
def drawn():
    """60 queries of 4 categories among 200 documents, left one out, with many equal distances."""
    draw = random.Random(4)
    names = [f"d{number:03}" for number in range(200)]
    category = {name: draw.choice("wxyz") for name in names}
    groups = {key: {name: 1 for name in names if category[name] == key} for key in "wxyz"}
    queries = draw.sample(names, 60)
    run = {}
    for query in queries[:-5]:  # the last have no results
        others = draw.sample([name for name in names if name != query], 30)
        distances = sorted(draw.choice((0.1, 0.2, 0.3)) for _ in others)
        run[query] = list(zip(others, distances, strict=True))
    of = {query: category[query] for query in queries}
    return run, Judgements(groups, of, {query: query for query in queries})


def test_a_run_is_written_in_its_order_with_scores_that_fall(tmp_path, run):
    write_run(tmp_path / "run", run)
    assert (tmp_path / "run").read_text() == RUN


def test_a_name_that_ends_in_gz_is_packed_and_the_same_every_time(tmp_path, run):
    for name in ("a.gz", "b.gz"):
        write_run(tmp_path / name, run)
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()).decode() == RUN
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_judgements_are_written_query_by_query_without_the_one_left_out(tmp_path):
    judged = Judgements({"g": {"q": 1, "r": 2}}, {"q": "g", "r": "g"}, {"q": "q"})
    write_qrels(tmp_path / "qrels", judged)
    assert (tmp_path / "qrels").read_text() == "q 0 r 2\nr 0 q 1\nr 0 r 2\n"
    write_qrels(tmp_path / "some", judged, ["r"])
    assert (tmp_path / "some").read_text() == "r 0 q 1\nr 0 r 2\n"


@pytest.mark.parametrize("name", ["", "a b", "a\n", "a\u00a0b", "a\0b"])
def test_a_name_that_would_shift_the_columns_is_refused_and_leaves_no_file(tmp_path, name):
    with pytest.raises(BadRequest, match="cannot stand in a TREC file"):
        write_run(tmp_path / "run", {"q": [("a", 0.1), (name, 0.2)]})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["run", "run.gz"])
def test_what_was_written_is_read_again_in_its_order(tmp_path, drawn, name):
    run, _judgements = drawn
    write_run(tmp_path / name, run)
    found = read_run(tmp_path / name)
    assert {query: [document for document, _distance in hits] for query, hits in found.items()} == {
        query: [document for document, _distance in hits] for query, hits in run.items()
    }
    assert found == read_run(tmp_path / name)


def test_pytrec_eval_on_the_files_gives_the_same_figures(tmp_path, drawn):
    run, judgements = drawn
    write_run(tmp_path / "run", run)
    write_qrels(tmp_path / "qrels", judgements)
    with (tmp_path / "qrels").open() as qrels, (tmp_path / "run").open() as ranked:
        judged = pytrec_eval.RelevanceEvaluator(
            pytrec_eval.parse_qrel(qrels), {"map_cut.10", "P.5", "ndcg_cut.10", "recip_rank"}
        )
        by_query = judged.evaluate(pytrec_eval.parse_run(ranked))
    ours = per_query(run, judgements, ["AP@10", "P@5", "nDCG@10", "RR"])
    theirs = {"AP@10": "map_cut_10", "P@5": "P_5", "nDCG@10": "ndcg_cut_10", "RR": "recip_rank"}
    assert len(by_query) == len(run) == 55
    for measure, name in theirs.items():
        of_files = {query: values[name] for query, values in by_query.items()}
        assert {query: ours[measure][query] for query in run} == of_files
        assert {ours[measure][query] for query in ours[measure].keys() - run.keys()} == {0.0}


def test_ours_of_the_files_read_again_are_the_same_figures(tmp_path, drawn):
    run, judgements = drawn
    write_run(tmp_path / "run", run)
    write_qrels(tmp_path / "qrels", judgements)
    names = ["AP@10", "P@5"]
    again = per_query(read_run(tmp_path / "run"), read_qrels(tmp_path / "qrels"), names)
    assert again == per_query(run, judgements, names)


def test_a_run_is_read_in_the_order_of_trec_eval_whatever_its_lines_and_ranks(tmp_path):
    # trec_eval reads 32-bit floats: 1.0000000001 is 1, and of equals the later name comes first.
    path = tmp_path / "run"
    path.write_text("q Q0 b 1 1.0000000001 t\nq Q0 c 9 1 t\n\nr Q0 a 1 -1e3 t\nq Q0 a 3 2.5 t\n")
    assert read_run(path) == {"q": [("a", -2.5), ("c", -1.0), ("b", -1.0)], "r": [("a", 1000.0)]}
    qrels = {"q": {"b": 1}}
    with path.open() as lines:
        run = pytrec_eval.parse_run(line for line in lines if line.strip())
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(run)
    ours = per_query(read_run(path), Judgements(qrels, {"q": "q"}), ["RR"])
    assert ours["RR"]["q"] == theirs["q"]["recip_rank"] == pytest.approx(1 / 3)


def test_queries_that_are_judged_alike_share_their_judgements(tmp_path):
    (tmp_path / "qrels").write_text("q 0 a 1\nq 0 b -2\nr 0 b -2\nr 0 a 1\ns 0 a 2\n")
    found = read_qrels(tmp_path / "qrels")
    assert found.for_query("q") is found.for_query("r")
    assert (found.for_query("q"), found.for_query("s")) == ({"a": 1, "b": -2}, {"a": 2})
    assert found.queries == ("q", "r", "s")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"q Q0 b 2 1", "line 2: 5 columns, these are needed: query Q0 document rank score tag"),
        (b"q Q0 b 2 1 tag more", "line 2: 7 columns"),
        (b"q Q0 b 2 near t", "line 2: “near” is no score"),
        (b"q Q0 b 2 nan t", "line 2: “nan” is no score"),
        (b"q Q0 b 2 1e39 t", "line 2: “1e39” is no score"),
        (b"q Q0 a 2 1 t", "line 2: a comes a second time for query q"),
        (b"q Q0 b\0c 2 1 t", "line 2: it is not UTF-8 text"),
        (b"q Q0 \xff 2 1 t", "line 2: it is not UTF-8 text"),
        (b"q Q0 " + b"b" * 5_000, "line 2 has more than 4,096 bytes"),
    ],
)
def test_a_wrong_line_of_a_run_is_named(tmp_path, line, reason):
    path = tmp_path / "run"
    path.write_bytes(b"q Q0 a 1 2 t\n" + line + b"\n")
    with pytest.raises(SourceRefused, match=f"{path} cannot be read: {reason}"):
        read_run(path)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("q 0 a 1\nq 0 b", "line 2: 3 columns, these are needed: query 0 document relevance"),
        ("q 0 a 1\n\nq 0 b 1.5", "line 3: “1.5” is no relevance"),
        ("q 0 a 2000000", "line 1: “2000000” is no relevance, a whole number up to 1,000"),
        ("q 0 a " + "9" * 4_000, "line 1: “9999"),
        ("q 0 a 1\nq 0 a 0", "line 2: a comes a second time for query q"),
        ("q 0 a 1\nr 0 a 1\nq 0 b 1", "line 3: query q comes again after another"),
    ],
)
def test_a_wrong_line_of_judgements_is_named(tmp_path, lines, reason):
    (tmp_path / "qrels").write_text(lines)
    with pytest.raises(SourceRefused, match=reason):
        read_qrels(tmp_path / "qrels")


ALL = gzip.compress(b"".join(b"q 0 d%d 1\n" % number for number in range(900)))


@pytest.mark.parametrize(
    "content", [b"q 0 a 1\n", ALL[:-9], ALL[:9], ALL[:99] + b"?" + ALL[100:]], ids=range(4)
)
def test_a_packed_file_that_is_none_or_has_lost_its_end_is_refused(tmp_path, content):
    (tmp_path / "qrels.gz").write_bytes(content)
    with pytest.raises(SourceRefused, match="no gzip file, or its end is missing"):
        read_qrels(tmp_path / "qrels.gz")


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path):
    with pytest.raises(SourceRefused, match="nothing cannot be read: No such file"):
        read_run(tmp_path / "nothing")


def test_a_bomb_of_one_line_or_of_empty_ones_is_read_to_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(bounded, "MAX_LINES", 1_000)
    (tmp_path / "line.gz").write_bytes(gzip.compress(b"q" * 2**22))
    (tmp_path / "lines.gz").write_bytes(gzip.compress(b"\n" * 2**20))
    with pytest.raises(SourceRefused, match="line 1 has more than 4,096 bytes"):
        read_run(tmp_path / "line.gz")
    with pytest.raises(SourceRefused, match="more than 1,000 lines"):
        read_run(tmp_path / "lines.gz")
    monkeypatch.setattr(bounded, "MAX_BYTES", 500)
    with pytest.raises(SourceRefused, match="more than 500 bytes"):
        read_run(tmp_path / "lines.gz")


def test_no_more_pairs_are_held_than_the_limit_shared_ones_counted_once(tmp_path, monkeypatch):
    monkeypatch.setattr(trec_reading, "MAX_HELD", 8)
    shared = "".join(f"q{number} 0 {document} 1\n" for number in range(9) for document in "abcd")
    (tmp_path / "qrels").write_text(shared)
    assert len(read_qrels(tmp_path / "qrels").queries) == 9
    (tmp_path / "qrels").write_text(shared + "r 0 e 1\ns 0 f 1\nt 0 g 1\nu 0 h 1\nv 0 i 1\n")
    with pytest.raises(SourceRefused, match="more than 8 pairs"):
        read_qrels(tmp_path / "qrels")
    (tmp_path / "run").write_text("".join(f"q Q0 d{number} 1 1 t\n" for number in range(9)))
    with pytest.raises(SourceRefused, match="more than 8 pairs"):
        read_run(tmp_path / "run")
