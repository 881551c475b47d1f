"""The pages of all encoders, and of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.encoders.base import Encoder
from lookalike.encoders.card import Card
from lookalike.encoders.speed import Speed
from lookalike.evaluation.report_model import Report
from webapp.curves import Trained
from webapp.made import Judged, Made


@dataclass(frozen=True, slots=True)
class Use:
    """A collection that holds an encoder's vectors.

    `percent` of its images have one, rounded down, None where that is not known; `is_filling`:
    whether they are being filled in, and no search can use them yet; `is_default`: whether a search
    uses them where nothing else is asked for; `is_other`: whether another version made them.
    """

    name: str
    title: str
    percent: int | None
    is_filling: bool
    is_default: bool
    is_other: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A command, and what it is for."""

    what: str
    command: str


@dataclass(frozen=True, slots=True)
class EncoderRow:
    """One encoder: None and `missing`, a sentence how to get it, where it cannot be used here.

    `summary`: what it says of itself, whoever wrote that, translated where we did;
    `card`: of one made from data, with its `measures` as they are shown; `fingerprint`: empty where
    nothing tells it; `collections`: those that hold its vectors; `reports`: of this version, newest
    first; `speed`: as it was measured here, or None; `measure`: address that measures it, or empty
    where whoever looks may not.
    """

    id: str
    encoder: Encoder | None
    missing: str
    summary: str
    card: Card | None
    fingerprint: str
    measures: Sequence[Judged]
    collections: Sequence[Use]
    reports: Sequence[Report]
    speed: Speed | None
    measure: str


@dataclass(frozen=True, slots=True)
class EncodersContext:
    """All encoders there are here.

    `rows`: one for each, those of collections among them even where they are not installed, each
    with the newest report of the same queries, asked of the same collection.
    """

    template: ClassVar[str] = "encoders.html"
    rows: Sequence[EncoderRow]


@dataclass(frozen=True, slots=True)
class EncoderContext:
    """One encoder.

    `row`: as in the list, with all its reports; `made`: what its card tells, None where it has none;
    `trained`: how its training went, None where nothing is told, and `untold`: why where that is
    damage; `others`: ids of the other encoders here; `ways`: commands that use it, or that help.
    """

    template: ClassVar[str] = "encoder.html"
    row: EncoderRow
    made: Made | None
    trained: Trained | None
    untold: str
    others: Sequence[str]
    ways: Sequence[Way]
