"""The tables of one collection, and what stands in `meta` about it."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lookalike.core.access import Ownership
from lookalike.core.schema import COLLECTION_SCHEMA
from lookalike.search.embedded.database import Database, make_database
from lookalike.search.embedded.fields import add_field
from lookalike.search.engine import VectorField

# Narrow tables beside `documents`, so that filters, facets and sorting never read a body. `dead`
# lists rows (by seq) that a vector file may still hold; nums and seqs are never used twice.
TABLES = """
CREATE TABLE documents (
    num INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE facts (
    num INTEGER PRIMARY KEY, id BLOB NOT NULL, width INTEGER, height INTEGER, bytes INTEGER,
    taken_at REAL, ingested_at REAL, located INTEGER, name TEXT);
CREATE INDEX facts_by_bytes ON facts (bytes, id);
CREATE INDEX facts_by_taken_at ON facts (taken_at, id);
CREATE INDEX facts_by_ingested_at ON facts (ingested_at, id);
CREATE INDEX facts_by_name ON facts (name, id);
CREATE TABLE files (
    num INTEGER NOT NULL, uri TEXT NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY (num, uri)) WITHOUT ROWID;
CREATE TABLE attributes (
    field TEXT NOT NULL, value TEXT NOT NULL, num INTEGER NOT NULL,
    PRIMARY KEY (field, value, num)) WITHOUT ROWID;
CREATE INDEX attributes_by_num ON attributes (num);
CREATE VIRTUAL TABLE words USING fts5 (tokens, tokenize = 'ascii');
CREATE TABLE fields (
    number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, encoder TEXT NOT NULL,
    dims INTEGER NOT NULL, metric TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL,
    runtime TEXT NOT NULL DEFAULT '',
    current INTEGER NOT NULL DEFAULT 1, generation INTEGER NOT NULL DEFAULT 0,
    built INTEGER NOT NULL DEFAULT 0, built_seq INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0);
CREATE TABLE vectors (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, field INTEGER NOT NULL, num INTEGER NOT NULL,
    row BLOB NOT NULL);
CREATE UNIQUE INDEX vectors_by_num ON vectors (field, num);
CREATE INDEX vectors_by_seq ON vectors (field, seq);
CREATE TABLE dead (
    mark INTEGER PRIMARY KEY AUTOINCREMENT, field INTEGER NOT NULL, seq INTEGER NOT NULL);
CREATE INDEX dead_by_field ON dead (field, mark);
"""


def make_collection(
    folder: Path,
    fields: Sequence[VectorField],
    *,
    title: str,
    default: str | None = None,
    ownership: Ownership = Ownership(),  # noqa: B008 - frozen
) -> None:
    """Make the folder of an empty collection; `default` is its encoder, else the first field's."""
    encoders = [field.encoder for field in fields]
    if default not in encoders:
        default = encoders[0] if encoders else None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vectors").mkdir(exist_ok=True)
    path = folder / "collection.db"
    make_database(path, TABLES, COLLECTION_SCHEMA)
    database = Database(path, COLLECTION_SCHEMA)
    try:
        with database.writing() as connection:
            set_meta(connection, "title", title)
            set_meta(connection, "owner", ownership.owner)
            set_meta(connection, "visibility", ownership.visibility)
            set_meta(connection, "created_at", datetime.now(UTC).isoformat())
            set_meta(connection, "default_encoder", default)
            for field in fields:
                add_field(connection, field)
    finally:
        database.close()


def set_meta(connection: sqlite3.Connection, key: str, value: str | int | None) -> None:
    """Write one thing known of the collection."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def count_change(connection: sqlite3.Connection) -> None:
    """Count a change of documents for all who keep what follows from them."""
    connection.execute(
        "INSERT INTO meta VALUES ('changes', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1"
    )


def changes(connection: sqlite3.Connection) -> int:
    """Return how many times documents were changed, by whichever process."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'changes'").fetchone()
    return int(found[0]) if found else 0


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Return all that is known of the collection; what is NULL is left out."""
    return {
        key: str(value)
        for key, value in connection.execute("SELECT key, value FROM meta")
        if value is not None
    }
