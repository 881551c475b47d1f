"""The embedded engine: every method of the contract, each handed to the collection it names."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lookalike.core.document import Document, FileEntry
from lookalike.core.schema import prepare_data_folder
from lookalike.core.vectors import Rows
from lookalike.search.embedded import fields as vector_fields
from lookalike.search.embedded import reader
from lookalike.search.embedded.faults import ENGINE, mapped_faults
from lookalike.search.embedded.searches import EmbeddedSearches
from lookalike.search.embedded.store import Store
from lookalike.search.embedded.stores import Stores
from lookalike.search.embedded.tables import make_collection
from lookalike.search.embedded.writer import Writer
from lookalike.search.engine import (
    Collection,
    FieldState,
    Health,
    Item,
    QuarantineRow,
    Refresh,
    Stats,
    VectorField,
    Written,
)


class EmbeddedEngine(EmbeddedSearches):
    """Collections in the folder `data`, shared by any number of threads and processes.

    Raises SchemaTooNew for a folder that a newer Lookalike wrote. What is written is visible at
    once, so `refresh`, `begin_load` and `exact` change nothing here.
    """

    name = ENGINE

    def __init__(self, data: Path) -> None:
        with mapped_faults():
            prepare_data_folder(data)
            super().__init__(Stores(data))

    # Collections
    def health(self) -> Health:
        """Say whether the catalogue can be read, and which collections not; never raises."""
        version = f"SQLite {sqlite3.sqlite_version}"
        try:
            damaged = self._stores.damaged()
        except Exception as fault:  # noqa: BLE001 - the one method that never raises
            return Health(ok=False, engine=ENGINE, version=version, detail=str(fault))
        return Health(ok=True, engine=ENGINE, version=version, damaged=tuple(damaged))

    def collections(self) -> list[Collection]:
        """Return all collections, sorted by name; one that cannot be opened is left out, and logged."""
        return self._stores.described()

    def collection(self, name: str) -> Collection:
        """Return one collection, or raise NotFound."""
        return self._stores.on(name, lambda store: store.describe(name))

    def create(
        self, name: str, fields: Sequence[VectorField], *, title: str = "", uid: str = ""
    ) -> Collection:
        """Make an empty collection; CollectionExists where there is one."""
        with mapped_faults():
            self._stores.catalogue.create(
                name, uid, lambda folder: make_collection(folder, fields, title=title)
            )
        return self.collection(name)

    def drop(self, name: str) -> None:
        """Delete a collection, or a staged one, with all it holds."""
        self._stores.moving(name, lambda: self._stores.catalogue.drop(name))

    def add_field(self, name: str, new: VectorField) -> None:
        """Add a vector field; the rows of the encoder's field so far stay until it is dropped."""
        self._change(name, lambda connection: vector_fields.add_field(connection, new))

    def set_field_state(self, name: str, encoder: str, state: FieldState) -> None:
        """Say that a field is being filled, or complete."""
        self._change(name, lambda connection: vector_fields.set_state(connection, encoder, state))

    def drop_field(self, name: str, encoder: str) -> None:
        """Forget an encoder's field and its rows; where it was the default, the first left is."""
        self._stores.on(name, lambda store: store.drop_field(encoder))

    def set_default(self, name: str, encoder: str) -> None:
        """Name the encoder that searches use where none is named."""
        self._change(name, lambda connection: vector_fields.set_default(connection, encoder))

    def stage(self, name: str, fields: Sequence[VectorField]) -> str:
        """Make an empty twin of a collection beside it and return the name to write it under."""
        old = self.collection(name)
        with mapped_faults():
            return self._stores.catalogue.stage(
                name,
                lambda folder: make_collection(
                    folder,
                    fields,
                    title=old.title,
                    default=old.default_encoder,
                    ownership=old.ownership,
                ),
            )

    def swap(self, name: str, staged: str) -> None:
        """Let `name` mean the staged twin from one moment to the next, then delete the old one."""
        self._stores.moving(name, lambda: self._stores.catalogue.swap(name, staged))

    # Writing
    def put(self, name: str, items: Sequence[Item], *, refresh: Refresh = False) -> list[Written]:
        """Store documents, merging files by uri, in one transaction."""
        del refresh
        return self._write(name, lambda writer: [writer.put(item) for item in items])

    def add_files(
        self, name: str, entries: Sequence[tuple[str, FileEntry]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Merge file entries into documents by id."""
        del refresh
        return self._write(
            name, lambda writer: [writer.add_file(id, entry) for id, entry in entries]
        )

    def remove_files(
        self, name: str, uris: Sequence[tuple[str, str]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Remove (id, uri) pairs; a document goes with its last file."""
        del refresh
        return self._write(name, lambda writer: [writer.remove_file(id, uri) for id, uri in uris])

    def put_vectors(
        self, name: str, field: str, rows: Sequence[tuple[str, Rows]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Fill or replace one vector field of documents that are there."""
        del refresh
        return self._write(
            name, lambda writer: [writer.put_row(field, id, row) for id, row in rows]
        )

    def delete(self, name: str, ids: Sequence[str], *, refresh: Refresh = False) -> list[Written]:
        """Delete documents by id."""
        del refresh
        return self._write(name, lambda writer: [writer.delete(id) for id in ids])

    def begin_load(self, name: str) -> None:
        """Check that the collection is there."""
        self._stores.catalogue.uid(name)

    def end_load(self, name: str) -> None:
        """Check that the collection is there."""
        self._stores.catalogue.uid(name)

    def mirror_quarantine(self, name: str, source: str, rows: Sequence[QuarantineRow]) -> None:
        """Check that the collection is there, no more: no tool looks here beside the journal."""
        del source, rows
        self._stores.catalogue.uid(name)

    # Reading
    def get(self, name: str, ids: Sequence[str]) -> dict[str, Document]:
        """Return the documents that are there, by id."""
        return self._read(name, lambda connection: reader.documents(connection, ids))

    def vectors(self, name: str, field: str, ids: Sequence[str]) -> dict[str, Rows]:
        """Return stored rows (dims,) of one field, by id; those without one are left out."""
        return self._read(
            name,
            lambda connection: reader.rows(
                connection, vector_fields.stored_field(connection, field), ids
            ),
        )

    def having(self, name: str, ids: Sequence[str], fields: Sequence[str]) -> set[str]:
        """Return the ids that have a row in every one of `fields`."""
        return self._read(
            name,
            lambda connection: reader.having(
                connection, ids, [vector_fields.stored_field(connection, one) for one in fields]
            ),
        )

    def listing(self, name: str) -> Iterator[tuple[str, tuple[FileEntry, ...]]]:
        """Yield (id, files) of every document, a page of them at a time."""
        after = 0

        def read(connection: sqlite3.Connection) -> list[tuple[int, str, tuple[FileEntry, ...]]]:
            return reader.listed(connection, after)

        while page := self._read(name, read):
            yield from ((id, files) for _, id, files in page)
            after = page[-1][0]

    def missing_vectors(self, name: str, field: str) -> Iterator[str]:
        """Yield the ids of documents without a row in `field`, a page of them at a time."""
        after = 0

        def read(connection: sqlite3.Connection) -> list[tuple[int, str]]:
            stored = vector_fields.stored_field(connection, field)
            return reader.without_row(connection, stored, after)

        while page := self._read(name, read):
            yield from (id for _, id in page)
            after = page[-1][0]

    def stats(self, name: str) -> Stats:
        """Return the figures of a collection."""
        return self._stores.on(name, Store.stats)

    def close(self) -> None:
        """Let go of connections and maps."""
        self._stores.close()

    def _change(self, name: str, work: Callable[[sqlite3.Connection], None]) -> None:
        self._stores.on(name, lambda store: store.change(work))

    def _write(self, name: str, work: Callable[[Writer], list[Written]]) -> list[Written]:
        return self._stores.on(name, lambda store: store.write(work))
