"""What a collection shows to begin from: pictures of every category, phrases that find something."""

import html
import re

from lookalike.core.document import Document, FileEntry
from tests.webapp.gallery import picture
from webapp.gallery import SHOWN, phrases_of, pick


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


def document(number, **file):
    entry = {"uri": f"file:///{number}", "size": 1, **file}
    return Document(id=f"{number:064x}", files=(entry,))


def test_phrases_come_from_captions_tags_and_categories_in_turn():
    documents = [
        document(1, category="cat"),
        document(2, category="dog", tags=("grey",)),
        document(3, caption="a boat at sea", category="boat"),
        document(4, tags=("night",)),
    ]
    assert phrases_of(documents) == ["a boat at sea", "grey dog", "cat", "night"]


def test_phrases_are_short_and_different():
    long = document(1, caption="word " * 30)
    assert phrases_of([long, document(2, category="cat"), document(3, category="Cat")]) == ["cat"]
    assert phrases_of([]) == []


def test_each_phrase_that_is_offered_finds_something(gallery, client, found):
    gallery.put("boat", picture((9, 9, 9)), caption="a boat at sea", tags=("blue",))
    text = client.get("/c/gallery/").text
    phrases = re.search(r'class="phrases".*?</ul>', text, re.DOTALL)[0]
    addresses = re.findall(r'href="([^"]*)"', phrases)
    assert len(addresses) == 4
    for address in addresses:
        assert found(html.unescape(address))
