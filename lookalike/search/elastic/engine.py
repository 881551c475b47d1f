"""ElasticEngine: the engine contract on a cluster."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from lookalike.core.document import Document, FileEntry
from lookalike.core.errors import LookalikeError
from lookalike.core.settings import Settings
from lookalike.core.vectors import Rows
from lookalike.search.elastic import changes, documents, reading
from lookalike.search.elastic.clauses import exists
from lookalike.search.elastic.encoders import EncoderFields
from lookalike.search.elastic.known import Known
from lookalike.search.elastic.loading import Loading
from lookalike.search.elastic.lookup import FIELDS_KEPT, MOMENT
from lookalike.search.elastic.quarantine import Quarantine
from lookalike.search.elastic.searches import ElasticSearches
from lookalike.search.elastic.writing import Writer
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

RowChange = tuple[str, Mapping[str, Rows], Callable[[Mapping[str, Rows]], changes.Change]]
"""(id, raw rows by field, what makes a change of them once they are prepared)."""


class ElasticEngine(ElasticSearches):
    """Documents and vectors in an Elasticsearch cluster; connects at its first use."""

    name = "elasticsearch"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._writer = Writer(self._connection)
        self._loading = Loading(self._connection, self._catalogue)
        self._quarantine = Quarantine(self._connection, settings)
        self._encoders = EncoderFields(
            self._connection, self._catalogue, settings.elasticsearch_index_type
        )

    # Collections
    def health(self) -> Health:
        """Say whether the cluster answers and is not red; never raises."""
        try:
            status = str(self._connection.quick.cluster.health().get("status", "red"))
            return Health(status != "red", self.name, self._connection.version, status)
        except LookalikeError as error:
            return Health(False, self.name, "", str(error))

    def collections(self) -> list[Collection]:
        """Return all collections, sorted by name."""
        return self._catalogue.collections()

    def collection(self, name: str) -> Collection:
        """Return one collection as it was at most a second ago, or raise NotFound."""
        return self._catalogue.known(name, within=MOMENT).collection

    def create(
        self, name: str, fields: Sequence[VectorField], *, title: str = "", uid: str = ""
    ) -> Collection:
        """Make an empty collection; CollectionExists where there is one."""
        return self._catalogue.create(name, fields, title, uid)

    def drop(self, name: str) -> None:
        """Delete a collection, or a staged one."""
        self._catalogue.drop(name)
        self._quarantine.forget(name)

    def add_field(self, name: str, new: VectorField) -> None:
        """Add a vector field to a living collection."""
        self._encoders.add(name, new)

    def set_field_state(self, name: str, encoder: str, state: FieldState) -> None:
        """Say that a field is being filled, or complete."""
        self._encoders.set_state(name, encoder, state)

    def drop_field(self, name: str, encoder: str) -> None:
        """Forget an encoder's field, then its rows."""
        self._encoders.drop(name, encoder)

    def set_default(self, name: str, encoder: str) -> None:
        """Name the encoder that searches use where none is named."""
        self._encoders.set_default(name, encoder)

    def stage(self, name: str, fields: Sequence[VectorField]) -> str:
        """Make an empty twin and return the name to write it under, such as `photos~000002`."""
        return self._catalogue.stage(name, fields)

    def swap(self, name: str, staged: str) -> None:
        """Let `name` mean the staged twin, then delete the old one."""
        self._catalogue.swap(name, staged)

    # Writing
    def put(self, name: str, items: Sequence[Item], *, refresh: Refresh = False) -> list[Written]:
        """Store documents, or merge their files and vectors into those that are there."""
        known = self._writable(name, {field for item in items for field in item.vectors})
        wanted = [
            (item.document.id, item.vectors, partial(changes.put, item.document)) for item in items
        ]
        return self._write_rows(known, wanted, refresh, presumed_new=True)

    def add_files(
        self, name: str, entries: Sequence[tuple[str, FileEntry]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Merge file entries into documents by id."""
        known = self._writable(name)
        numbered = [(n, id_, changes.add_file(entry)) for n, (id_, entry) in enumerate(entries)]
        return self._done(known, self._writer.apply(known.alias, numbered), refresh)

    def remove_files(
        self, name: str, uris: Sequence[tuple[str, str]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Remove (id, uri) pairs; a document goes with its last file."""
        known = self._writable(name)
        numbered = [(n, id_, changes.remove_uri(uri)) for n, (id_, uri) in enumerate(uris)]
        return self._done(known, self._writer.apply(known.alias, numbered), refresh)

    def put_vectors(
        self, name: str, field: str, rows: Sequence[tuple[str, Rows]], *, refresh: Refresh = False
    ) -> list[Written]:
        """Fill or replace one vector field of documents that are there."""
        known = self._writable(name, {field})
        self._catalogue.field(name, field)
        wanted = [(id_, {field: row}, changes.set_rows) for id_, row in rows]
        return self._write_rows(known, wanted, refresh)

    def delete(self, name: str, ids: Sequence[str], *, refresh: Refresh = False) -> list[Written]:
        """Delete documents by id."""
        known = self._writable(name)
        numbered = [(position, id_, changes.delete) for position, id_ in enumerate(ids)]
        return self._done(known, self._writer.apply(known.alias, numbered), refresh)

    def begin_load(self, name: str) -> None:
        """Refresh every 30 seconds only; `end_load`, or the next process that writes, undoes it."""
        self._loading.begin(name)

    def end_load(self, name: str) -> None:
        """Refresh as before, and make everything written visible."""
        self._loading.end(name)

    def mirror_quarantine(self, name: str, source: str, rows: Sequence[QuarantineRow]) -> None:
        """Let the index of quarantines hold `rows` of that collection and source, and no others."""
        self._catalogue.known(name, within=MOMENT)
        self._quarantine.replace(name, source, rows)

    # Reading
    def get(self, name: str, ids: Sequence[str]) -> dict[str, Document]:
        """Return the documents that are there, by id, as last written."""
        alias = self._alias(name, ids)
        found = reading.by_id(self._connection.client, alias, ids, documents.KNOWN)
        return {hit["_id"]: documents.document_of(hit["_id"], hit["_source"]) for hit in found}

    def vectors(self, name: str, field: str, ids: Sequence[str]) -> dict[str, Rows]:
        """Return stored rows (dims,) of one field, by id."""
        known, _field = self._catalogue.field(name, field)
        found = reading.by_id(self._connection.client, known.alias, ids, [field])
        return {
            hit["_id"]: np.asarray(hit["_source"][field], np.float32)
            for hit in found
            if hit["_source"].get(field) is not None
        }

    def having(self, name: str, ids: Sequence[str], fields: Sequence[str]) -> set[str]:
        """Return the ids that have a row in every one of `fields`; may lag by a refresh."""
        alias = self._alias(name, ids)
        return reading.having(self._connection.client, alias, ids, fields)

    def listing(self, name: str) -> Iterator[tuple[str, tuple[FileEntry, ...]]]:
        """Yield (id, files) of every document."""
        alias = self._catalogue.alias(name)
        client = self._connection.client
        client.indices.refresh(index=alias)
        for hit in reading.scan(client, alias, {"match_all": {}}, ["files"]):
            files = hit["_source"].get("files", ())
            yield hit["_id"], tuple(FileEntry.model_validate(file) for file in files)

    def missing_vectors(self, name: str, field: str) -> Iterator[str]:
        """Yield the ids of documents without a row in `field`; may lag by a refresh."""
        known, _field = self._catalogue.field(name, field)
        query = {"bool": {"must_not": [exists(field)]}}
        for hit in reading.scan(self._connection.client, known.alias, query):
            yield hit["_id"]

    def stats(self, name: str) -> Stats:
        """Return the figures of a collection."""
        return self._searcher.stats(self._catalogue.known(name))

    def close(self) -> None:
        """Let go of connections."""
        self._connection.close()

    def _writable(self, name: str, fields: set[str] | None = None) -> Known:
        """Return what is known of a collection, read anew where a field is not among it."""
        known = self._catalogue.known(name, within=FIELDS_KEPT)
        if any(known.find(field) is None for field in fields or ()):
            known = self._catalogue.known(name)
        self._loading.undo_what_a_dead_process_left(name, known)
        return known

    def _write_rows(
        self, known: Known, wanted: Sequence[RowChange], refresh: Refresh, **options: bool
    ) -> list[Written]:
        """Write what brings raw rows; one whose rows cannot be stored fails alone."""
        failed: dict[int, Written] = {}
        numbered: list[tuple[int, str, changes.Change]] = []
        for position, (id_, vectors, change) in enumerate(wanted):
            try:
                numbered.append((position, id_, change(known.prepared(vectors))))
            except LookalikeError as error:
                failed[position] = Written(id_, "failed", error)
        fields = {field for _id, vectors, _change in wanted for field in vectors}
        read = sorted(field for field in fields if known.find(field))
        written = self._writer.apply(known.alias, numbered, read, **options)
        return self._done(known, {**failed, **written}, refresh)

    def _done(
        self, known: Known, written: Mapping[int, Written], refresh: Refresh
    ) -> list[Written]:
        if refresh:
            self._connection.client.indices.refresh(index=known.alias)
        return [written[position] for position in range(len(written))]
