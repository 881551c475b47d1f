"""Words: the same set from every engine, most distinct tokens first, then score, then id."""

import pytest

from lookalike.search.words import query_tokens


@pytest.fixture
def say(engine, photos, make_item, make_file):
    """Put one document per text: number n has the nth text as its caption."""

    def put(*captions, **known):
        items = [
            make_item(number, make_file(f"file:///{number}", caption=caption, **known))
            for number, caption in enumerate(captions, 1)
        ]
        engine.put(photos, items, refresh="wait_for")
        return photos

    return put


@pytest.fixture
def find(engine, photos, numbers):
    return lambda text, k=10: numbers(engine.lexical(photos, query_tokens(text), k))


@pytest.mark.parametrize(
    ("caption", "query"),
    [
        ("Café crème", "cafe CREME"),
        ("a cafe", "Café"),
        ("Straße", "STRASSE"),
        ("東京タワー", "東京"),
        ("東京タワー", "京タ"),
        ("IMG_2024BeachHouse", "beach house 2024"),
        ("holidayPhoto12", "12 photo"),
        ("ﬁne ①", "fine 1"),
        ("дом у моря", "МОРЯ"),
        ("snake_case-and.dots", "case dots"),
        ("שלום עולם", "עולם"),
    ],
)
def test_a_text_is_found_by_its_words(say, find, caption, query):
    say(caption, "something else entirely")
    assert find(query) == [1]


@pytest.mark.parametrize("field", ["filename", "folder", "category"])
def test_words_are_read_from_every_text_of_a_file(
    engine, photos, make_item, make_file, find, field
):
    engine.put(
        photos, [make_item(1, make_file(**{field: "red barn"})), make_item(2)], refresh="wait_for"
    )
    assert find("barn") == [1]


def test_words_are_read_from_tags(engine, photos, make_item, make_file, find):
    engine.put(photos, [make_item(1, make_file(tags=("red barn",)))], refresh="wait_for")
    assert find("barn") == [1]


def test_part_of_a_word_is_no_word(say, find):
    say("barns", "unbarn", "barn")
    assert find("barn") == [3]


def test_more_distinct_words_come_first_whatever_the_score(say, find):
    say(
        "boat boat boat boat boat boat",
        "a boat on the sea with many many other words around it all day long",
        "boat sea sky",
        "nothing of it",
    )
    assert find("boat sea sky") == [3, 2, 1]


def test_hits_say_how_many_distinct_words_they_have(engine, say):
    name = say("boat boat sea", "sea", "sky")
    found = engine.lexical(name, ["boat", "sea"], 10)
    assert [(int(hit.id, 16), hit.matched) for hit in found] == [(1, 2), (2, 1)]


def test_equal_hits_are_ordered_by_id(say, find):
    say("boat", "boat", "boat", "boat")
    assert find("boat") == [1, 2, 3, 4]


def test_only_k_hits_are_returned_the_best_ones(say, find):
    say("boat", "boat sea", "boat", "sea boat")
    assert find("boat sea", k=2) == [2, 4]


def test_no_words_find_nothing(engine, say, find):
    name = say("boat")
    assert engine.lexical(name, [], 10) == []
    assert find("airship") == []


@pytest.mark.parametrize(
    "text", ['"', "boat OR", "NOT boat", "bo*", "caption:boat", "(boat", "NEAR"]
)
def test_signs_of_query_languages_are_plain_words(say, find, text):
    say("boat", "or not near bo caption")
    assert set(find(text)) <= {1, 2}


def test_words_follow_a_change_of_files(engine, photos, say, find, make_file, make_id):
    say("boat", "boat")
    engine.add_files(
        photos, [(make_id(1), make_file("file:///1", caption="train"))], refresh="wait_for"
    )
    assert find("boat") == [2]
    assert find("train") == [1]
    engine.delete(photos, [make_id(2)], refresh="wait_for")
    assert find("boat") == []
