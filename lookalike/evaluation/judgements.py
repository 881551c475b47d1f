"""What is relevant to which query, and what was found: small where queries share their judgements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Run = Mapping[str, Sequence[tuple[str, float]]]
"""Query id -> (document id, distance), nearest first: the order is the product's own."""

PerQuery = Mapping[str, Mapping[str, float]]
"""Measure -> query id -> value."""

RELEVANT = 1
MAX_GRADE = 1_000
"""trec_eval keeps a count for every grade there could be."""


@dataclass(frozen=True)
class Judgements:
    """Relevance of documents to queries, said once for each group of queries that share it.

    `groups`: key -> document id -> relevance, 1 and more is relevant. `of`: query id -> key; each
    key is one of `groups`. `without`: query id -> the document that does not count for it, because
    it is the query itself.
    """

    groups: Mapping[str, Mapping[str, int]]
    of: Mapping[str, str]
    without: Mapping[str, str] = field(default_factory=dict)

    def for_query(self, query: str) -> dict[str, int]:
        """Return document id -> relevance of one query; KeyError for a query without judgements.

        It may be the group itself, which others share: read only.
        """
        group = self._groups[self.of[query]]
        without = self.without.get(query)
        if without not in group:
            return group
        return {document: grade for document, grade in group.items() if document != without}

    def judged(self, query: str) -> int:
        """Return how many documents are judged for a query, itself perhaps among them."""
        return len(self._groups[self.of[query]])

    def relevant(self, query: str) -> int:
        """Return how many documents are relevant to a query."""
        key = self.of[query]
        itself = self._groups[key].get(self.without.get(query, ""), 0) >= RELEVANT
        return self._relevant[key] - itself

    @cached_property
    def queries(self) -> tuple[str, ...]:
        """The queries that have a relevant document: only they can be measured."""
        return tuple(query for query in self.of if self.relevant(query))

    @property
    def left_out(self) -> int:
        """How many queries have no relevant document."""
        return len(self.of) - len(self.queries)

    @cached_property
    def _groups(self) -> dict[str, dict[str, int]]:
        """The groups as plain dicts, which is what the library reads."""
        return {
            key: group if isinstance(group, dict) else dict(group)
            for key, group in self.groups.items()
        }

    @cached_property
    def _relevant(self) -> dict[str, int]:
        return {
            key: sum(grade >= RELEVANT for grade in group.values())
            for key, group in self._groups.items()
        }
