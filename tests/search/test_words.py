import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.search.words import document_words, query_tokens, tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("IMG_2041.JPG", ["img", "2041", "jpg"]),
        ("camelCaseHTMLFile", ["camel", "case", "html", "file"]),
        ("Über Straße", ["uber", "strasse"]),
        ("cafe\u0301 CAFÉ", ["cafe", "cafe"]),
        ("北京烤鸭 dog", ["北京", "京烤", "烤鸭", "dog"]),
        ("猫", ["猫"]),
        ("ﬁsh №５", ["fish", "no", "5"]),
        ("a1b22", ["a", "1", "b", "22"]),
        ("हिन्दी", ["हिन्दी"]),
        ("ไทยที่", ["ไทยที่"]),
        ("ガラス", ["ガラ", "ラス"]),
        ("שָׁלוֹם", ["שלום"]),
        ("...", []),
        ("", []),
        ("ünï\u202ecode\x00x", ["uni", "code", "x"]),
    ],
)
def test_text_becomes_tokens(text, tokens):
    assert tokenise(text) == tokens


def test_a_query_holds_each_token_once_and_32_at_most():
    assert query_tokens("dog Dog DOG cat") == ["dog", "cat"]
    assert (
        len(query_tokens(" ".join(f"w{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(99))))
        == 32
    )


def test_the_words_of_a_document_come_from_names_folders_categories_tags_and_captions():
    file = FileEntry(
        uri="file:///x",
        size=1,
        folder="Trip 2024",
        filename="IMG_1.jpg",
        category="Sea",
        tags=("blue",),
        caption="A boat.",
    )
    document = Document(id="a" * 64, files=(file,))
    assert document_words(document) == "img 1 jpg trip 2024 sea blue a boat"
