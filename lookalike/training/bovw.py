"""`bovw`: a vocabulary of visual words and an encoder that counts them; it needs no labels."""

import hashlib
import heapq
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import JsonValue

from lookalike.core.errors import BadRequest, ImageRefused
from lookalike.core.texts import N_, _
from lookalike.encoders.arrays import as_npz
from lookalike.encoders.base import Image
from lookalike.encoders.bundle import Bundle, check_new, write_bundle
from lookalike.encoders.card import Card
from lookalike.encoders.summaries import WORDS
from lookalike.encoders.vocabulary import VOCABULARY, Made, arrays_in
from lookalike.encoders.word_blocks import Sees
from lookalike.imaging import Limits
from lookalike.sources.labelled import Labelled
from lookalike.training.gathering import Gathering, in_order
from lookalike.training.share import TEST
from lookalike.training.squares import squares
from lookalike.training.vocabulary import Learn, learn_block

PREFIX = "bovw:"
FEWEST = 10

READING = N_("reading images")
LEARNING = N_("learning words")

_FEW = N_("{count} images can be read, and a vocabulary needs {fewest} at least")
_FEW_BECAUSE = N_(
    "{count} images can be read, and a vocabulary needs {fewest} at least; {refused} were refused, "
    "the first: {reason}"
)

Show = Callable[[str, int, int], None]
"""(stage, done, all of it)"""


@dataclass(frozen=True, slots=True)
class BovwRecipe:
    """What the encoder looks at, and how much is learned from.

    `images`: at most so many are read, `descriptors`: and at most so many taken for the words of a
    block. Chosen on CIFAR-10 train and on the 70 validation classes of Caltech 101.
    """

    sees: Sees = Sees()
    learn: Mapping[str, Learn] = field(
        default_factory=lambda: {
            "dense": Learn(words=32, length=48),
            "keypoints": Learn(words=512, length=64, power=0.1),
            "colour": Learn(words=384, length=108, flatten=0.1),
            "gradients": Learn(power=0.1),
        }
    )
    images: int = 10_000
    descriptors: int = 160_000


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came out: the bundle, and the images that were refused with their reasons."""

    bundle: Bundle
    refused: tuple[tuple[str, str], ...]


def train_bovw(
    items: Iterable[Labelled],
    *,
    name: str,
    source: str,
    data_folder: Path,
    limits: Limits,
    recipe: BovwRecipe | None = None,
    seed: int = 0,
    show: Show | None = None,
) -> Fitted:
    """Learn words from images, whatever their labels, and keep them as the bundle `bovw:<name>`.

    The same images and seed give the same bundle, in whatever order they are listed. `source`: what
    the images are, for the card. Raises BadRequest where too few can be read or the name is none,
    Conflict where there is an encoder of that name.
    """
    recipe = recipe or BovwRecipe()
    encoder_id = PREFIX + name
    check_new(data_folder, encoder_id)
    began = time.monotonic()
    gathering = Gathering(in_order(some(items, recipe.images, seed)), limits)
    found = read(gathering, recipe.sees.side, show)
    made = fit(list(found.values()), recipe, seed, show)
    sees = recipe.sees.model_copy(
        update={block: None for block, _of in recipe.sees.blocks() if block not in made}
    )
    card = Card(
        id=encoder_id,
        kind="bovw",
        dims=sum(each.reduction.shape[1] for each in made.values()),
        summary=WORDS.format(count=len(found)),
        preprocessing=sees.model_dump(mode="json"),
        recipe=_told(recipe, seed, time.monotonic() - began),
        data={"source": source, "images": len(found), "digest": _digest(found)},
    )
    bundle = write_bundle(data_folder, card, {VOCABULARY: as_npz(arrays_in(made))})
    return Fitted(bundle, tuple(sorted(gathering.refused)))


def _digest(ids: Iterable[str]) -> str:
    return hashlib.sha256("".join(ids).encode()).hexdigest()


def some(items: Iterable[Labelled], most: int, seed: int) -> list[Labelled]:
    """Return at most `most` of the items, drawn by their uris, so in any order the same; few are held."""

    def drawn(item: Labelled) -> bytes:
        return hashlib.sha256(f"{seed} {item.uri}".encode("utf-8", "surrogatepass")).digest()

    return heapq.nsmallest(most, items, key=drawn)


def read(gathering: Gathering, side: int, show: Show | None) -> dict[str, Image]:
    """Return the squares of all images that can be read, by content; BadRequest for too few.

    What is in the split `test` under any of its names is not among them.
    """
    found: dict[str, Image] = {}
    for done in squares(gathering.tasks(), limits=gathering.limits, side=side, fit="stretch"):
        for task, outcome in done:
            if isinstance(outcome, ImageRefused):
                gathering.refused.append((task.name, str(outcome)))
            else:
                found[task.id] = outcome
        if show:
            show(_(READING), gathering.read, len(gathering.listing))
    kept = {each: found[each] for each in sorted(found) if gathering.seen[each].split != TEST}
    if len(kept) < FEWEST:
        raise _too_few(len(kept), gathering.refused)
    return kept


def _too_few(count: int, refused: Sequence[tuple[str, str]]) -> BadRequest:
    sentence = _(_FEW_BECAUSE if refused else _FEW)
    first = refused[0][1].rstrip(".") if refused else ""
    reason = sentence.format(count=count, fewest=FEWEST, refused=len(refused), reason=first)
    return BadRequest(field="DATA", reason=reason)


def fit(
    found: Sequence[Image], recipe: BovwRecipe, seed: int, show: Show | None = None
) -> dict[str, Made]:
    """Return the blocks of the recipe as they are learned from squares, by name."""
    blocks = dict(recipe.sees.blocks())
    total, done = 2 * len(found) * len(blocks), 0

    def step(images: int) -> None:
        nonlocal done
        done += images
        if show:
            show(_(LEARNING), done, total)

    made: dict[str, Made] = {}
    for place, (name, block) in enumerate(blocks.items(), 1):
        learned = learn_block(
            found, block, recipe.learn[name], most=recipe.descriptors, seed=seed, step=step
        )
        if learned is not None:
            made[name] = learned
        step(2 * len(found) * place - done)
    return made


def _told(recipe: BovwRecipe, seed: int, seconds: float) -> dict[str, JsonValue]:
    return {
        "name": "bovw",
        "learn": {name: asdict(how) for name, how in recipe.learn.items()},
        "images": recipe.images,
        "descriptors": recipe.descriptors,
        "seed": seed,
        "seconds": round(seconds),
    }
