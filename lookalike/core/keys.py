"""API keys: made once, shown once, kept as hashes in `keys.json` of the data folder."""

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path

from lookalike.core.errors import BadRequest, Conflict
from lookalike.core.files import without_controls, write_atomically
from lookalike.core.locks import file_lock
from lookalike.core.schema import KEYS_SCHEMA, check_schema, prepare_data_folder
from lookalike.core.texts import N_, _

NAME = "keys.json"
MAX_NAME = 100

_SECRET = re.compile(r"lk_(?P<id>[0-9a-f]{8})_[A-Za-z0-9_-]{43}\Z", re.ASCII)
_NAMELESS = N_("a name of 1 to {limit} characters says whose key it is")
_DAMAGED = N_("{file} in the data folder is damaged; move it away and make the keys again")


@dataclass(frozen=True, slots=True)
class Key:
    """A key that counts: its `id`, the name it was given, and when it was made."""

    id: str
    name: str
    made: datetime


_Stored = dict[str, tuple[Key, str]]
"""Each key and the sha256 of its secret, by the key's id; the oldest first."""


class Keys:
    """The keys of one data folder; several processes may read and change them."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def make(self, name: str) -> tuple[Key, str]:
        """Make a key; return it with its secret, which is kept nowhere. BadRequest for its name."""
        name = without_controls(name).strip()
        if not 1 <= len(name) <= MAX_NAME:
            raise BadRequest(field="name", reason=_(_NAMELESS).format(limit=MAX_NAME))
        with self._changing() as stored:
            while (key_id := secrets.token_hex(4)) in stored:
                pass
            secret = f"lk_{key_id}_{secrets.token_urlsafe(32)}"
            key = Key(key_id, name, datetime.now(UTC).replace(microsecond=0))
            stored[key_id] = (key, _hash(secret))
        return key, secret

    def find(self, secret: str) -> Key | None:
        """Return the key of a secret, None where it is none; the time taken says nothing of it."""
        said = _SECRET.match(secret)
        key, kept = self._read().get(said["id"], (None, "")) if said else (None, "")
        return key if compare_digest(kept, _hash(secret)) else None

    def get(self, key_id: str) -> Key | None:
        """Return the key of an id, or None where there is none, or no longer."""
        return self._read().get(key_id, (None, ""))[0]

    def all(self) -> list[Key]:
        """Return all keys, the oldest first."""
        return [key for key, _kept in self._read().values()]

    def remove(self, key_id: str) -> bool:
        """Remove a key, so that it counts no longer; say whether there was one."""
        with self._changing() as stored:
            return stored.pop(key_id, None) is not None

    @contextmanager
    def _changing(self) -> Iterator[_Stored]:
        """Yield what is stored and store what it is afterwards, while nobody else does."""
        with file_lock(prepare_data_folder(self._data) / "keys.lock", wait=True):
            stored = self._read()
            yield stored
            self._write(stored)

    def _read(self) -> _Stored:
        try:
            found = json.loads((self._data / NAME).read_bytes())
            check_schema(NAME, int(found["schema"]), KEYS_SCHEMA)
            return {each["id"]: (_key(each), str(each["sha256"])) for each in found["keys"]}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError) as error:
            raise Conflict(reason=_(_DAMAGED).format(file=NAME)) from error

    def _write(self, stored: _Stored) -> None:
        keys = [
            {"id": key.id, "name": key.name, "made": key.made.isoformat(), "sha256": kept}
            for key, kept in stored.values()
        ]
        text = json.dumps({"schema": KEYS_SCHEMA, "keys": keys}, indent=2)
        write_atomically(self._data / NAME, text.encode(), durable=True, private=True)


def _key(fields: dict[str, str]) -> Key:
    return Key(fields["id"], fields["name"], datetime.fromisoformat(fields["made"]))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
