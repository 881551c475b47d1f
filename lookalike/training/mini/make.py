"""`make mini`: gather, ask the teacher, train; killed and started again it goes on where it was."""

import json
from collections.abc import Callable
from pathlib import Path

from lookalike.core.errors import Conflict
from lookalike.core.files import write_atomically
from lookalike.core.texts import N_, _
from lookalike.imaging import Limits
from lookalike.training.chance import START, settle
from lookalike.training.dataset import Examples, gather
from lookalike.training.loop import Training
from lookalike.training.mini.finish import Result
from lookalike.training.mini.judge import Material, resized
from lookalike.training.mini.loss import PairLoss
from lookalike.training.mini.network import MiniNetwork
from lookalike.training.mini.pair import Pair
from lookalike.training.mini.parts import items
from lookalike.training.mini.shop import Shop
from lookalike.training.mini.task import MiniTask
from lookalike.training.mini.teaching import Teaching
from lookalike.training.mini.texts import texts_of
from lookalike.training.mini.words import Words
from lookalike.training.task import Reached
from lookalike.training.workplace import SETTLED

MAX_BYTES = 8 * 2**30
LOG = "validation.jsonl"
SAID_EVERY = 20

_OTHER = N_(
    "{folder} holds a training by another recipe or of other data; name another folder, or delete it"
)


def gathered(shop: Shop) -> Examples:
    """Return the pictures of all parts, decoded once."""
    examples = gather(
        items(shop.recipe, shop.data_sets),
        shop.work / "examples",
        side=shop.recipe.side,
        fit="stretch",
        limits=Limits(),
        max_bytes=MAX_BYTES,
        show=shop.counter("read", every=5000),
    )
    shop.say(f"{len(examples.ids):,} pictures, {len(examples.refused):,} refused")
    return examples


def trained(shop: Shop, examples: Examples) -> Result:
    """Return the task with the average of its weights as the model, and how it went.

    Raises Conflict where something else was begun in the folder of the shop.
    """
    recipe = shop.recipe
    _check_same(shop, examples)
    texts = texts_of(examples, recipe.template)
    teaching = Teaching(shop, texts, examples)
    tokens, told = teaching.tokens(), teaching.told()
    settle(recipe.seed, START)
    pair = Pair(
        MiniNetwork(recipe.network, recipe.dims),
        Words(tokens.table, tokens.weights, recipe.dims),
    )
    loss = PairLoss(pair.words, told, recipe.loss)
    material = Material(examples, texts, told)
    task = MiniTask(pair, loss, material, recipe)
    pair.images.stem.learn(resized(task.sample(), recipe.stages[0].side))
    training = Training(task, recipe.plan, shop.work, _shown(task, shop))
    progress = training.run()
    pair.load_state_dict(training.average.model.state_dict())
    pair.eval()
    return Result(task, material, progress)


def _check_same(shop: Shop, examples: Examples) -> None:
    """Write down what decides the weights; Conflict where the folder holds another training."""
    decides = shop.recipe.model_dump(mode="json", exclude={"looks", "bundle"})
    text = json.dumps({"recipe": decides, "examples": examples.digest}, indent=1)
    path = shop.work / SETTLED
    if not path.exists():
        write_atomically(path, text.encode())
    elif path.read_text(encoding="utf-8") != text:
        raise Conflict(reason=_(_OTHER).format(folder=shop.work))


def _shown(task: MiniTask, shop: Shop) -> Callable[[Reached], None]:
    """Return what says how far it is, and keeps the figures of each epoch in a log."""
    log = shop.work / LOG

    def show(reached: Reached) -> None:
        if reached.step % SAID_EVERY == 0 or reached.step == reached.steps:
            left = f"{reached.left / 60:.0f} min left" if reached.left is not None else ""
            shop.say(
                f"step {reached.step:,} of {reached.steps:,}, loss {reached.loss:.3f}, "
                f"{reached.rate:.0f}/s, {left}"
            )
        if task.figures:  # an epoch has ended
            line = {"epoch": reached.epoch - 1, "step": reached.step, **task.figures}
            write_atomically(log, _before(log, reached.step) + json.dumps(line).encode() + b"\n")
            shop.say(", ".join(f"{name} {value:.3f}" for name, value in task.figures.items()))
            task.figures = {}

    return show


def _before(log: Path, step: int) -> bytes:
    """Return the lines of a log up to a step; a kill can have left one that comes again."""
    lines = log.read_bytes().splitlines(keepends=True) if log.exists() else []
    return b"".join(line for line in lines if json.loads(line)["step"] < step)
