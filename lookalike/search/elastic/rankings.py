"""All that one page of results is made from, in one request."""

from collections.abc import Callable

from lookalike.search.elastic import queries
from lookalike.search.elastic.client import Connection
from lookalike.search.elastic.nearest import Nearest
from lookalike.search.elastic.searching import Company, Searcher, words_read
from lookalike.search.wanted import Neighbour, Rankings, Wanted


def find(
    connection: Connection,
    alias: str,
    wanted: Wanted,
    nearest: Callable[[Searcher], Nearest] | None,
) -> Rankings:
    """Return what is wanted; words and count go along with the first request of `nearest`.

    Only where very many documents lie at one distance does `nearest` ask again.
    """
    tokens = list(dict.fromkeys(wanted.tokens))
    bodies = [queries.passing_body(wanted.filters)]
    if tokens:
        bodies.append(queries.lexical_body(tokens, wanted.k, wanted.filters, wanted.without))
    company = Company(connection, bodies)
    near: list[Neighbour] = []
    if nearest is not None:
        [near] = nearest(company).find(wanted.k)
    else:
        list(company.answers(alias, []))
    passing, *words = company.returned
    return Rankings(
        near=near,
        lexical=words_read(words[0], len(tokens)) if words else [],
        passing=passing["hits"]["total"]["value"],
    )
