"""The page of all collections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from webapp.runs import RunRow


@dataclass(frozen=True, slots=True)
class EncoderCover:
    """An encoder of a collection; `percent` of the images have its vectors, rounded down.

    `is_filling`: whether it is being filled in, and no search can use it yet.
    """

    id: str
    percent: int
    is_default: bool
    is_filling: bool = False


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """One collection.

    `images`, `files`, `bytes` on disk, `encoders`; `last`: its newest run, or None; `quarantined`:
    files, one of them by the run `refusing`; `uploads`: whether files lie here that people added on
    the site; `reports`: how many there are of it; `trouble`: why nothing more is known of it, or empty.
    """

    name: str
    title: str
    images: int = 0
    files: int = 0
    bytes: int = 0
    encoders: Sequence[EncoderCover] = ()
    last: RunRow | None = None
    quarantined: int = 0
    refusing: int = 0
    uploads: bool = False
    reports: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class CollectionsContext:
    """All collections.

    `rows`: by name; `dropped`: name of one that has just been deleted, or empty; `may_change`:
    whether they may be changed from here.
    """

    template: ClassVar[str] = "collections.html"
    rows: Sequence[CollectionRow]
    dropped: str
    may_change: bool
