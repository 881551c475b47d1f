"""What `mini` learns from, and what it never sees."""

import hashlib
from pathlib import Path

import pytest

from lookalike.imaging import Limits
from lookalike.sources.drawn import DEMO_SEEDS
from lookalike.training.gathering import Gathering, in_order
from lookalike.training.mini.parts import BETWEEN, items, part_of
from lookalike.training.mini.recipe import load_recipe
from lookalike.training.share import TEST
from tests.training.mini.data_sets import CLASSES

LIMIT = 2**26


def by_part(recipe, data_sets):
    """The items that are learned from, and those of tests."""
    every = list(items(recipe, data_sets))
    return [x for x in every if x.split != TEST], [x for x in every if x.split == TEST]


def test_a_category_is_a_group_and_a_name_in_it(small, data_sets):
    learned, _tests = by_part(small, data_sets)
    categories = {each.category for each in learned}
    assert f"tiny-imagenet{BETWEEN}red" in categories  # the first synonym of its id
    assert f"cifar-10{BETWEEN}green" in categories
    assert {f"photos-one{BETWEEN}blue", f"photos-two{BETWEEN}blue"} <= categories
    assert {part_of(each) for each in categories} == set(small.parts)


def test_what_has_captions_has_no_name(small, data_sets):
    learned, _tests = by_part(small, data_sets)
    told = {each.name: each for each in learned if part_of(each.category) == "flickr8k"}
    assert told["0.png"].category == f"flickr8k{BETWEEN}"
    assert told["0.png"].captions == ("a red field number 0 0", "a red field number 0 1")
    drawn = [each for each in learned if part_of(each.category) == "drawn"]
    assert len(drawn) == 20
    assert all(each.captions and each.captions[0] for each in drawn)


def test_thirty_classes_are_whole_in_the_tests_alone(small, data_sets):
    kept = sorted(CLASSES, key=lambda name: hashlib.sha256(name.encode()).digest())[:30]
    learned, tests = by_part(small, data_sets)
    seen = {each.category for each in learned if part_of(each.category) == "caltech"}
    assert seen == {f"caltech{BETWEEN}{name.replace('_', ' ')}" for name in {*CLASSES} - {*kept}}
    assert sum("thing_" in each.name or "thing_" in each.uri for each in tests) == 90


def test_the_demo_is_never_learned_from():
    first, count = load_recipe().drawn.seeds
    assert first + count <= min(DEMO_SEEDS)


@pytest.mark.data
@pytest.mark.skipif(not Path("../shared/data").exists(), reason="needs ../shared/data")
def test_nothing_of_the_tests_is_among_what_is_learned_from_by_its_bytes():
    recipe = load_recipe()
    few = recipe.model_copy(
        update={"drawn": recipe.drawn.model_copy(update={"seeds": (10_000, 10)})}
    )
    gathering = Gathering(in_order(items(few, Path("../shared/data"))), Limits())
    handed_over = {task.id for task in gathering.tasks()}
    tests = {content for content, seen in gathering.seen.items() if TEST in seen.splits}
    for seen in gathering.seen.values():
        seen.row = 0
    learned = set(gathering.left(None))
    assert len(tests) > 20_000
    assert len(learned) > 100_000
    assert not learned & tests
    assert learned <= handed_over
