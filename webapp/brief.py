"""A brief memory between pages and engine, so that a page of results costs few calls.

Every page, and every thumbnail on it, asks which collection a name means; every page asks how many
documents pass its filters and how often each value is among them. Those answers are kept for
`FRESH` seconds. That is safe: rows are never taken from memory, a vector field's name is never
reused, so a search with an older description of a collection either finds the right rows or is an
error of the engine, never a wrong answer; and a figure two seconds old is what a slower connection
would have shown. Only answers are kept, not errors: a new collection is there at once, and one
dropped through here is gone at once. While one thread asks anew the others take the answer of up to
`STALE` seconds ago instead of queueing behind a slow engine.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar, cast

from lookalike.core.errors import EngineBusy
from lookalike.core.texts import N_, _
from lookalike.search.engine import Collection, Engine
from lookalike.search.filters import Filter
from lookalike.search.searches import FACET_SIZE
from lookalike.search.wanted import Rankings, Wanted

FRESH = 2.0
STALE = 30.0
PATIENCE = 1.0
KEPT = 256
CHANGING = frozenset({"create", "drop", "swap", "set_default", "add_field", "drop_field"})

Answer = TypeVar("Answer")
Facets = dict[str, list[tuple[str, int]]]

_SLOW = N_("it takes long to answer")


class BriefEngine:
    """An engine that remembers collections, counts and facets for a moment, and nothing else.

    `last_seen`: the collections as they last were, for pages that must not ask.
    """

    def __init__(self, engine: Engine, fresh: float = FRESH) -> None:
        self._behind = engine
        self._fresh = fresh
        self._answers: dict[Hashable, tuple[float, object]] = {}
        self._asking: dict[Hashable, Lock] = {}
        self._guard = Lock()
        self.last_seen: list[Collection] = []

    def __getattr__(self, name: str) -> Any:
        """Hand any other call to the engine behind; one that changes collections ends all memory."""
        call = getattr(self._behind, name)
        return self._then_forget(call) if name in CHANGING else call

    def collections(self) -> list[Collection]:
        """Return all collections, as of the last moments."""
        self.last_seen = self._briefly(("collections",), self._behind.collections)
        return self.last_seen

    def collection(self, name: str) -> Collection:
        """Return one collection, as of the last moments; NotFound is never remembered."""
        return self._briefly(("collection", name), lambda: self._behind.collection(name))

    def count(self, name: str, filters: Sequence[Filter] = ()) -> int:
        """Return how many documents pass the filters, as of the last moments."""
        key = ("count", name, tuple(filters))
        return self._briefly(key, lambda: self._behind.count(name, filters))

    def facets(
        self,
        name: str,
        fields: Iterable[str],
        filters: Sequence[Filter] = (),
        *,
        size: int = FACET_SIZE,
    ) -> Facets:
        """Return value counts by field, as of the last moments."""
        wanted = tuple(fields)
        return self._briefly(
            _facets_key(name, wanted, filters, size),
            lambda: self._behind.facets(name, wanted, filters, size=size),
        )

    def rankings(self, name: str, wanted: Wanted) -> Rankings:
        """Return what is wanted, of that the facets as of the last moments, but for words alone."""
        if wanted.is_by_words:
            return self._behind.rankings(name, wanted)
        key = _facets_key(name, wanted.facets, wanted.filters, FACET_SIZE)
        known = cast("Facets | None", self._known(key, self._fresh))
        if known is not None:
            found = self._behind.rankings(name, replace(wanted, facets=()))
            return replace(found, facets=known)
        found = self._behind.rankings(name, wanted)
        if wanted.facets:
            self._keep(key, found.facets)
        return found

    def _briefly(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        known = self._known(key, self._fresh)
        if known is not None:
            return cast(Answer, known)
        with self._guard:
            asking = self._asking.setdefault(key, Lock())
        stale = self._known(key, STALE)
        if not asking.acquire(timeout=PATIENCE if stale is None else 0):
            if stale is None:
                raise EngineBusy(engine=self._behind.name, reason=_(_SLOW))
            return cast(Answer, stale)
        try:
            known = self._known(key, self._fresh)
            return cast(Answer, known) if known is not None else self._ask(key, ask)
        finally:
            asking.release()

    def _then_forget(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def change(*given: Any, **named: Any) -> Any:
            try:
                return call(*given, **named)
            finally:
                with self._guard:
                    self._answers.clear()

        return change

    def _known(self, key: Hashable, seconds: float) -> object | None:
        asked, answer = self._answers.get(key, (float("-inf"), None))
        return answer if time.monotonic() - asked < seconds else None

    def _ask(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        try:
            answer = ask()
        except BaseException:
            with self._guard:
                self._answers.pop(key, None)
                self._asking.pop(key, None)
            raise
        self._keep(key, answer)
        return answer

    def _keep(self, key: Hashable, answer: object) -> None:
        with self._guard:
            if len(self._answers) >= KEPT:
                self._answers.clear()
                self._asking.clear()
            self._answers[key] = (time.monotonic(), answer)


def _facets_key(name: str, fields: Iterable[str], filters: Sequence[Filter], size: int) -> Hashable:
    return ("facets", name, tuple(fields), tuple(filters), size)
