"""The page to add images on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Wrong:
    """What could not be taken.

    `way`: files or folder, whose form was sent; `field`: name of what was wrong in it; `sentence`;
    `status`: of HTTP.
    """

    way: str = ""
    field: str = ""
    sentence: str = ""
    status: int = 200

    def at(self, way: str) -> str:
        """Return the name of the field that was wrong in the form of `way`, or nothing."""
        return self.field if self.way == way else ""


NOTHING = Wrong()


@dataclass(frozen=True, slots=True)
class AddContext:
    """Ways to add images, and what was typed before, where that could not be taken.

    `collections`: name and title of all; `collection`: name of the chosen one, empty for a new one;
    `new_title`: of a new one; `category`; `path`: of a folder on this machine; `wrong`: what could
    not be taken; `accepted`: formats; `max_bytes`: of one upload; `paths_visible`: whether folders of
    this machine may be named; `sample`: whether the drawn sample is not there yet; `may_change`:
    whether anything may be added from here.
    """

    template: ClassVar[str] = "add.html"
    collections: Sequence[tuple[str, str]]
    collection: str
    new_title: str
    category: str
    path: str
    wrong: Wrong
    accepted: str
    max_bytes: int
    paths_visible: bool
    sample: bool
    may_change: bool
