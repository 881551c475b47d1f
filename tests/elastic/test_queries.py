"""Bodies of searches, whole."""

import pytest

from lookalike.search.elastic import documents, queries
from lookalike.search.filters import Filter, Term

CATS = (Filter("category", (Term("cats"),)),)


def test_a_knn_search_filters_inside_and_returns_ids_alone():
    assert queries.knn_body("v_a", "AAAA", 200, CATS) == {
        "knn": {
            "field": "v_a",
            "query_vector": "AAAA",
            "k": 200,
            "num_candidates": 400,
            "filter": {"bool": {"filter": [{"term": {"category": "cats"}}]}},
        },
        "size": 200,
        "_source": False,
    }


def test_a_quantised_knn_search_rescores_at_least_a_hundred():
    assert queries.knn_body("v_a", [1.0, 0.0], 10, oversample=2.0) == {
        "knn": {
            "field": "v_a",
            "query_vector": [1.0, 0.0],
            "k": 100,
            "num_candidates": 300,
            "rescore_vector": {"oversample": 2.0},
        },
        "size": 10,
        "_source": False,
    }


@pytest.mark.parametrize(("setting", "sent"), [(0, 0), (0.5, 1.0), (3.0, 3.0)])
def test_oversampling_is_off_or_one_at_least(setting, sent):
    body = queries.knn_body("v_a", "AAAA", 10, oversample=setting)
    assert body["knn"]["rescore_vector"] == {"oversample": sent}


@pytest.mark.parametrize(("k", "expected"), [(1, 300), (150, 300), (516, 1032), (9_000, 10_000)])
def test_candidates_leave_room_and_stay_within_what_the_server_takes(k, expected):
    assert queries.candidates(k) == expected


def test_an_exact_search_takes_every_document_of_its_part_as_candidate():
    assert queries.exact_body("v_a", "AAAA", 26, CATS, ("0a", "ff"), quantised=True) == {
        "knn": {
            "field": "v_a",
            "query_vector": "AAAA",
            "k": 10_000,
            "num_candidates": 10_000,
            "filter": {
                "bool": {
                    "filter": [
                        {"term": {"category": "cats"}},
                        {"exists": {"field": "v_a"}},
                        {"range": {"id": {"gt": "0a", "lte": "ff"}}},
                    ]
                }
            },
            "rescore_vector": {"oversample": 1.0},
        },
        "size": 26,
        "_source": False,
    }


def test_a_lexical_search_counts_tokens_before_it_scores_them():
    assert queries.lexical_body(["red", "boat"], 50, CATS) == {
        "query": {
            "bool": {
                "should": [
                    {"constant_score": {"filter": {"term": {"words": "red"}}, "boost": 128.0}},
                    {"constant_score": {"filter": {"term": {"words": "boat"}}, "boost": 128.0}},
                    {"term": {"words": {"value": "red"}}},
                    {"term": {"words": {"value": "boat"}}},
                ],
                "minimum_should_match": 1,
                "filter": [{"bool": {"filter": [{"term": {"category": "cats"}}]}}],
            }
        },
        "sort": [{"_score": "desc"}, {"id": "asc"}],
        "size": 50,
        "_source": False,
        "track_total_hits": True,
    }


def test_unwanted_words_are_left_out_by_the_cluster():
    clause = queries.lexical_body(["red"], 50, (), ["dark", "car"])["query"]["bool"]
    assert clause["must_not"] == [{"terms": {"words": ["dark", "car"]}}]
    assert "filter" not in clause


def test_an_order_names_its_field_and_ends_with_what_has_none():
    assert queries.browse_body("oldest", 48, 24, CATS) == {
        "query": {"bool": {"filter": [{"term": {"category": "cats"}}]}},
        "sort": [{"taken_at": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
        "from": 48,
        "size": 24,
        "_source": list(documents.KNOWN),
        "track_total_hits": False,
    }


def test_an_order_of_some_ids_finds_no_others():
    body = queries.browse_body("name", 0, 24, (), ["0a", "ff"])
    assert body["query"] == {"bool": {"filter": [{"ids": {"values": ["0a", "ff"]}}]}}
    assert body["sort"][0] == {"sort_name": {"order": "asc", "missing": "_last"}}


def test_a_labelled_search_reads_categories_and_no_documents():
    body = {"size": 3, "_source": False}
    assert queries.labelled(body) == {**body, "docvalue_fields": ["category"]}


def test_what_passes_is_counted_beside_other_searches():
    assert queries.passing_body(CATS) == {
        "query": {"bool": {"filter": [{"term": {"category": "cats"}}]}},
        "size": 0,
        "track_total_hits": True,
    }


@pytest.mark.parametrize(("tokens", "bonus"), [(1, 64), (2, 128), (3, 256), (32, 2048)])
def test_one_token_more_outweighs_all_bm25_can_add_up_to(tokens, bonus):
    assert queries.token_bonus(tokens) == bonus
    assert bonus > 48 * tokens - 1


def test_a_facet_leaves_out_its_own_filter():
    values = {"size": 20, "order": [{"_count": "desc"}, {"_key": "asc"}]}
    filters = (*CATS, Filter("tags", (Term("red"),)))
    assert queries.facets_body(["category", "format"], filters, 20) == {
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "category": {
                "filter": {"bool": {"filter": [{"term": {"tags": "red"}}]}},
                "aggs": {"values": {"terms": {"field": "category", **values}}},
            },
            "format": {
                "filter": {
                    "bool": {"filter": [{"term": {"category": "cats"}}, {"term": {"tags": "red"}}]}
                },
                "aggs": {"values": {"terms": {"field": "format", **values}}},
            },
        },
    }


def test_facets_of_words_ask_for_what_has_them():
    assert queries.facets_body([], (), 20, ["red", "boat"], ["dark"]) == {
        "query": {
            "bool": {
                "filter": [{"terms": {"words": ["red", "boat"]}}],
                "must_not": {"terms": {"words": ["dark"]}},
            }
        },
        "size": 0,
        "track_total_hits": False,
        "aggs": {},
    }


def test_a_count_asks_for_no_hits():
    assert queries.count_body(CATS) == {
        "query": {"bool": {"filter": [{"term": {"category": "cats"}}]}}
    }


def test_stats_count_rows_by_field_in_one_search():
    assert queries.stats_body(["v_a"]) == {
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            "files": {"sum": {"field": "file_count"}},
            "v_a": {"filter": {"exists": {"field": "v_a"}}},
        },
    }
