import threading
import tracemalloc
from dataclasses import replace

import pytest

from lookalike.core.errors import EngineBusy, NotFound
from lookalike.search.filters import parse_filters
from lookalike.search.wanted import Rankings, Wanted
from webapp.brief import BriefEngine


class Slow:
    """An engine that counts, and answers when it is let."""

    name = "slow"

    def __init__(self):
        self.calls = 0
        self.open = threading.Event()
        self.open.set()

    def count(self, name, filters=()):
        self.calls += 1
        assert self.open.wait(10)
        return self.calls

    def facets(self, name, fields, filters=(), *, size=50):
        self.calls += 1
        return {field: [(name, self.calls)] for field in fields}

    def rankings(self, name, wanted):
        return Rankings([], [], 7, facets=self.facets(name, wanted.facets, wanted.filters))

    def collection(self, name):
        self.calls += 1
        raise NotFound(kind="collection", name=name)

    def stats(self, name):
        return f"stats of {name}"

    def drop(self, name):
        self.calls += 10


def test_an_answer_is_remembered_for_a_moment_by_its_question():
    engine = BriefEngine(Slow())
    assert engine.count("a") == engine.count("a") == 1
    assert engine.count("b") == 2


def test_dropping_a_collection_ends_all_memory():
    engine = BriefEngine(Slow())
    assert engine.count("a") == 1
    engine.drop("a")
    assert engine.count("a") == 12


def test_facets_are_remembered_whether_they_came_alone_or_with_a_page():
    behind = Slow()
    engine = BriefEngine(behind)
    wanted = Wanted(k=1, facets=("category",))
    assert engine.facets("a", ["category"]) == {"category": [("a", 1)]}
    assert engine.rankings("a", wanted) == Rankings([], [], 7, facets={"category": [("a", 1)]})
    assert engine.rankings("b", wanted).facets == {"category": [("b", 3)]}
    assert engine.facets("b", ["category"]) == {"category": [("b", 3)]}


def test_facets_under_other_filters_are_asked_for_anew():
    engine = BriefEngine(Slow())
    red = Wanted(k=1, facets=("category",), filters=parse_filters(["tags=red"]))
    counted = [engine.rankings("a", each).facets for each in (replace(red, filters=()), red)]
    assert counted == [{"category": [("a", 1)]}, {"category": [("a", 2)]}]
    assert engine.rankings("a", Wanted(k=1)).facets == {}


def test_an_old_answer_is_asked_for_anew():
    engine = BriefEngine(Slow(), fresh=0)
    assert [engine.count("a"), engine.count("a")] == [1, 2]


def test_that_something_is_not_there_is_never_remembered():
    behind = Slow()
    engine = BriefEngine(behind)
    for _ in range(2):
        with pytest.raises(NotFound):
            engine.collection("new")
    assert behind.calls == 2


def test_names_that_nothing_has_leave_nothing_in_memory():
    engine = BriefEngine(Slow())
    tracemalloc.start()
    for number in range(5_000):
        with pytest.raises(NotFound):
            engine.collection(f"no-{number}")
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 200_000


def test_all_else_goes_straight_through():
    assert BriefEngine(Slow()).stats("a") == "stats of a"


def test_while_one_asks_anew_the_others_take_the_older_answer():
    behind = Slow()
    engine = BriefEngine(behind, fresh=0)
    assert engine.count("a") == 1
    behind.open.clear()
    asking = threading.Thread(target=engine.count, args=("a",))
    asking.start()
    while behind.calls < 2:
        pass
    assert engine.count("a") == 1
    behind.open.set()
    asking.join()
    assert behind.calls == 2


def test_nobody_queues_for_long_behind_an_engine_that_hangs():
    behind = Slow()
    behind.open.clear()
    engine = BriefEngine(behind)
    asking = threading.Thread(target=engine.count, args=("a",))
    asking.start()
    while behind.calls < 1:
        pass
    with pytest.raises(EngineBusy):
        engine.count("a")
    behind.open.set()
    asking.join()


def test_facets_of_words_alone_are_of_these_words_and_not_remembered():
    engine = BriefEngine(Slow(), fresh=60)
    red, blue = (Wanted(k=1, tokens=[word], facets=["category"]) for word in ("red", "blue"))
    first, second = (engine.rankings("a", each).facets for each in (red, blue))
    assert first != second
    assert engine.facets("a", ["category"]) not in (first, second)
