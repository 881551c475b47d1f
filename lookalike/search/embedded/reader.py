"""Reading documents inside one snapshot."""

import json
import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np

from lookalike.core.document import Document, FileEntry
from lookalike.core.vectors import Rows
from lookalike.search.embedded.fields import StoredField, stored_fields
from lookalike.search.engine import Stats

AT_ONCE = 500  # below SQLite's limit of parameters, and a page of memory


def key_of(id: str) -> bytes:
    """Return the 32 bytes an id stands for; of what is no id, bytes that no document has."""
    try:
        return bytes.fromhex(id) if len(id) == 64 else b""
    except ValueError:
        return b""


def marks(count: int) -> str:
    """Return `count` parameter marks for an IN list."""
    return ", ".join("?" * count)


def files_of(
    connection: sqlite3.Connection, nums: Sequence[int]
) -> dict[int, tuple[FileEntry, ...]]:
    """Return the files, sorted by uri, of documents by their nums; at most 500 of these."""
    query = (
        "SELECT num, entry FROM files "  # noqa: S608 - only parameter marks are put in
        f"WHERE num IN ({marks(len(nums))}) ORDER BY num, uri"
    )
    found: dict[int, list[FileEntry]] = {}
    for num, entry in connection.execute(query, nums):
        found.setdefault(num, []).append(FileEntry.model_validate_json(entry))
    return {num: tuple(entries) for num, entries in found.items()}


def documents(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Document]:
    """Return the documents that are there, by id."""
    found: dict[str, Document] = {}
    for some in _chunks([key_of(id) for id in ids]):
        query = f"SELECT num, body FROM documents WHERE id IN ({marks(len(some))})"  # noqa: S608
        bodies = connection.execute(query, some).fetchall()
        files = files_of(connection, [num for num, _ in bodies])
        for num, body in bodies:
            known = {**json.loads(body), "files": files.get(num, ())}
            document = Document.model_validate(known)
            found[document.id] = document
    return found


def labels(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the categories, sorted, of the documents that have any, by id."""
    found: dict[str, list[str]] = {}
    for some in _chunks([key_of(id) for id in ids]):
        query = (
            "SELECT d.id, a.value FROM documents d "  # noqa: S608
            "JOIN attributes a INDEXED BY attributes_by_num ON a.num = d.num AND a.field = 'category' "
            f"WHERE d.id IN ({marks(len(some))}) ORDER BY a.value"
        )
        for key, value in connection.execute(query, some):
            found.setdefault(key.hex(), []).append(value)
    return found


def rows(connection: sqlite3.Connection, field: StoredField, ids: Sequence[str]) -> dict[str, Rows]:
    """Return the stored rows (dims,) of one field, by id."""
    found: dict[str, Rows] = {}
    for some in _chunks([key_of(id) for id in ids]):
        query = (
            "SELECT d.id, v.row FROM documents d "  # noqa: S608
            "JOIN vectors v ON v.field = ? AND v.num = d.num "
            f"WHERE d.id IN ({marks(len(some))})"
        )
        for key, row in connection.execute(query, (field.number, *some)):
            found[key.hex()] = np.frombuffer(row, np.float32).copy()
    return found


def having(
    connection: sqlite3.Connection, ids: Sequence[str], fields: Sequence[StoredField]
) -> set[str]:
    """Return the ids that have a row in every one of `fields`."""
    conditions = "".join(
        f" AND EXISTS (SELECT 1 FROM vectors WHERE field = {field.number} AND num = d.num)"  # noqa: S608
        for field in fields
    )
    found: set[str] = set()
    for some in _chunks([key_of(id) for id in ids]):
        query = f"SELECT id FROM documents d WHERE id IN ({marks(len(some))}){conditions}"  # noqa: S608
        found |= {key.hex() for (key,) in connection.execute(query, some)}
    return found


def listed(
    connection: sqlite3.Connection, after: int
) -> list[tuple[int, str, tuple[FileEntry, ...]]]:
    """Return (num, id, files) of the next documents after num `after`."""
    query = "SELECT num, id FROM documents WHERE num > ? ORDER BY num LIMIT ?"
    found = connection.execute(query, (after, AT_ONCE)).fetchall()
    files = files_of(connection, [num for num, _ in found])
    return [(num, key.hex(), files.get(num, ())) for num, key in found]


def without_row(
    connection: sqlite3.Connection, field: StoredField, after: int
) -> list[tuple[int, str]]:
    """Return (num, id) of the next documents after num `after` that have no row in `field`."""
    query = (
        "SELECT f.num, (SELECT id FROM documents WHERE num = f.num) FROM facts f "
        "WHERE f.num > ? AND NOT EXISTS "
        "(SELECT 1 FROM vectors WHERE field = ? AND num = f.num) ORDER BY f.num LIMIT ?"
    )
    found = connection.execute(query, (after, field.number, AT_ONCE))
    return [(num, key.hex()) for num, key in found]


def figures(connection: sqlite3.Connection, disk_bytes: int) -> Stats:
    """Count documents, files and rows by current field."""

    def count(query: str, *parameters: int) -> int:
        return int(connection.execute(query, parameters).fetchone()[0])

    vectors = {
        name: count("SELECT count(*) FROM vectors WHERE field = ?", field.number)
        for name, field in stored_fields(connection).items()
        if field.current
    }
    return Stats(
        documents=count("SELECT count(*) FROM facts"),
        files=count("SELECT count(*) FROM files"),
        vectors=vectors,
        bytes=disk_bytes,
    )


def _chunks(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
