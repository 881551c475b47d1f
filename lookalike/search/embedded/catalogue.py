"""Which folder a name means: one small database, so that a swap moves one pointer."""

import re
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lookalike.core.errors import BadRequest, CollectionExists, Conflict, NotFound
from lookalike.core.schema import DATA_SCHEMA
from lookalike.core.texts import N_, _
from lookalike.search.embedded.database import Database, make_database
from lookalike.search.engine import COLLECTION_NAME

_TABLES = """
CREATE TABLE names (name TEXT PRIMARY KEY, uid TEXT NOT NULL UNIQUE, staged_for TEXT);
CREATE TABLE doomed (uid TEXT PRIMARY KEY);
"""
_NAME = re.compile(COLLECTION_NAME)
_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

_BAD_NAME = N_("“{name}” is no name for a collection: use a-z, 0-9 and -, at most 63 of them")
_BAD_UID = N_("“{uid}” cannot name a folder")
_UID_TAKEN = N_("another collection has the folder {uid}")


class Catalogue:
    """Names, the folders they mean, and the folders that are to be removed."""

    def __init__(self, data: Path) -> None:
        self._folders = data / "collections"
        self._folders.mkdir(parents=True, exist_ok=True)
        path = data / "catalogue.db"
        make_database(path, _TABLES, DATA_SCHEMA)
        self._database = Database(path, DATA_SCHEMA)

    def folder(self, uid: str) -> Path:
        """Return the folder of a collection."""
        return self._folders / uid

    def uid(self, name: str) -> str:
        """Return the uid that `name`, a collection or a staged one, means now; or NotFound."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT uid FROM names WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise NotFound(kind="collection", name=name)
        return str(row[0])

    def names(self) -> list[str]:
        """Return the names of all collections, sorted, without staged ones."""
        query = "SELECT name FROM names WHERE staged_for IS NULL ORDER BY name"
        with self._database.reading() as connection:
            return [name for (name,) in connection.execute(query)]

    def create(self, name: str, uid: str, make: Callable[[Path], None]) -> str:
        """Let `make` fill a new folder, then give it the name; return its uid."""
        if not _NAME.fullmatch(name):
            raise BadRequest(field="name", reason=_(_BAD_NAME).format(name=name))
        if uid and not _UID.fullmatch(uid):
            raise BadRequest(field="uid", reason=_(_BAD_UID).format(uid=uid))
        return self._add(name, uid or secrets.token_hex(8), None, make)

    def stage(self, name: str, make: Callable[[Path], None]) -> str:
        """Let `make` fill a new folder beside that of `name`; return the name it goes by."""
        self.uid(name)
        staged = f"{name.partition('~')[0]}~{secrets.token_hex(3)}"
        self._add(staged, secrets.token_hex(8), name, make)
        return staged

    def drop(self, name: str) -> None:
        """Forget a name and what was staged for it, and remove the folders."""
        doom = "INSERT OR IGNORE INTO doomed SELECT uid FROM names WHERE name = ? OR staged_for = ?"
        with self._database.writing() as connection:
            if not connection.execute(doom, (name, name)).rowcount:
                raise NotFound(kind="collection", name=name)
            connection.execute("DELETE FROM names WHERE name = ? OR staged_for = ?", (name, name))

    def swap(self, name: str, staged: str) -> None:
        """Let `name` mean the folder of `staged` from now on; the old folder is doomed."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT uid FROM names WHERE name = ? AND staged_for = ?", (staged, name)
            ).fetchone()
            if row is None:
                raise NotFound(kind="collection", name=staged)
            connection.execute("INSERT INTO doomed SELECT uid FROM names WHERE name = ?", (name,))
            connection.execute("DELETE FROM names WHERE name = ?", (staged,))
            connection.execute("UPDATE names SET uid = ? WHERE name = ?", (row[0], name))

    def sweep(self) -> None:
        """Remove doomed folders, also those that a killed process left."""
        with self._database.reading() as connection:
            doomed = [uid for (uid,) in connection.execute("SELECT uid FROM doomed")]
        for uid in doomed:
            away = self._folders / f".{uid}.{secrets.token_hex(3)}"
            with suppress(FileNotFoundError):  # renamed first: nobody opens a half-removed one
                self.folder(uid).rename(away)
            for rest in self._folders.glob(f".{uid}.*"):
                shutil.rmtree(rest, ignore_errors=True)
            with self._database.writing() as connection:
                connection.execute("DELETE FROM doomed WHERE uid = ?", (uid,))

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _add(
        self, name: str, uid: str, staged_for: str | None, make: Callable[[Path], None]
    ) -> str:
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM names WHERE name = ?", (name,)).fetchone():
                raise CollectionExists(name=name)
            taken = (
                "SELECT 1 FROM names WHERE uid = :uid UNION SELECT 1 FROM doomed WHERE uid = :uid"
            )
            if connection.execute(taken, {"uid": uid}).fetchone():
                raise Conflict(reason=_(_UID_TAKEN).format(uid=uid))
            make(self.folder(uid))
            connection.execute("INSERT INTO names VALUES (?, ?, ?)", (name, uid, staged_for))
        return uid
