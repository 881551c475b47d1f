"""Filters as clauses, whole."""

import pytest

from lookalike.search.elastic.clauses import filter_clause
from lookalike.search.filters import Filter, Range, parse_filters


def test_no_filters_pass_everything():
    assert filter_clause(()) == {"bool": {"filter": []}}


def test_one_field_repeated_is_or_several_are_and_and_not_is_not():
    filters = parse_filters(["category=cats", "category=dogs", "tags!=red", "width=100..200"])
    assert filter_clause(filters) == {
        "bool": {
            "filter": [
                {
                    "bool": {
                        "should": [{"term": {"category": "cats"}}, {"term": {"category": "dogs"}}],
                        "minimum_should_match": 1,
                    }
                },
                {"range": {"width": {"gte": 100, "lte": 200}}},
            ],
            "must_not": [{"term": {"tags": "red"}}],
        }
    }


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("camera=*", {"exists": {"field": "camera"}}),
        ("width=300", {"range": {"width": {"gte": 300, "lte": 300}}}),
        ("width=0.5..", {"range": {"width": {"gte": 0.5}}}),
        ("width=..", {"exists": {"field": "width"}}),
        ("bytes=-1e300..1e300", {"range": {"bytes": {"gte": 1 - 2**63, "lte": 2**63 - 1}}}),
        (
            "taken_at=1970",
            {"range": {"taken_at": {"gte": 0, "lt": 31536000000, "format": "epoch_millis"}}},
        ),
        (
            "taken_at=1969-12-31..",
            {"range": {"taken_at": {"gte": -86400000, "format": "epoch_millis"}}},
        ),
    ],
)
def test_a_condition_becomes_one_clause(text, clause):
    assert filter_clause(parse_filters([text])) == {"bool": {"filter": [clause]}}


def test_the_end_of_a_range_counts_unless_it_is_said_not_to():
    filters = [Filter("taken_at", (Range(None, 1.5),))]
    assert filter_clause(filters)["bool"]["filter"] == [
        {"range": {"taken_at": {"lte": 1500, "format": "epoch_millis"}}}
    ]
