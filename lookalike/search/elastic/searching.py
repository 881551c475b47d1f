"""Sends searches, many to a request, and reads their hits."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lookalike.search.elastic import queries
from lookalike.search.elastic.client import Connection
from lookalike.search.elastic.errors import refusal
from lookalike.search.elastic.known import Known
from lookalike.search.engine import Stats
from lookalike.search.filters import Filter
from lookalike.search.wanted import LexicalHit

QUERIES_PER_REQUEST = 64

Hits = list[tuple[float, str]]
"""(score, id), best first."""


class Searcher:
    """Runs searches on one collection at a time."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def answers(
        self, alias: str, bodies: Sequence[Mapping[str, Any]]
    ) -> Iterator[Mapping[str, Any]]:
        """Yield the answer to each search; an error of one is raised."""
        for start in range(0, len(bodies), QUERIES_PER_REQUEST):
            searches: list[Mapping[str, Any]] = []
            for body in bodies[start : start + QUERIES_PER_REQUEST]:
                searches += [{}, body]
            found = self.connection.client.msearch(index=alias, searches=searches)
            for answer in found["responses"]:
                if "error" in answer:
                    raise refusal(answer["status"], answer["error"])
                yield answer

    def hits(self, alias: str, bodies: Sequence[Mapping[str, Any]]) -> list[Hits]:
        """Return the hits of each search."""
        return [_hits(answer) for answer in self.answers(alias, bodies)]

    def lexical(
        self, alias: str, tokens: Sequence[str], k: int, filters: Sequence[Filter]
    ) -> list[LexicalHit]:
        """Return documents with any of the distinct `tokens`."""
        [answer] = self.answers(alias, [queries.lexical_body(tokens, k, filters)])
        return words_read(answer, len(tokens))

    def facets(
        self, alias: str, fields: Sequence[str], filters: Sequence[Filter], size: int
    ) -> dict[str, list[tuple[str, int]]]:
        """Return value counts by field, most first, then by value."""
        [answer] = self.answers(alias, [queries.facets_body(fields, filters, size)])
        return facets_read(answer, fields)

    def stats(self, known: Known) -> Stats:
        """Return the figures of a collection, of the rows those of fields that an encoder has."""
        fields = [field.name for field in known.collection.encoders.values()]
        [answer] = self.answers(known.alias, [queries.stats_body(fields)])
        counted = answer["aggregations"]
        stored = self.connection.client.indices.stats(index=known.alias, metric="store")
        return Stats(
            documents=answer["hits"]["total"]["value"],
            files=int(counted["files"]["value"]),
            vectors={field: counted[field]["doc_count"] for field in fields},
            bytes=stored["_all"]["total"]["store"]["size_in_bytes"],
        )


def facets_read(
    answer: Mapping[str, Any], fields: Sequence[str]
) -> dict[str, list[tuple[str, int]]]:
    """Return the value counts of `fields` that a search for facets found."""
    counted = answer["aggregations"]
    return {
        field: [(one["key"], one["doc_count"]) for one in counted[field]["values"]["buckets"]]
        for field in fields
    }


def words_read(answer: Mapping[str, Any], tokens: int) -> list[LexicalHit]:
    """Return what a lexical search for so many distinct tokens found."""
    bonus = queries.token_bonus(tokens)
    found = [LexicalHit(id_, int(score // bonus), score % bonus) for score, id_ in _hits(answer)]
    return sorted(found, key=lambda hit: (-hit.matched, -hit.score, hit.id))


def _hits(answer: Mapping[str, Any]) -> Hits:
    return [(_score(hit), hit["_id"]) for hit in answer["hits"]["hits"]]


def _score(hit: Mapping[str, Any]) -> float:
    """Return a hit's score, which stands among its sort values where it was sorted."""
    return float(hit["sort"][0] if "sort" in hit else hit["_score"])
