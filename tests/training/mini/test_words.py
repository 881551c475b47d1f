"""Tokens: learned from what a teacher says of phrases, and folded into one table."""

import numpy as np
import torch

from lookalike.training.mini.phrases import phrases, words_in
from lookalike.training.mini.recipe import load_recipe
from lookalike.training.mini.tokens import Phrases, learned_tokens, rarity
from lookalike.training.mini.words import Words


def test_the_folded_table_says_what_the_words_say():
    torch.manual_seed(0)
    words = Words(torch.randn(20, 6), torch.rand(20) + 0.1, 4)
    torch.nn.init.normal_(words.map.weight)
    tokens = torch.tensor([[3, 4, 5], [7, 0, 0]])
    sums = torch.stack([words.folded()[[3, 4, 5]].sum(0), words.folded()[7]])
    torch.testing.assert_close(
        torch.nn.functional.normalize(sums), words(tokens), rtol=1e-5, atol=1e-6
    )


def test_no_token_is_no_part_of_a_text():
    words = Words(torch.randn(9, 6), torch.ones(9), 6)
    torch.testing.assert_close(words(torch.tensor([[2, 3, 0, 0]])), words(torch.tensor([[2, 3]])))


def test_common_tokens_count_less_than_rare_ones():
    weights = rarity(1000, 1e-3)
    assert (np.diff(weights) > 0).all()
    assert weights[0] < 0.1 < weights[-1] < 1


def test_tokens_come_nearer_to_what_the_teacher_says_of_phrases():
    chance = np.random.default_rng(0)
    alone = chance.normal(size=(50, 12)).astype(np.float32)
    tokens = chance.integers(1, 50, (400, 3))
    loud = np.where(np.arange(50) % 2, 3.0, 0.3)[:, None]  # what alone does not say
    taught = (alone * loud)[tokens].sum(1)
    taught /= np.linalg.norm(taught, axis=1, keepdims=True)
    recipe = load_recipe().words
    untaught = recipe.model_copy(update={"epochs": 0})
    given = Phrases(tokens, taught.astype(np.float32))
    before = learned_tokens(alone, given, untaught, 12, seed=0).kept
    after = learned_tokens(alone, given, recipe.model_copy(update={"rate": 0.02}), 12, seed=0).kept
    assert after > before + 0.05


def test_phrases_are_english_and_the_same_for_a_seed():
    words = words_in(["dog", "##s", "[PAD]", "ab", "größe", "kettle"])
    assert words == ["dog", "kettle"]
    made = phrases(words, 40, 7)
    assert made == phrases(words, 40, 7) != phrases(words, 40, 8)
    assert all("{" not in each for each in made)
    assert any("kettle" in each for each in made)
