"""The quarantines of all collections in one index, for Kibana to look at; the journal has the truth."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from lookalike.core.errors import CollectionExists, LookalikeError, NotFound
from lookalike.core.settings import Settings
from lookalike.search.elastic import bulk, reading
from lookalike.search.elastic.client import Client, Connection
from lookalike.search.elastic.mapping import DATE, KEYWORD, LONG
from lookalike.search.elastic.names import quarantine_of
from lookalike.search.engine import QuarantineRow

log = logging.getLogger(__name__)

# Rows are found by their source, so that has all the bytes Lucene takes: it is ASCII.
_SOURCE: dict[str, Any] = {"type": "keyword", "ignore_above": 32_766}

PROPERTIES: dict[str, dict[str, Any]] = {
    "collection": {"type": "keyword"},
    "source": _SOURCE,
    "uri": KEYWORD,
    "filename": KEYWORD,
    "folder": KEYWORD,
    "code": {"type": "keyword"},
    "reason": KEYWORD,
    "run": LONG,
    "at": DATE,
}

Stored = Mapping[str, Mapping[str, Any]]


def quarantine_body(alias: str, replicas: int) -> dict[str, Any]:
    """Return what `PUT <index>` takes."""
    return {
        "settings": {"index.number_of_shards": 1, "index.number_of_replicas": replicas},
        "mappings": {"dynamic": "strict", "properties": PROPERTIES},
        "aliases": {alias: {"is_write_index": True}},
    }


def stored(collection: str, source: str, rows: Sequence[QuarantineRow]) -> Stored:
    """Return the `_source` of every row, by `_id`: a uri stands once in a collection."""
    return {
        _id_of(collection, row.uri): {
            "collection": collection,
            "source": source,
            "uri": row.uri,
            "filename": row.filename,
            "folder": row.folder,
            "code": row.code,
            "reason": row.reason,
            "run": row.run,
            "at": row.at.isoformat(),
        }
        for row in rows
    }


def operations(before: Stored, after: Stored) -> list[bulk.Operation]:
    """Return the writes that make the one of the other; what is as it was is not written."""
    gone = [bulk.operation("delete", {"_id": id_}) for id_ in before if id_ not in after]
    new = [
        bulk.operation("index", {"_id": id_}, source)
        for id_, source in after.items()
        if before.get(id_) != source
    ]
    return gone + new


class Quarantine:
    """Writes the index `<prefix>-quarantine`; made when the first row comes."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._alias = quarantine_of(settings.elasticsearch_prefix)
        self._replicas = settings.elasticsearch_replicas

    @property
    def _client(self) -> Client:
        return self._connection.client

    def replace(self, collection: str, source: str, rows: Sequence[QuarantineRow]) -> None:
        """Let the index hold `rows` of that collection and source, and no others."""
        after = stored(collection, source, rows)
        if not self._client.indices.exists_alias(name=self._alias):
            if not after:
                return
            self._make()
        self._write(operations(self._found({"collection": collection, "source": source}), after))

    def forget(self, collection: str) -> None:
        """Remove the rows of a collection that is gone; what hinders it is logged."""
        try:
            self._write(operations(self._found({"collection": collection}), {}))
        except NotFound:
            return
        except LookalikeError as error:
            log.warning("the quarantine of %s stays in %s: %s", collection, self._alias, error)

    def _make(self) -> None:
        body = quarantine_body(self._alias, self._replicas)
        try:
            self._client.indices.create(index=f"{self._alias}-000001", **body)
        except CollectionExists:
            log.debug("another process has made %s meanwhile", self._alias)

    def _found(self, terms: Mapping[str, str]) -> Stored:
        self._client.indices.refresh(index=self._alias)
        query = {"bool": {"filter": [{"term": {field: value}} for field, value in terms.items()]}}
        found = reading.scan(self._client, self._alias, query, list(PROPERTIES))
        return {hit["_id"]: hit["_source"] for hit in found}

    def _write(self, wanted: Sequence[bulk.Operation]) -> None:
        answers = bulk.send(self._client, self._alias, wanted) if wanted else []
        for error in answers:
            if error and not isinstance(error, NotFound):  # another process was quicker to delete
                raise error


def _id_of(collection: str, uri: str) -> str:
    return hashlib.sha256(f"{collection}\0{uri}".encode()).hexdigest()
