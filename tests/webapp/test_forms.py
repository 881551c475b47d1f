"""Case 25 of the list of bad input: refused with the field named, nothing run."""

import pytest
from werkzeug.datastructures import MultiDict

from lookalike.core.errors import BadRequest, UnknownChoice
from lookalike.search.filters import Filter, Term
from lookalike.search.query import Query, QueryTerm
from webapp.forms import Asked, read

ID = "a" * 64
TOKEN = "t" * 22
JSON = {"Accept": "application/json"}


class Untouched:
    """An engine that may describe its collections and nothing more."""

    def __init__(self, engine):
        self.engine = engine
        self.name = engine.name

    def __getattr__(self, name):
        assert name in ("collection", "collections"), f"{name} was run"
        return getattr(self.engine, name)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=luck", "sort"),
        ("q=red&view=film", "view"),
        ("q=red&page=1000000000", "page"),
        ("q=red&page=0", "page"),
        ("q=red&page=-1", "page"),
        ("q=red&page=" + "9" * 900, "page"),
        ("q=red&page=two", "page"),
        ("q=red&page=%D9%A1", "page"),
        ("q=red&size=1000000", "size"),
        ("q=red&size=0", "size"),
        ("q=red&encoder=nothing", "encoder"),
        ("q=red&by=magic", "by"),
        ("like=id:" + ID + "&by=words", "by"),
        ("q=red&where=owner=me", "where"),
        ("q=red&where=category", "where"),
        ("q=red&where=width=wide", "width"),
        ("q=" + "x" * 1001, "q"),
        ("like=../../etc/passwd", "like"),
        ("like=id:" + "A" * 64, "like"),
        ("&".join(f"like=id:{n:064x}" for n in range(17)), "like"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_field(gallery, query, field):
    from webapp.app import create_app

    client = create_app(gallery.settings, Untouched(gallery.engine)).test_client()
    answer = client.get("/c/gallery/search?" + query, headers=JSON)
    assert (answer.status_code, answer.json["field"]) == (400, field)
    page = client.get("/c/gallery/search?" + query)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert field in page.text


def test_a_form_without_file_and_words_is_refused(client, upload):
    answer = client.post("/query", headers=JSON)
    assert (answer.status_code, answer.json["field"]) == (400, "image")
    assert upload(b"", name="").status_code == 400


def test_an_unknown_filter_names_the_fields_there_are(client):
    text = client.get("/c/gallery/search?q=red&where=owner=me").text
    assert "owner" in text
    assert "category, tags, folder" in text


def test_an_address_becomes_a_query():
    fields = MultiDict(
        [
            ("q", "  red cat "),
            ("like", f"id:{ID}"),
            ("like", f"t:{TOKEN}"),
            ("not", "dog"),
            ("not", f"id:{ID}"),
            ("where", "category=red"),
            ("encoder", "fake"),
            ("by", "both"),
            ("page", "2"),
            ("size", "10"),
        ]
    )
    assert read(fields).query("gallery") == Query(
        collection="gallery",
        terms=(
            QueryTerm("words", "red cat"),
            QueryTerm("id", ID),
            QueryTerm("token", TOKEN),
            QueryTerm("words", "dog", -1.0),
            QueryTerm("id", ID, -1.0),
        ),
        by="both",
        encoder="fake",
        filters=(Filter("category", (Term("red"),)),),
        page=2,
        size=10,
    )


def test_empty_fields_say_nothing():
    fields = MultiDict([("q", " "), ("like", ""), ("encoder", ""), ("by", ""), ("page", "")])
    assert read(fields) == Asked()
    assert Asked().arguments() == {}


def test_what_is_written_is_what_is_read():
    asked = Asked(
        q="red",
        like=(f"id:{ID}",),
        not_like=("dog",),
        where=("width=10..",),
        encoder="fake",
        by="words",
        same=0.25,
        sort="name",
        view="list",
        page=3,
        size=48,
    )
    pairs = [
        (name, str(each))
        for name, value in asked.arguments().items()
        for each in (value if isinstance(value, list) else [value])
    ]
    assert read(MultiDict(pairs)) == asked


def test_errors_name_the_choices():
    with pytest.raises(UnknownChoice) as caught:
        Asked(q="red", by="magic").query("gallery")
    assert "vectors, words, both" in str(caught.value)
    with pytest.raises(BadRequest):
        Asked(like=("id:x",)).terms()
