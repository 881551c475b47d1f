"""The page of all encoders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.encoders.base import Encoder
from lookalike.encoders.card import Card
from lookalike.encoders.speed import Speed
from lookalike.evaluation.report_model import Report


@dataclass(frozen=True, slots=True)
class Use:
    """A collection that holds an encoder's vectors.

    `percent` of its images have one, rounded down, None where that is not known; `is_filling`:
    whether they are being filled in, and no search can use them yet.
    """

    name: str
    title: str
    percent: int | None
    is_filling: bool


@dataclass(frozen=True, slots=True)
class EncoderRow:
    """One encoder: None and `missing`, a sentence how to get it, where it cannot be used here.

    `card`: of one made from data, with its `measures`, name and figure, as they are shown;
    `collections`: those that hold its vectors; `reports`: the newest of each protocol in each of
    them, of this version; `speed`: as it was measured here, or None;
    `measure`: address that measures it, or empty where whoever looks may not.
    """

    id: str
    encoder: Encoder | None
    missing: str
    card: Card | None
    measures: Sequence[tuple[str, str]]
    collections: Sequence[Use]
    reports: Sequence[Report]
    speed: Speed | None
    measure: str


@dataclass(frozen=True, slots=True)
class EncodersContext:
    """All encoders there are here.

    `rows`: one for each, those of collections among them even where they are not installed.
    """

    template: ClassVar[str] = "encoders.html"
    rows: Sequence[EncoderRow]
