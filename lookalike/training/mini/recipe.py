"""The recipe as its file says it: every number that decides the result."""

import tomllib
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from lookalike.training.augment import Augment
from lookalike.training.plan import Plan

FILE = "recipe.toml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordsRecipe(_Section):
    """How tokens get their vectors from the teacher's."""

    teacher: str
    rare: float
    phrases: int
    epochs: int
    rate: float
    anchor: float


class NetworkRecipe(_Section):
    """The sizes of the network: a stem of patches, and three stages of `widths` channels."""

    patch: int
    stride: int
    components: int
    widths: tuple[int, int, int]


class LossRecipe(_Section):
    """What is minimised: see `PairLoss`."""

    smoothing: float
    others: int
    softness: float
    sharpness: float


class LooksRecipe(_Section):
    """The part of a row that says what a picture looks like: see `learned_looks`.

    `weight`: its length, where what is shown has length one; `pictures`: how many it is learned from,
    and `copies` of each. `originals`: how often an original is one of the two views.
    """

    dims: int
    weight: float
    pictures: int
    copies: int
    steps: int
    batch: int
    rate: float
    decay: float
    temperature: float
    dropout: float
    originals: float


class BundleRecipe(_Section):
    """What is written: `mini-VERSION`, for pictures of `side` pixels, with their mirror images or not.

    `pictures`: how many set the scales of int8; it is taken where the mean of the figures
    loses no more than the share `loses`.
    """

    version: int
    side: int
    mirror: bool
    pictures: int
    loses: float

    @property
    def id(self) -> str:
        """The id of the encoder."""
        return f"mini-{self.version}"


class PartRecipe(_Section):
    """How the pictures of a part are shown: so many `times` in an epoch.

    `smallest`: share of the area that is cut out, at least; `mixed`: share of the pictures that hold
    a piece of another (CutMix). What is learned by heart is changed more.
    """

    times: int
    smallest: float
    mixed: float = 0.0


class Stage(_Section):
    """How pictures are shown once this `share` of the epochs is over.

    `side`: pixels; `mixed`: what the shares of mixed pictures are multiplied by; `grey`: share of
    those without colour; `captions`: weight of captions beside labels.
    """

    share: float
    side: int
    mixed: float
    grey: float
    captions: float


class DrawnRecipe(_Section):
    """Which drawn pictures are learned from: the first seed, and how many."""

    seeds: tuple[int, int]


class Recipe(_Section):
    """All of it; `stages`: in their order; pictures are small at first, which costs less."""

    seed: int
    side: int
    stages: tuple[Stage, ...]
    dims: int
    template: str
    words: WordsRecipe
    network: NetworkRecipe
    parts: dict[str, PartRecipe]
    loss: LossRecipe
    looks: LooksRecipe
    bundle: BundleRecipe
    drawn: DrawnRecipe
    settings: dict[str, Any] = Field(alias="plan")
    changes: dict[str, Any] = Field(alias="augment")

    @property
    def plan(self) -> Plan:
        """The plan of the training."""
        return Plan(**self.settings, seed=self.seed, augment=Augment(**self.changes))

    def stage_in(self, epoch: int) -> Stage:
        """Return how an epoch (of 0) shows pictures."""
        over = epoch / self.plan.epochs
        return [each for each in self.stages if each.share <= over][-1]


def load_recipe() -> Recipe:
    """Return the recipe that ships."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return Recipe.model_validate(tomllib.loads(text))


def shortened(recipe: Recipe, share: float) -> Recipe:
    """Return the recipe with a share of its epochs, one at least."""
    epochs = max(1, round(recipe.settings["epochs"] * share))
    return recipe.model_copy(update={"settings": {**recipe.settings, "epochs": epochs}})
