"""Pictures and words in one space: what each part of a row says, and what of a bundle is refused."""

import numpy as np
import pytest

from lookalike.core.errors import EncoderUnavailable
from lookalike.encoders import registry
from lookalike.encoders.classic import RECIPE, ClassicEncoder
from lookalike.encoders.square import resized
from tests.encoders.drawings import drawn
from tests.encoders.models import DIMS
from tests.encoders.pairs import (
    LOOKS,
    VOCABULARY,
    as_npz,
    looks,
    pair_files,
    table,
    tokenizer,
    write_pair,
)


@pytest.fixture
def encoder():
    write_pair()
    return registry.load_encoder("mini-1")


def test_a_picture_has_its_meaning_at_length_one_and_its_looks_at_their_weight(encoder):
    rows = encoder.encode_images([drawn(40, 60, i) for i in range(5)])
    assert rows.shape == (5, DIMS + LOOKS)
    np.testing.assert_allclose(np.linalg.norm(rows[:, :DIMS], axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(rows[:, DIMS:], axis=1), 0.5, rtol=1e-5)


def test_a_large_picture_is_shrunk_once_and_keeps_the_looks_that_classic_sees(encoder):
    large, classic = drawn(300, 200), ClassicEncoder()
    small = resized(large, RECIPE.side, RECIPE.side)
    np.testing.assert_array_equal(encoder.encode_images([large]), encoder.encode_images([small]))
    np.testing.assert_array_equal(classic.encode_images([large]), classic.encode_images([small]))


def test_words_are_the_sum_of_their_tokens_and_have_no_looks(encoder):
    red, dogs = VOCABULARY.index("red"), (VOCABULARY.index("dog"), VOCABULARY.index("##s"))
    rows = encoder.encode_words(["Red", "dogs"])
    assert rows[0, red] == 1
    length = np.hypot(*dogs)
    np.testing.assert_allclose(rows[1, list(dogs)], [each / length for each in dogs], rtol=1e-6)
    assert not rows[:, DIMS:].any()


def test_words_order_pictures_by_their_meaning_alone(encoder):
    images = encoder.encode_images([drawn(40, 60, i) for i in range(20)])
    [word] = encoder.encode_words(["green dog"])
    whole = images @ word / np.linalg.norm(images, axis=1)
    assert np.argsort(whole).tolist() == np.argsort(images[:, :DIMS] @ word[:DIMS]).tolist()


@pytest.mark.parametrize("text", ["", "  ", "\0", "[PAD]"])
def test_words_without_a_token_are_a_row_that_can_be_searched_with(encoder, text):
    [row] = encoder.encode_words([text])
    assert np.isfinite(row).all()
    np.testing.assert_allclose(np.linalg.norm(row), 1, rtol=1e-6)


def test_it_says_what_its_distances_mean(encoder):
    near, far = encoder.calibration.images.likely(np.array([0.0, 1.0]))
    assert near > 0.8
    assert far < 0.1


def test_no_words_are_no_rows(encoder):
    assert encoder.encode_words([]).shape == (0, DIMS + LOOKS)


def test_a_text_that_goes_on_for_ever_is_cut_off(encoder):
    long, cut = encoder.encode_words(["red " * 512 + "dog " * 5000, "red " * 512])
    np.testing.assert_array_equal(long, cut)


def test_a_row_of_words_is_the_same_alone_and_among_others(encoder):
    together = encoder.encode_words(["red", "green dog", "red dog"])
    alone = np.concatenate([encoder.encode_words([x]) for x in ("red", "green dog", "red dog")])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(
    ("file", "raw", "told"),
    [
        ("tokens.npz", b"nothing", "tokens.npz cannot be opened"),
        ("tokens.npz", as_npz(table(dims=5)), "tokens.npz holds no table of whole numbers, 8 wide"),
        ("tokens.npz", as_npz({"table": np.eye(6)}), "tokens.npz cannot be opened"),
        ("tokens.npz", as_npz(table(rows=3)), "tokenizer.json knows 6 tokens, and tokens.npz has"),
        ("tokenizer.json", b"{}", "tokenizer.json cannot be opened"),
        ("tokenizer.json", b"\xff", "tokenizer.json cannot be opened"),
        ("appearance.npz", b"", "appearance.npz cannot be opened"),
        ("appearance.npz", as_npz(looks() | {"mean": np.zeros(3)}), "appearance.npz holds no mean"),
        (
            "appearance.npz",
            as_npz(looks(4)),
            "its card says 11 numbers, and its parts give 8 and 4",
        ),
    ],
)
def test_files_that_do_not_fit_together_are_refused_by_name(file, raw, told):
    write_pair(files=pair_files() | {file: raw})
    with pytest.raises(EncoderUnavailable, match="mini-1") as refusal:
        registry.load_encoder("mini-1")
    assert told in str(refusal.value)


def test_one_of_another_classic_is_refused():
    write_pair(appearance="0" * 64)
    with pytest.raises(EncoderUnavailable, match="another version of “classic”"):
        registry.load_encoder("mini-1")


def test_a_larger_vocabulary_than_the_tokenizer_has_is_none_of_its_business():
    write_pair(files=pair_files() | {"tokenizer.json": tokenizer(VOCABULARY[:5])})
    assert registry.load_encoder("mini-1").encode_words(["red dog"]).shape == (1, DIMS + LOOKS)
