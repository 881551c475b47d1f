"""All that one page of results is made from, in one request."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lookalike.search.elastic import queries
from lookalike.search.elastic.client import Connection
from lookalike.search.elastic.nearest import Nearest
from lookalike.search.elastic.searching import Searcher, facets_read, words_read
from lookalike.search.searches import FACET_SIZE
from lookalike.search.wanted import Neighbour, Rankings, Wanted

Body = Mapping[str, Any]


def find(
    connection: Connection,
    alias: str,
    wanted: Wanted,
    nearest: Callable[[Searcher], Nearest] | None,
) -> Rankings:
    """Return what is wanted; words, count and facets go along with the first request of `nearest`.

    Only where very many documents lie at one distance does `nearest` ask again.
    """
    tokens = list(dict.fromkeys(wanted.tokens))
    company = _Company(connection, _bodies(wanted, tokens), labelled=bool(wanted.labelled))
    near: list[Neighbour] = []
    if nearest is not None:
        [near] = nearest(company).find(wanted.k)
    else:
        list(company.answers(alias, []))
    found = company.returned
    lexical = words_read(found["words"], len(tokens)) if tokens else []
    first = (near if nearest is not None else lexical)[: wanted.labelled]
    return Rankings(
        near=near,
        lexical=lexical,
        passing=_total(found["passing"]),
        matching=_total(found["words"]) if tokens else 0,
        facets=facets_read(found["facets"], wanted.facets) if wanted.facets else {},
        labels={each.id: company.labels[each.id] for each in first if each.id in company.labels},
    )


def _bodies(wanted: Wanted, tokens: Sequence[str]) -> dict[str, Body]:
    """Return by name what is to be asked beside the nearest."""
    filters = wanted.filters
    bodies: dict[str, Body] = {"passing": queries.passing_body(filters)}
    if tokens:
        bodies["words"] = queries.lexical_body(tokens, wanted.k, filters, wanted.without)
    if wanted.facets:
        by_words = tokens if wanted.is_by_words else []
        bodies["facets"] = queries.facets_body(
            wanted.facets, filters, FACET_SIZE, by_words, wanted.without
        )
    return bodies


class _Company(Searcher):
    """A searcher whose first request takes further searches along.

    `returned` holds their answers by name; `labels` the categories of all that was found.
    """

    def __init__(
        self, connection: Connection, bodies: Mapping[str, Body], *, labelled: bool
    ) -> None:
        super().__init__(connection)
        self._waiting = dict(bodies)
        self._labelled = labelled
        self.returned: dict[str, Body] = {}
        self.labels: dict[str, Sequence[str]] = {}

    def answers(self, alias: str, bodies: Sequence[Body]) -> Iterator[Body]:
        """Yield the answer to each of `bodies`; an error of one, or of their company, is raised."""
        along, self._waiting = self._waiting, {}
        asked = [*bodies, *along.values()]
        if self._labelled:
            asked = [queries.labelled(body) for body in asked]
        answers = list(super().answers(alias, asked))
        self.returned.update(zip(along, answers[len(bodies) :], strict=True))
        for answer in answers:
            self.labels |= {
                hit["_id"]: sorted(hit["fields"]["category"])
                for hit in answer["hits"]["hits"]
                if "fields" in hit
            }
        yield from answers[: len(bodies)]


def _total(answer: Body) -> int:
    return int(answer["hits"]["total"]["value"])
