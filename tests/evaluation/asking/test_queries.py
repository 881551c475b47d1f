"""Queries and their ids."""

import pytest

from lookalike.core.errors import BadRequest
from lookalike.evaluation.queries import captions_from, from_labelled, sampled
from lookalike.sources.labelled import Labelled
from tests.evaluation.asking.reds import png, sha256


def _image(name, split=None, captions=()):
    return Labelled(f"file:///{name}", name, "warm", captions, split, lambda _limit: png(10))


def test_ids_can_stand_in_files_of_trec_and_are_each_its_own():
    names = [
        "a b.png",
        "a%20b.png",
        "ä/é.png",
        "a\u00a0b.png",
        "same.png",
        "same.png",
        "same.png~2",
    ]
    found = [each.id for each in from_labelled([_image(name) for name in names])]
    assert found == [
        "a%20b.png",
        "a%2520b.png",
        "%C3%A4/%C3%A9.png",
        "a%C2%A0b.png",
        "same.png",
        "same.png~2",
        "same.png%7E2",
    ]
    assert len(set(found)) == len(names)


def test_what_an_encoder_may_have_been_trained_on_asks_nothing():
    items = [_image("a", "train"), _image("b", "test"), _image("c"), _image("d", "val")]
    assert [each.id for each in from_labelled(items)] == ["b", "c", "d"]
    captioned = [_image("a", "train", ("x",)), _image("b", "test", ("y", "z"))]
    found, refused = captions_from(captioned, 1000)
    assert [(each.id, each.text, each.relevant) for each in found] == [
        ("b#0", "y", sha256(10)),
        ("b#1", "z", sha256(10)),
    ]
    assert refused == []


def test_a_sample_keeps_the_order_and_depends_on_the_seed():
    queries = from_labelled([_image(str(number)) for number in range(100)])
    drawn = [int(each.id) for each in sampled(queries, 20, seed=1)]
    assert drawn == sorted(drawn)
    assert len(set(drawn)) == 20
    assert drawn == [int(each.id) for each in sampled(queries, 20, seed=1)]
    assert drawn != [int(each.id) for each in sampled(queries, 20, seed=2)]
    assert sampled(queries, None, 0) == sampled(queries, 200, 0) == queries
    with pytest.raises(BadRequest, match="--sample"):
        sampled(queries, 0, 0)
