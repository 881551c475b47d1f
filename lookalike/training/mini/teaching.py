"""What the teacher says of every text, and the tokens that shall say the same without it."""

import json
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lookalike.training.dataset import Examples
from lookalike.training.mini.loss import Told
from lookalike.training.mini.phrases import phrases, words_in
from lookalike.training.mini.shop import Shop
from lookalike.training.mini.teacher import taught, tokenizer_file
from lookalike.training.mini.texts import Texts
from lookalike.training.mini.tokens import Phrases, Tokens, learned_tokens

LONGEST = 32
KEPT = "tokens.npz"


class Teaching:
    """Asks the teacher once for each text; what it said stays in the folder of the shop."""

    def __init__(self, shop: Shop, texts: Texts, examples: Examples) -> None:
        self._shop, self._texts, self._examples = shop, texts, examples
        self._answers = shop.work / "taught"

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The teacher's own tokenizer, which cuts nothing off."""
        found = Tokenizer.from_file(str(tokenizer_file()))
        found.no_padding()
        found.no_truncation()
        return found

    def tokens(self) -> Tokens:
        """Return the table of tokens, from the folder where it was made of the same before."""
        recipe, path = self._shop.recipe, self._shop.work / KEPT
        settled = [recipe.words.model_dump(), recipe.dims, recipe.seed, self._examples.digest]
        digest = json.dumps(settled)
        if path.exists():
            with np.load(path) as kept:
                if str(kept["digest"]) == digest:
                    table, weights = (torch.from_numpy(kept[each]) for each in ("table", "weights"))
                    return Tokens(table, weights, float(kept["kept"]))
        made = self._learned()
        self._shop.say(f"tokens: cosine {made.kept:.4f} to the teacher on phrases held out")
        np.savez(path, table=made.table, weights=made.weights, kept=made.kept, digest=digest)
        return made

    def told(self) -> Told:
        """Return all texts with what the teacher makes of them."""
        texts, image_of = self._texts, self._texts.image_of
        rows = taught(texts.all, self._answers, self._shop.counter("taught captions"))
        learned = np.append(~self._examples.is_validation, False)[image_of]
        return Told(
            tokens=torch.from_numpy(tokenized(self.tokenizer, texts.all)),
            taught=torch.from_numpy(rows),
            groups=[torch.from_numpy(each) for each in texts.groups.values()],
            captions=torch.from_numpy(np.flatnonzero(learned)),
            image_of=torch.from_numpy(image_of),
        )

    def _learned(self) -> Tokens:
        recipe = self._shop.recipe
        vocabulary = sorted(self.tokenizer.get_vocab().items(), key=lambda each: each[1])
        names = [name.removeprefix("##") for name, _number in vocabulary]
        made = phrases(words_in(names), recipe.words.phrases, recipe.seed)
        every = list(dict.fromkeys([*self._learned_from(), *made]))
        rows = taught(every, self._answers, self._shop.counter("taught phrases"))
        alone = taught(names, self._answers, self._shop.counter("taught tokens"))
        learned_from = Phrases(tokenized(self.tokenizer, every), rows)
        return learned_tokens(alone, learned_from, recipe.words, recipe.dims, seed=recipe.seed)

    def _learned_from(self) -> list[str]:
        """Return the names, and the captions of what is not for validation."""
        texts, examples = self._texts, self._examples
        named = [texts.all[place] for places in texts.groups.values() for place in places]
        for captions, judges in zip(examples.captions, examples.is_validation, strict=True):
            named += [] if judges else captions
        return named


def tokenized(tokenizer: Tokenizer, texts: list[str] | tuple[str, ...]) -> NDArray[np.int64]:
    """Return (n, 32) tokens of texts, 0 after the last, without those that mark start and end."""
    found = np.zeros((len(texts), LONGEST), np.int64)
    given = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    for row, each in zip(found, given, strict=True):
        row[: len(each.ids)] = each.ids[:LONGEST]
    return found
