from lookalike.core.document import FileEntry
from webapp.gallery import SHOWN, pick


def listing(**sizes):
    for category, size in sizes.items():
        for n in range(size):
            name = f"{category}-{n}"
            yield name, (FileEntry(uri=f"file:///{name}", size=1, category=category),)


def test_every_category_has_its_turn_before_one_comes_twice():
    picked = pick(listing(a=500, b=3, c=1, d=40), seed="x")
    assert len(picked) == SHOWN
    assert {name[0] for name in picked[:4]} == {"a", "b", "c", "d"}
    assert sum(name[0] == "b" for name in picked) == 3


def test_a_choice_is_settled_by_its_seed():
    one, two = pick(listing(a=500), "x"), pick(listing(a=500), "y")
    assert one == pick(reversed(list(listing(a=500))), "x")
    assert one != two


def test_an_empty_collection_has_nothing_to_pick():
    assert pick([], "x") == []
