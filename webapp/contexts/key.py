"""The page of the key that lets one change something."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class KeyContext:
    """Signing in with a key.

    `holder`: name of the key signed in with, or empty; `is_here`: whether none is needed, the site
    being this machine's alone; `back`: address to go to once signed in, or empty; `sentence`: why
    the key that was sent does not count, or empty.
    """

    template: ClassVar[str] = "key.html"
    holder: str
    is_here: bool
    back: str
    sentence: str
