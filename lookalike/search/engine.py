"""The contract every engine keeps; tests/contract runs one suite against each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from lookalike.core.access import Ownership
from lookalike.core.document import Document, FileEntry
from lookalike.core.errors import LookalikeError
from lookalike.core.vectors import Metric, Rows
from lookalike.search.searches import Searches

FieldState = Literal["filling", "ready"]
Refresh = Literal[False, "wait_for"]
Outcome = Literal["created", "updated", "unchanged", "removed", "missing", "failed"]

COLLECTION_NAME = r"[a-z0-9][a-z0-9-]{0,62}"


@dataclass(frozen=True, slots=True)
class VectorField:
    """One vector field of a collection: rows of one encoder, one fingerprint, one metric."""

    name: str
    encoder: str
    dims: int
    metric: Metric
    fingerprint: str
    state: FieldState = "ready"
    runtime: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as its engine knows it. `uid` names its folder; `encoders` maps id to field."""

    name: str
    uid: str
    title: str
    created_at: datetime
    ownership: Ownership = Ownership()
    encoders: Mapping[str, VectorField] = field(default_factory=dict)
    default_encoder: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What `put` takes: a document, and its raw rows (dims,) by field name."""

    document: Document
    vectors: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one item; `error` says why where `outcome` is failed, and only there."""

    id: str
    outcome: Outcome
    error: LookalikeError | None = None

    def __post_init__(self) -> None:
        if (self.outcome == "failed") != (self.error is not None):
            raise ValueError(f"{self.id} is {self.outcome} with {self.error}")


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A file that could not be taken in, as `mirror_quarantine` takes it; `at`: when `run` began."""

    uri: str
    filename: str
    folder: str
    code: str
    reason: str
    run: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of one collection; `vectors` counts rows by field, `bytes` what they take on disk."""

    documents: int
    files: int
    vectors: Mapping[str, int]
    bytes: int

    def coverage(self, field: str) -> int:
        """Return the percentage of documents that have a row in `field`, rounded down."""
        return 100 * self.vectors.get(field, 0) // self.documents if self.documents else 100


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the engine can work, what it says of itself, and collections it cannot open."""

    ok: bool
    engine: str
    version: str
    detail: str = ""
    damaged: tuple[str, ...] = ()


class Engine(Searches, Protocol):
    """Stores documents with vectors and finds them again, the latter as `Searches` says.

    Where a collection is named and is not there: NotFound. Where the engine does not answer:
    EngineUnavailable. Lists of outcomes have the order and length of what was given; one bad item
    fails alone.
    """

    name: str

    # Collections
    def health(self) -> Health:
        """Say whether the engine can work; never raises."""

    def collections(self) -> list[Collection]:
        """Return all collections, sorted by name; a staged rebuild is not one."""

    def collection(self, name: str) -> Collection:
        """Return one collection, or raise NotFound."""

    def create(
        self, name: str, fields: Sequence[VectorField], *, title: str = "", uid: str = ""
    ) -> Collection:
        """Make an empty collection; CollectionExists where there is one. The first field is default."""

    def drop(self, name: str) -> None:
        """Delete a collection, or a staged one, with all it holds."""

    def add_field(self, name: str, new: VectorField) -> None:
        """Add a vector field to a living collection; its encoder's field so far, if any, is left.

        One that was left comes back with its rows; BadRequest where the encoder has it now. Where
        no encoder is default, this becomes it.
        """

    def set_field_state(self, name: str, encoder: str, state: FieldState) -> None:
        """Say that a field is being filled, or complete."""

    def drop_field(self, name: str, encoder: str) -> None:
        """Forget an encoder's field and its rows; the others serve on."""

    def set_default(self, name: str, encoder: str) -> None:
        """Name the encoder that searches use where none is named."""

    def stage(self, name: str, fields: Sequence[VectorField]) -> str:
        """Make an empty twin of a collection beside it and return the name to write it under."""

    def swap(self, name: str, staged: str) -> None:
        """Let `name` mean the staged twin from one moment to the next, then delete the old one."""

    # Writing
    def put(self, name: str, items: Sequence[Item], *, refresh: Refresh = False) -> list[Written]:
        """Store documents; one that is there gets the new `files` merged by uri, and the vectors.

        Each item is atomic. A row that is zero, not finite or of wrong length fails its item.
        Acknowledged means durable. `refresh="wait_for"` returns when a search would find them.
        """

    def add_files(
        self, name: str, entries: Sequence[tuple[str, FileEntry]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Merge file entries into documents by id; `missing` where the document is not there."""

    def remove_files(
        self, name: str, uris: Sequence[tuple[str, str]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Remove (id, uri) pairs: `updated`, or `removed` where the last file went, or `missing`."""

    def put_vectors(
        self, name: str, field: str, rows: Sequence[tuple[str, Rows]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Fill or replace one vector field of documents that are there."""

    def delete(self, name: str, ids: Sequence[str], *, refresh: Refresh = False) -> list[Written]:
        """Delete documents by id: `removed` or `missing`."""

    def begin_load(self, name: str) -> None:
        """Prepare for many writes (a slower refresh, say); `end_load` or the next start undoes it."""

    def end_load(self, name: str) -> None:
        """Undo `begin_load` and make everything written visible."""

    def mirror_quarantine(self, name: str, source: str, rows: Sequence[QuarantineRow]) -> None:
        """Show what is in quarantine of one source where tools on the engine can see it, if any can.

        Replaces what was shown of that collection and source; `drop` takes it along.
        """

    # Reading
    def get(self, name: str, ids: Sequence[str]) -> dict[str, Document]:
        """Return the documents that are there, by id, as last written."""

    def vectors(self, name: str, field: str, ids: Sequence[str]) -> dict[str, Rows]:
        """Return stored rows (dims,) of one field, by id; those without one are left out."""

    def having(self, name: str, ids: Sequence[str], fields: Sequence[str]) -> set[str]:
        """Return the ids that have a row in every one of `fields`; may lag by a refresh."""

    def listing(self, name: str) -> Iterator[tuple[str, tuple[FileEntry, ...]]]:
        """Yield (id, files) of every document, in no order; memory stays flat."""

    def missing_vectors(self, name: str, field: str) -> Iterator[str]:
        """Yield the ids of documents without a row in `field`; may lag by a refresh."""

    def stats(self, name: str) -> Stats:
        """Return the figures of a collection."""

    def close(self) -> None:
        """Let go of connections and maps."""
