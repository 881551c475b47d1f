"""What all stages of one run share."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock

from ingest.channel import Budget
from ingest.journal import Journal
from ingest.patience import Patience
from ingest.plan import Verdict
from ingest.selection import Selection
from ingest.tally import Tally
from lookalike.core.document import Document, FileEntry
from lookalike.core.errors import LookalikeError
from lookalike.core.settings import Settings
from lookalike.encoders.base import Encoder, Image
from lookalike.search.engine import Engine
from lookalike.search.media import forget_copies, media_path
from lookalike.sources.base import Source

log = logging.getLogger(__name__)

REMOVE_AT = 256


@dataclass(slots=True)
class Job:
    """One image on its way in: its bytes, and every file of this run that was found to hold them."""

    id: str
    files: list[tuple[FileEntry, Verdict]]
    data: bytes

    @property
    def name(self) -> str:
        """The name of its first file, for messages."""
        return self.files[0][0].filename


@dataclass(slots=True)
class Prepared:
    """An image that is decoded. `images`: working images by `needs_full_size`."""

    job: Job
    document: Document
    images: dict[bool, Image]

    @property
    def weight(self) -> int:
        """Bytes of its working images."""
        return sum(image.nbytes for image in self.images.values())


@dataclass(slots=True)
class Context:
    """The parts of one run, and what several stages do in the same way.

    `files` bounds what is read and not decoded yet, `pictures` what is decoded and not encoded yet.
    """

    engine: Engine
    settings: Settings
    name: str
    uid: str
    source: Source
    encoders: Sequence[Encoder]
    journal: Journal
    run: int
    selection: Selection
    tally: Tally
    patience: Patience
    files: Budget
    pictures: Budget
    _removed: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def media_path(self, document_id: str) -> Path:
        """Return where the thumbnail of a document lies."""
        return media_path(self.settings.data, self.uid, document_id)

    def refuse(self, files: Sequence[FileEntry], error: LookalikeError) -> None:
        """Put files into quarantine, with the reason."""
        for file in files:
            log.info("quarantined %s: %s", file.uri, error)
            self.journal.refuse(self.run, self.source.uri, file, error)
        self.tally.count("quarantined", len(files))

    def accept(self, jobs: Sequence[Job]) -> None:
        """Count files that are stored now, and take their uris from the documents they left."""
        stale: list[tuple[str, str]] = []
        pardoned: list[str] = []
        for job in jobs:
            for file, verdict in job.files:
                self.tally.count("added" if verdict.kind == "new" else "updated")
                stale += [(old, file.uri) for old in verdict.stale if old != job.id]
                if file.uri in self.selection.held:
                    pardoned.append(file.uri)
        self.journal.pardon(pardoned)
        self.remove(stale)

    def remove(self, uris: Sequence[tuple[str, str]]) -> int:
        """Remove (id, uri) pairs from the collection; return how many were there."""
        count = 0
        for start in range(0, len(uris), REMOVE_AT):
            batch = uris[start : start + REMOVE_AT]
            written = self.patience.write(
                batch, lambda some: self.engine.remove_files(self.name, some)
            )
            count += sum(each.outcome in {"updated", "removed"} for each in written)
            with self._lock:
                self._removed |= {each.id for each in written if each.outcome == "removed"}
        return count

    def forget_media(self) -> None:
        """Delete the copies of documents that this run removed and that nobody added since."""
        removed = sorted(self._removed)
        for start in range(0, len(removed), REMOVE_AT):
            batch = removed[start : start + REMOVE_AT]
            there = self.patience.call(partial(self.engine.get, self.name, batch))
            forget_copies(self.settings.data, self.uid, set(batch) - there.keys())
