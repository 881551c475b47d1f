"""`make mini`: gather, ask the teacher, train; killed and started again it goes on where it was."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lookalike.core.files import write_atomically
from lookalike.imaging import Limits
from lookalike.training.chance import START, settle
from lookalike.training.dataset import Examples, gather
from lookalike.training.loop import Training
from lookalike.training.mini.loss import PairLoss, Told
from lookalike.training.mini.network import MiniNetwork
from lookalike.training.mini.parts import items
from lookalike.training.mini.phrases import phrases, words_in
from lookalike.training.mini.recipe import Recipe
from lookalike.training.mini.task import MiniTask, Pair
from lookalike.training.mini.teacher import taught, tokenizer_file
from lookalike.training.mini.texts import Texts, texts_of
from lookalike.training.mini.tokens import Tokens, learned_tokens
from lookalike.training.mini.words import Words
from lookalike.training.task import Reached

MAX_BYTES = 8 * 2**30
LONGEST = 32
LOG = "validation.jsonl"
SAID_EVERY = 20

Say = Callable[[str], None]


def make(recipe: Recipe, data_sets: Path, work: Path, say: Say) -> Pair:
    """Return the trained pair; all that can be gone on with is kept in the folder `work`."""
    examples = gather(
        items(recipe, data_sets),
        work / "examples",
        side=recipe.side,
        fit="stretch",
        limits=Limits(),
        max_bytes=MAX_BYTES,
        show=lambda done, total: None if done % 5000 else say(f"read {done:,} of {total:,}"),
    )
    say(f"{len(examples.ids):,} examples, {len(examples.refused):,} refused")
    texts = texts_of(examples, recipe.template)
    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokens = _tokens(recipe, texts, examples, tokenizer, work, say)
    told = _told(texts, examples, tokenizer, work, say)
    settle(recipe.seed, START)
    pair = Pair(
        MiniNetwork(recipe.network, recipe.dims),
        Words(tokens.table, tokens.weights, recipe.dims),
    )
    loss = PairLoss(pair.words, told, recipe.loss)
    task = MiniTask(pair, loss, told, examples, texts, recipe)
    pair.images.stem.learn(task.sample())
    training = Training(task, recipe.plan, work, _shown(task, work, say))
    training.run()
    trained = training.average.model
    assert isinstance(trained, Pair)
    return trained


def tokenized(tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.int64]:
    """Return (n, 32) tokens of texts, 0 for none, without those that mark start and end."""
    found = np.zeros((len(texts), LONGEST), np.int64)
    for row, each in zip(found, tokenizer.encode_batch(texts, add_special_tokens=False), strict=True):
        some = [token for token, real in zip(each.ids, each.attention_mask, strict=True) if real]
        row[: min(LONGEST, len(some))] = some[:LONGEST]
    return found


def _tokens(
    recipe: Recipe, texts: Texts, examples: Examples, tokenizer: Tokenizer, work: Path, say: Say
) -> Tokens:
    """Return the table of tokens, from `work` where it was made before."""
    path = work / "tokens.npz"
    digest = json.dumps([recipe.words.model_dump(), recipe.dims, recipe.seed, examples.digest])
    if path.exists():
        with np.load(path) as kept:
            if str(kept["digest"]) == digest:
                table, weights = (torch.from_numpy(kept[name]) for name in ("table", "weights"))
                return Tokens(table, weights, float(kept["kept"]))
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda each: each[1])
    names = [name.removeprefix("##") for name, _number in vocabulary]
    learned_from = _learned_from(texts, examples)
    made = phrases(words_in(names), recipe.words.phrases, recipe.seed)
    every = list(dict.fromkeys([*learned_from, *made]))
    rows = taught(every, work / "taught", _said("taught phrases", say))
    alone = taught(names, work / "taught", _said("taught tokens", say))
    given = tokenized(tokenizer, every)
    tokens = learned_tokens(alone, given, rows, recipe.words, recipe.dims, recipe.seed)
    say(f"tokens: cosine {tokens.kept:.4f} to the teacher on phrases that were held out")
    np.savez(path, table=tokens.table, weights=tokens.weights, kept=tokens.kept, digest=digest)
    return tokens


def _learned_from(texts: Texts, examples: Examples) -> list[str]:
    """Return the names, and the captions of what is not for validation."""
    named = [texts.all[place] for places in texts.groups.values() for place in places]
    for captions, judges in zip(examples.captions, examples.is_validation, strict=True):
        named += [] if judges else captions
    return named


def _told(
    texts: Texts, examples: Examples, tokenizer: Tokenizer, work: Path, say: Say
) -> Told:
    rows = taught(texts.all, work / "taught", _said("taught captions", say))
    image_of = texts.image_of
    learned = np.append(~examples.is_validation, False)[image_of]
    return Told(
        tokens=torch.from_numpy(tokenized(tokenizer, list(texts.all))),
        taught=torch.from_numpy(rows),
        groups=[torch.from_numpy(each) for each in texts.groups.values()],
        captions=torch.from_numpy(np.flatnonzero(learned)),
        image_of=torch.from_numpy(image_of),
    )


def _said(what: str, say: Say) -> Callable[[int, int], None]:
    return lambda done, total: say(f"{what}: {done:,} of {total:,}")


def _shown(task: MiniTask, work: Path, say: Say) -> Callable[[Reached], None]:
    """Return what says how far it is, and keeps the figures of each epoch in a log."""
    last = [-1]

    def show(reached: Reached) -> None:
        if reached.step % SAID_EVERY == 0 or reached.step == reached.steps:
            left = f"{reached.left / 60:.0f} min left" if reached.left else ""
            say(
                f"step {reached.step:,} of {reached.steps:,}, loss {reached.loss:.3f}, "
                f"{reached.rate:.0f}/s, {left}"
            )
        if reached.validation is not None and reached.epoch != last[0]:
            last[0] = reached.epoch
            line = {"epoch": reached.epoch - 1, "step": reached.step, **task.figures}
            log = work / LOG
            before = log.read_bytes() if log.exists() else b""
            write_atomically(log, before + json.dumps(line).encode() + b"\n")
            say(", ".join(f"{name} {value:.3f}" for name, value in task.figures.items()))

    return show


def shortened(recipe: Recipe, share: float) -> Recipe:
    """Return the recipe with a share of its epochs, one at least."""
    epochs = max(1, round(recipe.settings["epochs"] * share))
    return recipe.model_copy(update={"settings": {**recipe.settings, "epochs": epochs}})
