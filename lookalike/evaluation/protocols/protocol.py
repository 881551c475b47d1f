"""A protocol as its file says it: which data, what is indexed, what is asked, how it is measured."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lookalike.core.errors import UnknownChoice

SUFFIX = ".toml"

Layout = Literal["folders", "cifar-batches", "tiny-imagenet", "captions", "flickr8k-text"]
TrialKind = Literal["image", "leave-one-out", "words", "zero-shot", "near-duplicates"]
Step = Literal[
    "jpeg",
    "scale",
    "crop",
    "brightness",
    "greyscale",
    "border",
    "blur",
    "rotation",
    "mirror",
    "quarter",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Data(_Part):
    """One shape in which people have the data: `path` is the name of a folder or file to look for.

    `index`, `queries`, `captions`, `listed` name folders and files in it. `classes`: by number.
    """

    path: str
    layout: Layout
    index: str = ""
    queries: str = ""
    captions: str = ""
    listed: str = ""
    classes: tuple[str, ...] = ()


class Transformation(_Part):
    """How a near-duplicate is made; `is_turned`: the picture is mirrored, or turned by a quarter."""

    name: str
    step: Step
    amount: float = 0
    is_turned: bool = False


class Trial(_Part):
    """What is asked: `queries` of that kind in all the data, `depth` hits kept for each."""

    kind: TrialKind
    queries: int
    measures: tuple[str, ...]
    depth: int = Field(gt=0)
    template: str = ""
    transformations: tuple[Transformation, ...] = ()


class Protocol(_Part):
    """One protocol; its `name` is that of the collection its images are indexed into.

    `images`: how many the whole data set has to index. `index_classes`, `query_classes`: a list
    beside the protocol that names the only classes that are indexed, or asked with.
    """

    name: str
    title: str
    reference: str
    images: int
    index_classes: str = ""
    query_classes: str = ""
    data: tuple[Data, ...]
    trials: tuple[Trial, ...]


@cache
def protocol_names() -> tuple[str, ...]:
    """Return the names of all protocols, sorted."""
    there = (each.name for each in files(__package__).iterdir())
    return tuple(sorted(each.removesuffix(SUFFIX) for each in there if each.endswith(SUFFIX)))


def load_protocol(name: str) -> Protocol:
    """Return the protocol `name`; UnknownChoice where there is none."""
    if name not in protocol_names():
        raise UnknownChoice(field="--protocol", value=name, choices=", ".join(protocol_names()))
    return Protocol(name=name, **tomllib.loads(_text(name + SUFFIX)))


def classes_of(listed: str) -> tuple[str, ...]:
    """Return the classes that a list beside the protocols names; none where `listed` is empty."""
    return tuple(_text(listed).split()) if listed else ()


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
