"""The vector fields of one collection, and how far the file of each is built."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from lookalike.core.errors import BadRequest, UnknownChoice
from lookalike.core.texts import N_, _
from lookalike.search.engine import VectorField

_NAME_TAKEN = N_("the collection has a vector field {name} already")

_PUBLIC = ", ".join(field.name for field in fields(VectorField))


@dataclass(frozen=True, slots=True)
class StoredField:
    """A field as stored: the first `built` rows, up to `built_seq`, are in file `generation`.

    `current` is False once another field of the same encoder took its place; `changes` counts
    every change of its rows.
    """

    number: int
    public: VectorField
    current: bool
    generation: int
    built: int
    built_seq: int
    changes: int


def stored_fields(connection: sqlite3.Connection) -> dict[str, StoredField]:
    """Return all fields by name, in the order they were made."""
    query = (
        f"SELECT number, current, generation, built, built_seq, changes, {_PUBLIC} "  # noqa: S608
        "FROM fields ORDER BY number"
    )
    found = {}
    for number, current, generation, built, built_seq, changes, *known in connection.execute(query):
        public = VectorField(*known)
        found[public.name] = StoredField(
            number, public, bool(current), generation, built, built_seq, changes
        )
    return found


def stored_field(connection: sqlite3.Connection, name: str) -> StoredField:
    """Return one field by name, or raise UnknownChoice."""
    return field_among(stored_fields(connection), name)


def field_among(fields: Mapping[str, StoredField], name: str) -> StoredField:
    """Return the field `name` of `fields`, or raise UnknownChoice that names those there are."""
    if name not in fields:
        current = sorted(known for known, field in fields.items() if field.current)
        raise UnknownChoice(field="vector", value=name, choices=", ".join(current) or "-")
    return fields[name]


def add_field(connection: sqlite3.Connection, new: VectorField) -> None:
    """Add a field; the encoder's field so far keeps its rows but is not current any more."""
    there = stored_fields(connection).get(new.name)
    if there and (
        there.current or replace(there.public, state=new.state, runtime=new.runtime) != new
    ):
        raise BadRequest(field="field", reason=_(_NAME_TAKEN).format(name=new.name))
    connection.execute(
        "UPDATE meta SET value = ? WHERE key = 'default_encoder' AND value IS NULL", (new.encoder,)
    )
    connection.execute("UPDATE fields SET current = 0 WHERE encoder = ?", (new.encoder,))
    if there:
        connection.execute(
            "UPDATE fields SET current = 1, state = ? WHERE name = ?", (new.state, new.name)
        )
        return
    connection.execute(
        f"INSERT INTO fields ({_PUBLIC}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (new.name, new.encoder, new.dims, new.metric, new.fingerprint, new.state, new.runtime),
    )


def set_state(connection: sqlite3.Connection, encoder: str, state: str) -> None:
    """Set the state of an encoder's current field, or raise UnknownChoice."""
    query = "UPDATE fields SET state = ? WHERE encoder = ? AND current"
    if not connection.execute(query, (state, encoder)).rowcount:
        raise _unknown(connection, encoder)


def drop_fields(connection: sqlite3.Connection, encoder: str) -> list[int]:
    """Delete an encoder's fields with their rows and return their numbers, or raise UnknownChoice."""
    query = "SELECT number FROM fields WHERE encoder = ?"
    numbers = [number for (number,) in connection.execute(query, (encoder,))]
    if not numbers:
        raise _unknown(connection, encoder)
    for number in numbers:
        connection.execute("DELETE FROM vectors WHERE field = ?", (number,))
        connection.execute("DELETE FROM dead WHERE field = ?", (number,))
        connection.execute("DELETE FROM fields WHERE number = ?", (number,))
    connection.execute(
        "UPDATE meta SET value = (SELECT encoder FROM fields WHERE current ORDER BY number LIMIT 1)"
        " WHERE key = 'default_encoder' AND value = ?",
        (encoder,),
    )
    return numbers


def set_default(connection: sqlite3.Connection, encoder: str) -> None:
    """Make an encoder the default, or raise UnknownChoice."""
    if not connection.execute("SELECT 1 FROM fields WHERE encoder = ?", (encoder,)).fetchone():
        raise _unknown(connection, encoder)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'default_encoder'", (encoder,))


def _unknown(connection: sqlite3.Connection, encoder: str) -> UnknownChoice:
    there = connection.execute("SELECT DISTINCT encoder FROM fields ORDER BY encoder")
    choices = ", ".join(known for (known,) in there)
    return UnknownChoice(field="encoder", value=encoder, choices=choices or "-")
