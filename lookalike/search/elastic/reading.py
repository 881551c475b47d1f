"""Reads by id, and whole collections page by page."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lookalike.core.chunks import batched
from lookalike.core.errors import LookalikeError
from lookalike.search.elastic.clauses import exists
from lookalike.search.elastic.client import Client
from lookalike.search.elastic.errors import refusal

log = logging.getLogger(__name__)

Hit = Mapping[str, Any]

BATCH = 500
PAGE = 1_000
KEEP_ALIVE = "10m"

_ID = re.compile("[0-9a-f]{64}")


def by_id(client: Client, alias: str, ids: Sequence[str], wanted: Sequence[str]) -> Iterator[Hit]:
    """Yield the documents that are there, as last written, with the fields `wanted` of each.

    A vector field named here is returned; without names it would be left out (from 9.2).
    """
    for batch in batched(_known(ids), BATCH):
        found = client.mget(index=alias, ids=batch, source_includes=list(wanted))
        for hit in found["docs"]:
            if "error" in hit:
                raise refusal(503, hit["error"])  # unless its type says more: a shard is away
            if hit["found"]:
                yield hit


def having(client: Client, alias: str, ids: Sequence[str], fields: Sequence[str]) -> set[str]:
    """Return the ids whose documents have a value in every one of `fields`."""
    found: set[str] = set()
    for batch in batched(_known(ids), PAGE):
        clauses = [{"ids": {"values": batch}}, *(exists(field) for field in fields)]
        answer = client.search(
            index=alias, query={"bool": {"filter": clauses}}, size=len(batch), source=False
        )
        found |= {hit["_id"] for hit in answer["hits"]["hits"]}
    return found


def scan(
    client: Client,
    alias: str,
    query: Mapping[str, Any],
    source: Sequence[str] = (),
) -> Iterator[Hit]:
    """Yield all that match, of one moment, in no order; memory holds one page."""
    pit = client.open_point_in_time(index=alias, keep_alive=KEEP_ALIVE)["id"]
    after = None
    try:
        while True:
            answer = client.search(
                pit={"id": pit, "keep_alive": KEEP_ALIVE},
                query=query,
                sort=[{"_shard_doc": "asc"}],
                search_after=after,
                size=PAGE,
                source={"includes": list(source)} if source else False,
                track_total_hits=False,
            )
            pit = answer["pit_id"]
            hits = answer["hits"]["hits"]
            yield from hits
            if len(hits) < PAGE:
                return
            after = hits[-1]["sort"]
    finally:
        _close(client, pit)


def _known(ids: Sequence[str]) -> dict[str, None]:
    """Return the ids, each once, without what is none.

    Elasticsearch refuses a whole request for an id that is empty or too long.
    """
    return dict.fromkeys(id_ for id_ in ids if _ID.fullmatch(id_))


def _close(client: Client, pit: str) -> None:
    try:
        client.close_point_in_time(id=pit)
    except LookalikeError as error:
        log.info("a point in time was not closed and will expire: %s", error)
