"""The contract of every source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from lookalike.core.document import FileEntry

SIGNATURE_BYTES = 64

IsCandidate = Callable[[str, bytes], bool]
"""(file name, first 64 bytes) -> whether the file claims to be an image."""


CategoryFrom = Literal["folder", "none"]


@dataclass(frozen=True, slots=True)
class Options:
    """What is taken from a source, and how: globs, and where categories come from."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    category_from: CategoryFrom = "folder"


ALL = Options()
"""All images, categories by folder."""


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: what is known of the file before a byte of its image is read."""

    entry: FileEntry


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that is not a candidate, with a short reason: `not an image`, `link loop`, ..."""

    uri: str
    reason: str


class Source(Protocol):
    """A place with images. Iterating twice gives the same, in the same order, if nothing changed."""

    @property
    def uri(self) -> str:
        """The source itself, as `FileEntry.source` records it."""

    @property
    def options(self) -> Options:
        """How it was asked for: the same uri with the same options gives the same files."""

    def __iter__(self) -> Iterator[Found | Skipped]:
        """Yield every file, lazily; what cannot be listed is Skipped with its reason."""

    def read(self, found: Found, limit: int) -> bytes:
        """Return the bytes of one candidate; ImageRefused where it cannot be read or exceeds `limit`."""
