import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.core.errors import (
    BadRequest,
    EncoderUnavailable,
    NotFound,
    UnknownChoice,
    UnsupportedFormat,
)
from lookalike.core.settings import load_settings
from lookalike.encoders import registry
from lookalike.search.answer import as_dict
from lookalike.search.collections import check_encoder, choose, ensure
from lookalike.search.engine import Item
from lookalike.search.filters import parse_filters
from lookalike.search.query import Query, QueryTerm
from lookalike.search.service import SearchService, add
from lookalike.search.uploads import Uploads
from tests.search.conftest import COLOURS, png


def words(text, weight=1.0):
    return QueryTerm("words", text, weight)


def image(gallery, name, weight=1.0):
    return QueryTerm("id", gallery.ids[name], weight)


def ask(gallery, *terms, **more):
    return gallery.service.search(Query("gallery", terms, **more))


def names(page):
    return [hit.document.filenames[0].removesuffix(".png") for hit in page.hits]


@pytest.mark.parametrize("name", COLOURS)
def test_an_indexed_image_finds_itself_first_with_distance_0(gallery, name):
    by_id = ask(gallery, image(gallery, name))
    by_file = ask(gallery, QueryTerm("file", png(COLOURS[name]), name="x.png"))
    for page in (by_id, by_file):
        assert names(page)[0] == name
        assert page.hits[0].distance == 0.0
        assert page.by == "vectors"


def test_an_image_finds_itself_before_an_equal_one_with_a_smaller_id(gallery):
    row = gallery.engine.vectors("gallery", gallery.encoder.field, [gallery.ids["red"]])
    twin = Document(id="0" * 64, files=(FileEntry(uri="file:///twin.png", size=1),))
    add(gallery.engine, "gallery", [Item(twin, {gallery.encoder.field: row[gallery.ids["red"]]})])
    assert [hit.id for hit in ask(gallery, image(gallery, "red"), size=2).hits] == [
        gallery.ids["red"],
        "0" * 64,
    ]
    assert ask(gallery, words("red"), by="vectors", size=1).hits[0].id == "0" * 64


def test_words_are_vectors_where_the_encoder_reads_them(gallery):
    page = ask(gallery, words("green"), by="vectors")
    assert names(page)[0] == "green"
    assert page.hits[0].parts[0].by == "vectors"


def test_words_alone_look_in_names_and_have_no_distance(gallery):
    page = ask(gallery, words("red"), by="words")
    assert sorted(names(page)) == ["dark red", "red"]
    assert [hit.distance for hit in page.hits] == [None, None]
    assert page.total == 2


def test_both_is_the_default_for_words_and_fuses_by_rank(gallery):
    page = ask(gallery, words("blue"))
    assert page.by == "both"
    first = page.hits[0]
    assert names(page)[0] == "blue"
    assert {part.by for part in first.parts} == {"vectors", "words"}
    assert first.score == pytest.approx(2 / 61)
    assert len(page.hits) == len(COLOURS)


def test_not_takes_away(gallery):
    plain = ask(gallery, image(gallery, "red"))
    less_grey = ask(gallery, image(gallery, "red"), image(gallery, "grey", -0.5))
    before, after = (
        next(hit.distance for hit in page.hits if hit.id == gallery.ids["grey"])
        for page in (plain, less_grey)
    )
    assert after > before + 0.1
    without = ask(gallery, words("red"), words("dark", -1.0), by="words")
    assert names(without) == ["red"]


def test_terms_that_cancel_each_other_are_refused(gallery):
    with pytest.raises(BadRequest, match="cancel each other"):
        ask(gallery, image(gallery, "red"), image(gallery, "red", -1.0))


def test_filters_apply_before_the_search(gallery):
    page = ask(gallery, image(gallery, "red"), filters=parse_filters(["category=blue"]))
    assert names(page) == ["blue"]
    assert page.total == 1


def test_pages_are_slices_of_one_order(gallery):
    whole = ask(gallery, image(gallery, "red"), size=5)
    slices = [ask(gallery, image(gallery, "red"), size=2, page=number) for number in (1, 2, 3)]
    assert [name for page in slices for name in names(page)] == names(whole)
    assert [hit.rank for page in slices for hit in page.hits] == [1, 2, 3, 4, 5]
    assert [page.next for page in slices] == [2, 3, None]


def test_a_full_window_has_a_next_page_beyond_it(gallery):
    service = SearchService(gallery.engine, load_settings(data=gallery.settings.data, window=2))
    first = service.search(Query("gallery", (image(gallery, "red"),), size=2))
    assert (first.window, first.total, first.next) == (2, 5, 2)
    last = service.search(Query("gallery", (image(gallery, "red"),), size=2, page=3))
    assert (len(last.hits), last.next) == (1, None)


def test_an_upload_is_found_by_its_token(gallery):
    row = gallery.engine.vectors("gallery", gallery.encoder.field, [gallery.ids["blue"]])
    token = Uploads(gallery.settings.data).keep(
        {gallery.encoder.field: row[gallery.ids["blue"]]}, b"", gallery.ids["blue"], "b.png"
    )
    assert names(ask(gallery, QueryTerm("token", token)))[0] == "blue"


def test_an_upload_made_for_another_encoder_is_encoded_from_its_thumbnail(gallery):
    token = Uploads(gallery.settings.data).keep({}, png(COLOURS["green"]), "f" * 64, "g.png")
    assert names(ask(gallery, QueryTerm("token", token)))[0] == "green"


@pytest.mark.parametrize(
    ("terms", "more", "error", "said"),
    [
        ((), {"page": 417}, BadRequest, "page: results go as far as"),
        ((), {"encoder": "nope"}, UnknownChoice, "“nope”"),
        ((words("x"),), {"sort": "colour"}, UnknownChoice, "added, newest, oldest, name, largest"),
        ((words("x"),), {"facets": ("width",)}, UnknownChoice, "“width”"),
        ((words("x"),), {"page": 10**9}, BadRequest, "page: "),
        ((words("x"),), {"size": 10**6}, BadRequest, "k: "),
        ((words("x"),), {"size": 0}, BadRequest, "k: "),
        ((words("x"),), {"page": 0}, BadRequest, "page: "),
        ((words("x"),), {"encoder": "nope"}, UnknownChoice, "“nope”"),
        ((QueryTerm("id", "f" * 64),), {}, NotFound, "f" * 64),
        ((QueryTerm("token", "x"),), {}, NotFound, "uploaded picture"),
        ((QueryTerm("file", b"%PDF-1.4", name="a.jpg"),), {}, UnsupportedFormat, "a.jpg"),
        ((QueryTerm("id", "f" * 64),), {"by": "words"}, BadRequest, "needs words"),
        ((QueryTerm("url", "http://127.0.0.1/"),), {}, BadRequest, "not fetched"),
        ((words("x", -1.0),), {"by": "words"}, BadRequest, "needs words"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_field_named(gallery, terms, more, error, said):
    with pytest.raises(error, match=said):
        ask(gallery, *terms, **more)


def test_an_encoder_that_is_still_being_filled_in_is_not_searched(gallery):
    gallery.engine.set_field_state("gallery", "fake", "filling")
    with pytest.raises(EncoderUnavailable, match="filled in"):
        ask(gallery, words("red"))


def test_a_collection_whose_encoder_is_gone_is_still_searched_by_words_and_by_id(gallery):
    registry.forget("fake")
    assert names(ask(gallery, words("dark"))) == ["dark red"]
    assert names(ask(gallery, image(gallery, "blue")))[0] == "blue"
    with pytest.raises(UnknownChoice, match="fake"):
        ask(gallery, QueryTerm("file", png(COLOURS["red"]), name="a.png"))


def test_a_collection_made_with_another_fingerprint_is_refused_with_a_sentence(gallery):
    class Newer(type(gallery.encoder)):
        fingerprint = "f" * 64

    collection = gallery.engine.collection("gallery")
    with pytest.raises(Exception, match="holds vectors of fake made as") as caught:
        check_encoder(collection, Newer())
    assert caught.value.code == "encoder_mismatch"
    with pytest.raises(Exception, match="rebuild"):
        ensure(gallery.engine, "gallery", [Newer()])


def test_rows_of_another_encoder_never_reach_a_collection(gallery):
    document = Document(id="1" * 64, files=(FileEntry(uri="file:///x", size=1),))
    with pytest.raises(UnknownChoice, match="v_other_00000000"):
        add(
            gallery.engine,
            "gallery",
            [Item(document, {"v_other_00000000": np.ones(4, np.float32)})],
        )
    assert gallery.engine.get("gallery", ["1" * 64]) == {}


def test_the_collection_meant_is_the_only_one_or_must_be_named(gallery):
    assert choose(gallery.engine, None) == "gallery"
    ensure(gallery.engine, "second", [gallery.encoder])
    with pytest.raises(BadRequest, match="gallery, second"):
        choose(gallery.engine, None)
    assert choose(gallery.engine, "second") == "second"
    with pytest.raises(BadRequest, match="cannot be a name"):
        choose(gallery.engine, "../etc")


def test_the_answer_as_json_hides_paths_where_they_are_not_to_be_shown(gallery):
    page = ask(gallery, image(gallery, "red"), size=1)
    shown = as_dict(page, show_paths=True)
    assert shown["hits"][0]["uri"] == "file:///red.png"
    assert shown["hits"][0]["parts"] == [
        {"by": "vectors", "encoder": "fake", "rank": 1, "distance": 0.0, "weight": 1.0}
    ]
    assert shown["next"] == 2
    assert as_dict(page, show_paths=False)["hits"][0]["uri"] is None
