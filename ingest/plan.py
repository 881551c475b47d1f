"""What a run has to do: a source, file by file, compared with what the collection lists."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal

from lookalike.core.document import Document, FileEntry
from lookalike.sources import reasons
from lookalike.sources.base import Skipped

Kind = Literal["new", "changed", "unchanged", "relabelled"]

_NO_IMAGE_THERE = frozenset({reasons.NOT_AN_IMAGE, reasons.VANISHED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with one file.

    `id`: the document that has it, where its bytes are known to be the same. `stale`: ids that list
    its uri and are not `id`; they lose it once the new document is stored.
    """

    kind: Kind
    id: str = ""
    stale: tuple[str, ...] = ()


@dataclass(slots=True)
class _Listed:
    """One listed place of one document, as small as it gets: there may be a million of them."""

    id: bytes
    size: int
    mtime: float
    labels: int
    is_ours: bool
    is_seen: bool = False


@dataclass(slots=True)
class Plan:
    """Compares the files of one source with a collection's listing.

    `unfilled` names documents without all their vectors: their files are read again. Memory: a few
    hundred bytes for every listed file.
    """

    source: str
    unfilled: AbstractSet[str] = frozenset()
    _listed: dict[str, _Listed] = field(default_factory=dict)
    _twice: dict[str, list[_Listed]] = field(default_factory=dict)
    _kept_folders: set[str] = field(default_factory=set)
    _has_seen_any: bool = False

    def learn(self, listing: Iterable[tuple[str, tuple[FileEntry, ...]]]) -> None:
        """Take in what `Engine.listing` yields."""
        for document_id, files in listing:
            raw = bytes.fromhex(document_id)
            for file in files:
                is_ours = file.source == self.source
                entry = _Listed(raw, file.size, file.mtime, _labels(file), is_ours)
                if file.uri in self._listed:
                    # Killed between writing the new document and removing the old one.
                    self._twice.setdefault(file.uri, []).append(entry)
                else:
                    self._listed[file.uri] = entry

    def judge(self, file: FileEntry) -> Verdict:
        """Say what to do with a file that the source found, and note that it is there."""
        self._has_seen_any = True
        entries = self._entries(file.uri)
        for entry in entries:
            entry.is_seen = True
        if not entries:
            return Verdict("new")
        ids = tuple(entry.id.hex() for entry in entries)
        same = [each for each in entries if (each.size, each.mtime) == (file.size, file.mtime)]
        if len(same) != 1 or same[0].id.hex() in self.unfilled:
            return Verdict("changed", stale=ids)
        kept = same[0]
        stale = tuple(each for each in ids if each != kept.id.hex())
        kind: Kind = "relabelled" if _is_relabelled(kept, file) else "unchanged"
        return Verdict(kind, kept.id.hex(), stale)

    def needs_reading(self, file: FileEntry) -> bool:
        """Say whether `judge` would have the file read, noting nothing."""
        entry = self._listed.get(file.uri)
        return entry is None or (entry.size, entry.mtime) != (file.size, file.mtime)

    def pass_over(self, skipped: Skipped) -> None:
        """Note what the source skipped: what is there but could not be read is not gone."""
        self._has_seen_any = True
        if skipped.uri.endswith("/"):
            self._kept_folders.add(skipped.uri)
        elif skipped.reason not in _NO_IMAGE_THERE:
            for entry in self._entries(skipped.uri):
                entry.is_seen = True

    def gone(self) -> Iterator[tuple[str, str]]:
        """Yield (id, uri) of this source's entries whose files are not there any more.

        Nothing where the source had nothing at all: that is rather a disk that is not mounted.
        """
        if not self._has_seen_any:
            return
        for uri, first in self._listed.items():
            for entry in (first, *self._twice.get(uri, ())):
                if entry.is_ours and not entry.is_seen and not self.is_kept(uri):
                    yield entry.id.hex(), uri

    @property
    def is_source_empty(self) -> bool:
        """Whether the source had nothing at all, not even a file to skip."""
        return not self._has_seen_any

    def is_kept(self, uri: str) -> bool:
        """Say whether `uri` lies under a folder that could not be listed: nothing is known of it."""
        if not self._kept_folders:
            return False
        cut = uri.rfind("/")
        while cut > 0:
            if uri[: cut + 1] in self._kept_folders:
                return True
            cut = uri.rfind("/", 0, cut)
        return False

    def _entries(self, uri: str) -> list[_Listed]:
        first = self._listed.get(uri)
        return [first, *self._twice.get(uri, ())] if first else []


def _labels(file: FileEntry) -> int:
    return hash((file.folder, file.filename, file.category, file.tags, file.caption))


def _is_relabelled(entry: _Listed, file: FileEntry) -> bool:
    """Say whether the file has another category, caption, tags or name than this source gave it.

    What another source gave it stays: two sources that overlap would else take turns.
    """
    if not entry.is_ours or entry.labels == _labels(file):
        return False
    return entry.labels != _labels(bounded(file))


def bounded(file: FileEntry) -> FileEntry:
    """Return the entry as a document would hold it, over-long texts dropped."""
    return Document.model_validate({"id": "0" * 64, "files": (file,)}).files[0]
