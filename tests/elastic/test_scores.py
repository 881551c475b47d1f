"""Scores as distances, by Elasticsearch's formulas."""

import pytest

from lookalike.search.elastic.scores import distance


@pytest.mark.parametrize(("score", "expected"), [(1.0, 0.0), (0.75, 0.5), (0.5, 1.0), (0.0, 2.0)])
def test_a_cosine_score_becomes_one_minus_cosine(score, expected):
    assert distance(score, "cosine") == expected


@pytest.mark.parametrize(("score", "expected"), [(1.0, 0.0), (0.5, 1.0), (0.2, 2.0), (0.1, 3.0)])
def test_an_l2_score_becomes_the_euclidean_distance(score, expected):
    assert distance(score, "l2") == pytest.approx(expected)


def test_a_score_rounded_above_one_is_no_negative_distance():
    assert distance(1.0000001, "cosine") == 0.0
    assert distance(1.0000001, "l2") == 0.0
