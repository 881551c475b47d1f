"""The page of all encoders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.encoders.base import Encoder
from lookalike.encoders.speed import Speed
from lookalike.search.engine import Collection


@dataclass(frozen=True, slots=True)
class EncoderRow:
    """One encoder: None and `missing`, a sentence how to get it, where it cannot be used here.

    `collections`: those that hold its vectors; `speed`: as it was measured here, or None;
    `measure`: address that measures it, or empty where whoever looks may not.
    """

    id: str
    encoder: Encoder | None
    missing: str
    collections: Sequence[Collection]
    speed: Speed | None
    measure: str


@dataclass(frozen=True, slots=True)
class EncodersContext:
    """All encoders there are here.

    `rows`: one for each, those of collections among them even where they are not installed.
    """

    template: ClassVar[str] = "encoders.html"
    rows: Sequence[EncoderRow]
