"""Those images of a source that a protocol wants, under the names and categories it has for them."""

from collections.abc import Callable, Collection, Iterator
from urllib.parse import quote

from lookalike.core.document import FileEntry
from lookalike.sources.base import Found, Skipped, Source

Label = Callable[[str | None, str], str | None]
"""(first folder, file name) -> category; `LEAVE_OUT` for a file that does not belong."""

LEAVE_OUT = "\0"


class Part:
    """The images of a source that lie below `under`, in its folders `classes` alone if any.

    Folders and categories count from there; `label` gives others. The uri of a part of a ZIP is not
    one that could be opened without its protocol: so nobody takes in the rest of the ZIP by running
    the same again.
    """

    def __init__(
        self,
        source: Source,
        under: str = "",
        classes: Collection[str] = (),
        label: Label | None = None,
    ) -> None:
        self._source = source
        self._under = under
        self._classes = frozenset(classes)
        self._label = label
        self.options = source.options
        self.uri = f"{source.uri}#{quote(under)}" if under else source.uri

    def __iter__(self) -> Iterator[Found | Skipped]:
        """Yield every file of the part."""
        for each in self._source:
            if isinstance(each, Skipped):
                if not self._under or each.uri.startswith(self.uri):
                    yield each
            elif entry := self._entry(each.entry):
                yield Found(entry)

    def read(self, found: Found, limit: int) -> bytes:
        """Return the bytes of one candidate; raises as the source does."""
        return self._source.read(found, limit)

    def _entry(self, entry: FileEntry) -> FileEntry | None:
        if not f"{entry.folder}/".startswith(self._under):
            return None
        folder = entry.folder[len(self._under) :]
        category = folder.partition("/")[0] or None
        if self._classes and category not in self._classes:
            return None
        if self._label:
            category = self._label(category, entry.filename)
            if category == LEAVE_OUT:
                return None
        changes = {"folder": folder, "category": category, "source": self.uri}
        return entry.model_copy(update=changes)
