import subprocess
import sys
from itertools import pairwise

import pytest

from lookalike.core.errors import BadRequest
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.measures import canonical, per_query


def test_measures_are_those_counted_by_hand(run, judgements):
    found = per_query(run, judgements, ["AP@100", "AP@1", "P@1", "P@10", "R@2", "RR", "nDCG@3"])
    assert {name: values["q"] for name, values in found.items()} == pytest.approx(
        {
            "AP@100": (1 / 1 + 2 / 3) / 4,
            "AP@1": (1 / 1) / 4,
            "P@1": 1.0,
            "P@10": 2 / 10,
            "R@2": 1 / 4,
            "RR": 1.0,
            "nDCG@3": (1 + 0.5) / (1 + 1 / 1.5849625007211562 + 0.5),
        }
    )


def test_average_precision_is_divided_by_all_relevant_documents_however_few_are_looked_at():
    relevant = {f"d{number}": 1 for number in range(5_000)}
    first = [(f"d{number}", number / 1000) for number in range(100)]
    found = per_query({"q": first}, Judgements({"g": relevant}, {"q": "g"}), ["AP@100"])
    assert found == {"AP@100": {"q": pytest.approx(100 / 5_000)}}


def test_a_query_without_results_counts_nought(run, judgements):
    found = per_query({**run, "s": []}, judgements, ["AP@100"])
    assert found["AP@100"].keys() == {"q", "r", "s"}
    assert (found["AP@100"]["r"], found["AP@100"]["s"]) == (0.0, 0.0)
    assert per_query({}, judgements, ["P@1"]) == {"P@1": {"q": 0.0, "r": 0.0, "s": 0.0}}


def test_hits_at_one_distance_count_in_the_order_they_were_found_in(judgements):
    # trec_eval by itself puts the name that is later in the alphabet first.
    for order, value in ((["a", "b"], 1 / 2), (["b", "a"], 1.0)):
        run = {"s": [(document, 0.3) for document in order]}
        assert per_query(run, judgements, ["RR"])["RR"]["s"] == value


def test_queries_that_cannot_be_measured_or_were_not_judged_do_not_count():
    judged = Judgements({"none": {"a": 0}, "one": {"a": 1}}, {"q": "none", "r": "one"})
    hits = [("a", 0.0)]
    found = per_query({"q": hits, "r": hits, "not judged": hits}, judged, ["P@1"])
    assert found == {"P@1": {"r": 1.0}}


def test_left_one_out_the_query_itself_is_not_missed():
    category = {"q": 1, "r": 1, "s": 1}
    judged = Judgements({"g": category}, {"q": "g"}, {"q": "q"})
    run = {"q": [("r", 0.1), ("s", 0.2)]}
    assert per_query(run, judged, ["AP@100"]) == {"AP@100": {"q": 1.0}}


@pytest.mark.parametrize("limit", [1, 30, 45, 10_000])
def test_no_more_judgements_are_handed_over_at_once_than_the_limit(limit):
    groups = {str(key): {f"{key}-{number}": 1 for number in range(15)} for key in range(3)}
    judged = Judgements(groups, {f"q{number}": str(number % 3) for number in range(20)})
    shown = [0]
    per_query({}, judged, ["P@1"], lambda done, _of: shown.append(done), at_once=limit)
    assert shown[-1] == 20
    assert max(b - a for a, b in pairwise(shown)) == max(1, min(20, limit // 15))


def test_figures_are_the_same_in_one_batch_and_in_many(run, judgements):
    shown = []
    whole = per_query(run, judgements, ["AP@100"])
    many = per_query(run, judgements, ["AP@100"], lambda *told: shown.append(told), at_once=1)
    assert many == whole
    assert shown == [(1, 3), (2, 3), (3, 3)]


def test_names_are_spelled_as_the_library_does_and_each_stands_once():
    given = ["MAP@100", "AP@100", "P@10", "AP(rel=2)@5", "IPrec@0.1", "nDCG(gains={1:5})@3"]
    known = ("AP@100", "P@10", "AP(rel=2)@5", "IPrec@0.1", "nDCG(gains={1:5})@3")
    assert canonical(given) == known


@pytest.mark.parametrize(
    "name",
    [
        *("", "P", "P@", "P@1.5", "P@-1", "P@True", "Foo@1", "P(x=1)@3", "P@1; P@2", "P@1@2"),
        *("RR@10", "Judged@10", "Accuracy", "NumQ", "NumRel", "P.x@3", "__import__('os')", "\0"),
        *("(" * 90, "-" * 100_000, "P@" + "9" * 5_000, "P(rel='a')@1", "P(**{})@1", "IPrec@0.123"),
        *("AP(rel=0)", "AP(rel=100000000000)", "nDCG(gains={1:2000000})", "nDCG(gains={1:'a'})"),
        *("nDCG(gains={1:1.5})", "nDCG(gains=1)", "IPrec@1e300", "SetF(beta=2)"),
    ],
)
def test_what_trec_eval_does_not_compute_is_refused_with_examples(name):
    with pytest.raises(BadRequest, match=r"measures: .*for example AP@100, P@10"):
        canonical([name])


@pytest.mark.parametrize("name", ["P@0", "AP@10001", "nDCG@100000000000"])
def test_a_cutoff_that_would_crash_trec_eval_is_refused(name):
    with pytest.raises(BadRequest, match="1 to 10,000 can be asked for"):
        canonical([name])


def test_no_measure_at_all_is_refused():
    with pytest.raises(BadRequest, match="no measure is named"):
        canonical([])


def test_without_the_extra_the_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(BadRequest, match=r"ir_measures: .*pip install 'lookalike\[evaluate\]'"):
        canonical(["P@1"])


def test_what_the_site_reads_reports_with_needs_no_extra():
    code = (
        "import importlib, pkgutil, sys, lookalike.evaluation as package\n"
        "for each in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(each.name)\n"
        "print(sorted({'ir_measures', 'pytrec_eval', 'scipy', 'sklearn'} & set(sys.modules)))\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
