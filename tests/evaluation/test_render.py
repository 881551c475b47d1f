"""The page of a report: whole in one file, safe with any text, with the figures it was given."""

import base64
import hashlib
import html
import re
import sys

import pytest

from lookalike.core.texts import speaking
from lookalike.evaluation.against import against, may_share
from lookalike.evaluation.meanings import meaning
from lookalike.evaluation.measures import EXAMPLES
from lookalike.evaluation.render import render_html
from tests.evaluation.sample import query, report_of, webp

HOSTILE = "</style><script>alert(1)</script>\"'{{ 7*7 }}"


def text_of(page):
    """Return what a page says, its tags left out."""
    body = page.partition("</head>")[2] or page
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body)))


def section(page, id):
    return re.search(rf'<section aria-labelledby="{id}">.*?</section>', page, re.DOTALL)[0]


def test_a_page_asks_no_address_for_anything_and_allows_no_more_than_it_has():
    name, data = webp((9, 99, 199))
    worst = [query("one.jpg", picture=name, hits=[("dog", 0.1, False, name)])]
    page = render_html(report_of(worst=worst), {name: data})
    addresses = re.findall(r'(?:src|href|action|srcset)="([^"]*)"', page)
    assert addresses == [f"data:image/webp;base64,{base64.b64encode(data).decode()}"] * 2
    assert not re.search(r"<script|<link|<iframe|@import|url\(| style=| on\w+=", page)
    [styles] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_texts_that_somebody_else_wrote_stay_texts():
    worst = [query(HOSTILE, category=HOSTILE, hits=[(HOSTILE, 0.1, True, None)])]
    report = report_of(
        names=(HOSTILE, "cat"), title=HOSTILE, command=HOSTILE, protocol=HOSTILE, worst=worst,
        versions={HOSTILE: HOSTILE}, collection=HOSTILE,
    )  # fmt: skip
    page = render_html(report, {})
    assert "<script" not in page
    assert page.count("</style>") == 1
    assert HOSTILE in text_of(page)


def test_each_measure_stands_with_its_interval_and_what_it_means():
    measures = [
        {"name": "AP@100", "mean": 0.0187, "low": 0.0181, "high": 0.0192},
        {"name": "P@10", "mean": 0.9, "low": 0.89, "high": 0.91},
        {"name": "Strange@3", "mean": 0.5},
    ]
    page = render_html(report_of(measures=measures), {})
    told = text_of(section(page, "r-measures"))
    assert "AP@100 Average precision over the first 100 hits" in told
    assert "0.0187 0.0181 – 0.0192" in told
    assert "P@10 Share of relevant hits among the first 10." in told
    assert "0.900 0.890 – 0.910" in told
    assert "Strange@3 0.500 –" in told


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_usual_measures_are_explained(name):
    assert meaning(name).endswith(".")
    assert "{" not in meaning(name)


def test_categories_come_worst_first_and_a_long_list_is_folded():
    names = [f"category {number:02}" for number in range(40)]
    listed = section(render_html(report_of(names), {}), "r-categories")
    shown, folded = listed.split("<details", 1)
    assert re.findall(r"<bdi>(.*?)</bdi>", shown) == names[:15]
    assert re.findall(r"<bdi>(.*?)</bdi>", folded) == names[15:]
    assert "25 more categories" in folded
    assert "<details" not in section(render_html(report_of(names[:18]), {}), "r-categories")


def test_one_category_is_not_set_against_others():
    page = render_html(report_of(("cat",)), {})
    assert 'id="r-measures"' in page
    assert 'id="r-categories"' not in page
    assert 'id="r-confusion"' not in page


def test_the_most_frequent_confusions_are_named_and_itself_is_none():
    shares = [[0.5, 0.3, 0.2], [0.05, 0.9, 0.05], [0.0, 0.0, 1.0]]
    confusion = {"categories": ["cat", "dog", "fish"], "shares": shares}
    page = section(render_html(report_of(confusion=confusion), {}), "r-confusion")
    rows = re.findall(r'title="(\w+)".*?title="(\w+)".*?([\d.]+) %', page)
    assert rows == [
        ("cat", "dog", "30.0"),
        ("cat", "fish", "20.0"),
        ("dog", "cat", "5.0"),
        ("dog", "fish", "5.0"),
    ]


def test_the_axis_of_distances_has_figures_that_fit_beside_it():
    found = {"edges": [0, 0.815678, 1.631356], "relevant": [3, 0], "other": [0, 4]}
    page = render_html(report_of(distances=found), {})
    assert re.findall(r"<text[^>]*>([01]\.\d{2,})</text>", page) == ["0.8157", "1.631"]


def test_a_report_of_nothing_says_so():
    nothing = {"precision_recall": None, "distances": None, "confusion": None, "queries": 0}
    page = render_html(report_of(measures=[], categories=[], **nothing), {})
    assert "there is nothing to measure" in text_of(page)


@pytest.mark.parametrize(
    "empty",
    [
        {"distances": {"edges": [0, 0], "relevant": [0], "other": [0]}},
        {"distances": {"edges": [0], "relevant": [], "other": []}},
        {"precision_recall": {"recall": [], "precision": []}},
        {"precision_recall": {"recall": [0, 1], "precision": [0, 0]}},
        {"confusion": {"categories": ["a", "b"], "shares": [[0, 0], [0, 0]]}},
        {"measures": [{"name": "AP", "mean": 0.0, "low": 0.0, "high": 0.0}]},
        {"categories": [{"name": "a", "queries": 1, "measures": {}}] * 2},
    ],
)
def test_figures_that_are_all_nothing_are_drawn_as_nothing(empty):
    page = render_html(report_of(**empty), {})
    assert not re.search(r'[" ,-](nan|inf)\b', page, re.IGNORECASE)


def test_the_worst_queries_say_how_many_hits_are_relevant():
    name, data = webp((1, 2, 3))
    worst = [
        query("none.jpg", hits=[("dog", 0.25, False, name)] * 10),
        query("some.jpg", hits=[("dog", 0.25, False, None), ("cat", 0.5, True, name)]),
        query("empty.jpg"),
        query("A cat that sleeps .", category=None, hits=[("dog", 0.25, False, "0" * 64)]),
    ]
    page = section(render_html(report_of(worst=worst), {name: data}), "r-worst")
    told = text_of(page)
    assert "None of the first 10 hits is relevant." in told
    assert "1 of the first 2 hits is relevant." in told
    assert "Nothing was found." in told
    assert "The first hit is not relevant." in told
    assert '<h3 class="r-words"><bdi>A cat that sleeps .</bdi></h3>' in page
    assert page.count('aria-label="relevant"') == 1
    assert page.count("no picture") == 2


def test_how_it_was_made_stands_below():
    report = report_of(seed=7, seconds=83.2)
    told = text_of(section(render_html(report, {}), "r-made"))
    for each in (report.command, "Seed 7", "took 1 min 23 s", report.encoder.fingerprint):
        assert each.replace("\u00a0", " ") in told
    assert "Lookalike 0.1.0 · ir_measures 0.4.3 · numpy 2.3.5" in told


def test_a_page_speaks_the_language_of_whoever_makes_it():
    with speaking("de"):
        page = render_html(report_of(), {})
    assert '<html lang="de">' in page
    assert "0,450 – 0,560" in page
    assert '<th scope="col">Maß</th>' in page  # "Measure" is what a button does


def values(**by_measure):
    """Return values by measure and query; the queries are numbered."""
    return {
        name.replace("_", "@"): {str(query): value for query, value in enumerate(each)}
        for name, each in by_measure.items()
    }


def test_a_difference_is_here_minus_there_with_its_interval_turned_as_well():
    other = report_of(id="20261120-000000-bovw", title="Before")
    ours, theirs = values(AP_100=[0.5] * 20), values(AP_100=[0.2, 0.3] * 10)
    [found] = against(report_of(), ours, [(other, theirs)])
    [row] = found.differences
    assert (row.here, row.there) == (0.5, 0.25)
    assert row.difference == pytest.approx(0.25)
    assert 0.2 <= row.low < row.difference < row.high <= 0.3
    assert row.p < 0.05
    assert row.verdict == "better"
    assert found.notes == ["Both measured 20 queries; the differences are over these alone."]
    told = text_of(render_html(report_of(), {}, [found]))
    assert "Compared with Before" in told
    assert "0.500 0.250 +0.250" in told


def test_what_chance_makes_as_well_is_not_told_apart():
    other = report_of(queries=4)
    ours, theirs = values(P_10=[0.1, 0.4, 0.3, 0.2]), values(P_10=[0.4, 0.1, 0.2, 0.3])
    [found] = against(report_of(queries=4), ours, [(other, theirs)])
    assert found.notes == []
    assert [row.verdict for row in found.differences] == ["not told apart"]


def test_without_what_tests_them_the_means_stand_side_by_side(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    one = values(AP_100=[0.5, 0.4])
    measures = [{"name": "AP@100", "mean": 0.45}]
    there = [{"name": "AP@100", "mean": 0.05}, {"name": "P@10", "mean": 0.1}]
    [found] = against(report_of(measures=measures), one, [(report_of(measures=there), one)])
    assert "pip install 'lookalike[evaluate]'" in found.notes[0]
    [row] = found.differences
    assert (row.here, row.there, row.tested) == (0.45, 0.05, False)
    assert row.difference == pytest.approx(0.4)


def test_reports_without_a_query_in_common_say_so():
    [found] = against(report_of(), values(AP=[0.1]), [(report_of(), values(P_5=[0.1]))])
    assert found.notes[0].startswith("No query was measured in both by the same measure:")


def test_figures_of_reports_without_a_query_in_common_stand_without_a_difference():
    ours, one, none = values(AP_100=[0.5, 0.4]), values(AP_100=[0.1, 0.2]), {"AP@100": {"x": 0.3}}
    others = [(report_of(title=title), each) for title, each in (("Near", one), ("Far", none))]
    near, far = against(report_of(), ours, others)
    assert (near.is_apart, far.is_apart) == (False, True)
    assert near.differences[0].tested
    told = text_of(render_html(report_of(), {}, [far]))
    assert "answer different questions" in told
    assert "Difference" not in told
    assert "reports:" not in told


@pytest.mark.parametrize(
    ("there", "may"),
    [
        ({}, True),
        ({"asked": {"sample": 7}}, True),
        ({"asked": {"queries": "Labelled"}}, False),
        ({"asked": None}, True),
        ({"asked": {"queries": "Labelled"}, "protocol": "cifar-10"}, True),
        ({"kind": "words"}, False),
        ({"measures": [{"name": "R@7", "mean": 0.1}]}, False),
    ],
)
def test_reports_that_share_no_query_are_known_by_what_they_say(there, may):
    known = {"asked": {}} | there
    assert may_share(report_of(asked={}), report_of(**known)) == may
