"""From the same kind of thing to the same looks: the query leans, what is stored stays."""

import numpy as np
import pytest

from lookalike.core.errors import BadRequest
from lookalike.encoders import registry
from lookalike.encoders.rows import leaning
from lookalike.search.collections import ensure
from lookalike.search.query import Query, QueryTerm
from tests.fake_encoder import FakeEncoder
from tests.search.conftest import png

KIND, LOOKS = 1, 2
HELD = {"asked": (60, 60, 60), "same kind": (60, 200, 60), "same looks": (200, 60, 60)}


class KindAndLooks(FakeEncoder):
    """Red is the kind of thing, green its looks: each a direction of its own."""

    id = "both"
    dims, meaning = 4, 2

    def encode_images(self, images):
        red, green = (np.array([image[..., c].mean() for image in images]) / 255 for c in (0, 1))
        return np.stack(
            [np.cos(red), np.sin(red), np.cos(green), np.sin(green)], 1, dtype=np.float32
        )

    def encode_words(self, words):
        return np.array([[1.0, 0.0, 0.0, 0.0]] * len(words), np.float32)


@pytest.fixture
def ask(gallery):
    """Search by the picture that was asked for, or by words: the names found."""
    encoder = KindAndLooks()
    registry.register(encoder)
    ensure(gallery.engine, "pairs", [encoder])
    gallery.encoder = encoder
    for name, colour in HELD.items():
        gallery.put(name, png(colour), "pairs")
    names = {id_: name for name, id_ in gallery.ids.items()}

    def search(same, term=None, **more):
        term = term or QueryTerm("id", gallery.ids["asked"])
        query = Query("pairs", (term,), by="vectors", same=same, **more)
        return [names[hit.id] for hit in gallery.service.search(query).hits]

    yield search
    registry.forget("both")


@pytest.mark.parametrize("same", [0, 0.2])
def test_near_0_the_same_kind_comes_first(ask, same):
    assert ask(same)[1] == "same kind"


@pytest.mark.parametrize("same", [0.8, 1])
def test_near_1_the_same_looks_come_first(ask, same):
    assert ask(same)[1] == "same looks"


def test_a_file_and_a_stored_image_lean_alike(ask):
    term = QueryTerm("file", png(HELD["asked"]), name="a.png")
    assert ask(1, term) == ask(1)


def test_words_have_no_looks_and_are_found_as_ever(ask):
    words = QueryTerm("words", "anything")
    assert ask(None, words) == ask(0.3, words) == ask(1, words)


@pytest.mark.parametrize("same", [-0.1, 1.1, float("nan")])
def test_beyond_its_ends_there_is_nothing(ask, same):
    with pytest.raises(BadRequest, match="from 0, the same kind"):
        ask(same)


def test_an_encoder_that_does_not_tell_them_apart_says_so(gallery):
    term = QueryTerm("id", gallery.ids["red"])
    with pytest.raises(BadRequest, match="fake does not tell the kind"):
        gallery.service.search(Query("gallery", (term,), same=0.5))


def test_in_the_middle_a_row_stays_as_it_is():
    row = np.array([1, 2, 3, 4], np.float32)
    assert leaning(row, 2, 0.5).tolist() == row.tolist()
    assert leaning(row, 2, 0).tolist() == [2, 4, 0, 0]
    assert leaning(row, 2, 1).tolist() == [0, 0, 6, 8]
