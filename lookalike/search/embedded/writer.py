"""Writing documents inside one transaction: merge by uri, rows, words and attributes with them."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

import numpy as np

from lookalike.core.document import Document, FileEntry, merge_files, without_uris
from lookalike.core.errors import RowRefused, UnknownChoice
from lookalike.core.vectors import Rows, prepare_row
from lookalike.search.embedded.fields import StoredField, field_among, stored_fields
from lookalike.search.embedded.reader import files_of, key_of
from lookalike.search.embedded.tables import count_change
from lookalike.search.engine import Item, Outcome, Written
from lookalike.search.sorting import sort_name
from lookalike.search.words import document_words


class Writer:
    """Writes items one by one; `finish` counts the changes for those who keep what they have read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._fields = stored_fields(connection)
        self._touched: set[int] = set()
        self._documents_changed = False

    def put(self, item: Item) -> Written:
        """Store a document or merge its files, and its rows."""
        document = item.document
        try:
            rows = [self._prepared(name, row) for name, row in item.vectors.items()]
        except (RowRefused, UnknownChoice) as error:
            return Written(document.id, "failed", error)
        num = self._num(document.id)
        outcome: Outcome = "unchanged"
        if num is None:
            num, outcome = self._insert(document), "created"
        elif self._merge(num, document.id, document.files):
            outcome = "updated"
        for field, row in rows:
            if self._store_row(field, num, row) and outcome == "unchanged":
                outcome = "updated"
        return Written(document.id, outcome)

    def add_file(self, id: str, entry: FileEntry) -> Written:
        """Merge one file entry into a document."""
        num = self._num(id)
        if num is None:
            return Written(id, "missing")
        return Written(id, "updated" if self._merge(num, id, (entry,)) else "unchanged")

    def remove_file(self, id: str, uri: str) -> Written:
        """Take one file from a document; the document goes with its last."""
        num = self._num(id)
        stored = files_of(self._connection, [num]).get(num, ()) if num is not None else ()
        remaining = without_uris(stored, [uri])
        if num is None or len(remaining) == len(stored):
            return Written(id, "missing")
        if not remaining:
            return self.delete(id)
        self._connection.execute("DELETE FROM files WHERE num = ? AND uri = ?", (num, uri))
        self._index_files(num, id, remaining)
        return Written(id, "updated")

    def put_row(self, field: str, id: str, row: Rows) -> Written:
        """Store one row of a document that is there."""
        try:
            stored, prepared = self._prepared(field, row)
        except RowRefused as error:
            return Written(id, "failed", error)
        num = self._num(id)
        if num is None:
            return Written(id, "missing")
        outcome: Outcome = "updated" if self._store_row(stored, num, prepared) else "unchanged"
        return Written(id, outcome)

    def delete(self, id: str) -> Written:
        """Delete a document with all it has."""
        num = self._num(id)
        if num is None:
            return Written(id, "missing")
        for stored in self._fields.values():
            self._forget_row(stored.number, num)
        self._documents_changed = True
        for table in ("documents", "facts", "files", "attributes"):
            self._connection.execute(f"DELETE FROM {table} WHERE num = ?", (num,))  # noqa: S608
        self._connection.execute("DELETE FROM words WHERE rowid = ?", (num,))
        return Written(id, "removed")

    def finish(self) -> list[str]:
        """Count the change of documents, and of every field whose rows changed; return their names."""
        if self._documents_changed:
            count_change(self._connection)
        self._connection.executemany(
            "UPDATE fields SET changes = changes + 1 WHERE number = ?",
            [(number,) for number in self._touched],
        )
        return [name for name, stored in self._fields.items() if stored.number in self._touched]

    def _prepared(self, name: str, row: Rows) -> tuple[StoredField, Rows]:
        stored = field_among(self._fields, name)
        public = stored.public
        return stored, prepare_row(np.asarray(row), name, public.dims, public.metric)

    def _num(self, id: str) -> int | None:
        query = "SELECT num FROM documents WHERE id = ?"
        found = self._connection.execute(query, (key_of(id),)).fetchone()
        return None if found is None else int(found[0])

    def _insert(self, document: Document) -> int:
        added = self._connection.execute(
            "INSERT INTO documents (id, body) VALUES (?, ?)",
            (key_of(document.id), document.model_dump_json(exclude={"files"})),
        )
        num = int(added.lastrowid or 0)
        self._connection.execute(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                num,
                key_of(document.id),
                document.width,
                document.height,
                document.bytes,
                _seconds(document.taken_at),
                _seconds(document.ingested_at),
                1 if document.location else None,
                sort_name(document),
            ),
        )
        known = {"format": [document.format], "camera": [document.camera or ""]}
        self._add_attributes(num, {**known, "colour": document.colours})
        self._write_files(num, document.files)
        self._index_files(num, document.id, document.files)
        return num

    def _merge(self, num: int, id: str, new: tuple[FileEntry, ...]) -> bool:
        stored = files_of(self._connection, [num]).get(num, ())
        merged = merge_files(stored, new)
        if merged == stored:
            return False
        self._write_files(num, [file for file in merged if file not in stored])
        self._index_files(num, id, merged)
        return True

    def _write_files(self, num: int, files: list[FileEntry] | tuple[FileEntry, ...]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?)",
            [(num, file.uri, file.model_dump_json()) for file in files],
        )

    def _index_files(self, num: int, id: str, files: tuple[FileEntry, ...]) -> None:
        document = Document.model_validate({"id": id, "files": files})
        self._documents_changed = True
        self._connection.execute(
            "UPDATE facts SET name = :name WHERE num = :num AND name IS NOT :name",
            {"num": num, "name": sort_name(document)},
        )
        self._connection.execute(
            "DELETE FROM attributes WHERE num = ? "
            "AND field IN ('category', 'tags', 'folder', 'filename')",
            (num,),
        )
        self._add_attributes(
            num,
            {
                "category": document.category,
                "tags": document.tags,
                "folder": document.folders,
                "filename": document.filenames,
            },
        )
        self._connection.execute("DELETE FROM words WHERE rowid = ?", (num,))
        tokens = f" {document_words(document)} "  # spaces around: `lexical` looks for whole tokens
        self._connection.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (num, tokens))

    def _add_attributes(self, num: int, values: Mapping[str, list[str] | tuple[str, ...]]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO attributes VALUES (?, ?, ?)",
            [(field, value, num) for field, many in values.items() for value in many if value],
        )

    def _store_row(self, stored: StoredField, num: int, row: Rows) -> bool:
        blob = row.tobytes()
        query = "SELECT row FROM vectors WHERE field = ? AND num = ?"
        found = self._connection.execute(query, (stored.number, num)).fetchone()
        if found is not None and found[0] == blob:
            return False
        self._forget_row(stored.number, num)
        self._connection.execute(
            "INSERT INTO vectors (field, num, row) VALUES (?, ?, ?)", (stored.number, num, blob)
        )
        self._touched.add(stored.number)
        return True

    def _forget_row(self, number: int, num: int) -> None:
        gone = self._connection.execute(
            "DELETE FROM vectors WHERE field = ? AND num = ? RETURNING seq", (number, num)
        ).fetchall()
        for (seq,) in gone:
            self._connection.execute("INSERT INTO dead (field, seq) VALUES (?, ?)", (number, seq))
            self._touched.add(number)


def _seconds(moment: datetime | None) -> float | None:
    """Return seconds since 1970 in whole milliseconds, so that both engines sort alike."""
    if moment is None:
        return None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000).timestamp()
