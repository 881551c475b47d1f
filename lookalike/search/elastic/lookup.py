"""Which collections there are in the cluster, and what is known of each."""

import logging
import time

from lookalike.core.errors import SchemaTooNew
from lookalike.core.settings import Settings
from lookalike.search.elastic import mapping, names
from lookalike.search.elastic.client import Client, Connection
from lookalike.search.elastic.known import Known, read
from lookalike.search.engine import Collection, VectorField

log = logging.getLogger(__name__)

MOMENT = 1.0
"""Seconds for which what was read of a collection counts as present."""
FIELDS_KEPT = 60.0
"""Seconds for which its vector fields are: a field's name is never reused for other vectors."""


class Lookup:
    """Reads which collections there are, and remembers for a while what it read."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings
        self._known: dict[str, tuple[float, Known]] = {}

    @property
    def _client(self) -> Client:
        return self._connection.client

    def alias(self, name: str) -> str:
        """Return the alias of a collection, staged or not."""
        return names.alias_of(self._settings.elasticsearch_prefix, name)

    def known(self, name: str, *, within: float = 0.0) -> Known:
        """Return what is known of a collection, read at most `within` seconds ago, or NotFound."""
        read_at, known = self._known.get(name, (float("-inf"), None))
        if known is not None and time.monotonic() - read_at <= within:
            return known
        self.forget(name)
        found = self._client.indices.get(index=self.alias(name))
        [(index, described)] = found.body.items()
        known = read(name, self.alias(name), index, described)
        self._known[name] = (time.monotonic(), known)
        return known

    def forget(self, name: str) -> None:
        """Read the collection anew next time."""
        self._known.pop(name, None)

    def field(self, name: str, field: str) -> tuple[Known, VectorField]:
        """Return a collection and its vector field of that name; UnknownChoice without one."""
        for within in (FIELDS_KEPT, 0.0):
            known = self.known(name, within=within)
            found = known.find(field)
            if found:
                return known, found
        raise known.unknown(field)

    def collections(self) -> list[Collection]:
        """Return all collections by name; staged ones and foreign indices are none.

        One that a newer Lookalike wrote is left out, and logged.
        """
        prefix = self._settings.elasticsearch_prefix
        found = self._client.indices.get(index=f"{prefix}_*", features=["aliases", "mappings"])
        collections = []
        for described in found.body.values():
            meta = described["mappings"].get("_meta", {})
            for alias in described["aliases"]:
                name = alias.removeprefix(f"{prefix}_")
                if "schema" in meta and names.is_collection(name):
                    try:
                        collections.append(mapping.collection_of(name, meta))
                    except SchemaTooNew as error:
                        log.warning("%s", error)
        return sorted(collections, key=lambda each: each.name)
