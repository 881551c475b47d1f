"""What goes on while a collection is filled: searches, runs, a second filling."""

import threading

import pytest

from ingest.joining import alone, drop_encoder, join
from lookalike.core.errors import (
    Conflict,
    EncoderUnavailable,
)
from lookalike.encoders import registry
from lookalike.search.query import Query, QueryTerm
from lookalike.search.service import SearchService
from tests.ingest.conftest import NAME
from tests.ingest.filling.parts import LONG, Watching, in_thread
from tests.ingest.seams import (
    Watched,
)
from tests.webapp.adding import Held


def test_the_first_encoder_answers_as_ever_while_the_second_is_filled(
    many, engine, current, second, filled, covered
):
    service = SearchService(engine, current)
    id_ = next(iter(engine.listing(NAME)))[0]

    def ask(encoder=None):
        query = Query(NAME, (QueryTerm("id", id_),), encoder=encoder, by="vectors", size=30)
        return [(hit.id, hit.distance) for hit in service.search(query).hits]

    before, answers, over = ask(), [], threading.Event()

    def client():
        while not over.wait(0.02):
            answers.append(ask())
        return len(answers)

    seen = []

    def look(number):
        if number == 9:  # 288 images are encoded, most of their rows written
            asked = len(answers)
            while len(answers) < asked + 2:
                over.wait(0.01)
            seen.append(
                len(engine.vectors(NAME, second.field, [i for i, _ in engine.listing(NAME)]))
            )
            with pytest.raises(EncoderUnavailable, match="still being filled"):
                ask("second")

    searching = in_thread(client)
    report = filled(encoder=Watching(look))
    over.set()
    assert searching() > 2
    assert all(answer == before for answer in answers)
    assert 0 < seen[0] < 300
    assert (report.rows, report.coverage, covered(), report.status) == (300, 100, 100, 0)
    assert engine.collection(NAME).encoders["second"].state == "ready"
    registry.register(second)
    assert ask("second")[0] == (id_, 0.0)
    registry.forget("second")


def test_a_second_one_at_once_is_told_so(few, engine, current, filled):
    there, busy = engine.collection(NAME), "filled in by another process"
    with alone(current.data, there, "second"), pytest.raises(Conflict, match=busy):
        filled()
    assert filled().coverage == 100
    with alone(current.data, there, "second"), pytest.raises(Conflict, match=busy):
        drop_encoder(engine, current, NAME, "second")


def test_a_run_that_began_before_is_waited_for_and_its_images_are_filled(
    few, photos, draw, run, source, filled, covered, engine
):
    held, begun = Held(source()), threading.Event()
    running = in_thread(lambda: run(source=held, started=lambda _number: begun.set()))
    assert begun.wait(LONG)
    draw(photos / "late.png", 99)
    waiting = []

    def look(reached):
        if "began before" in reached.waiting:
            waiting.append(reached)
            held.open.set()

    report = filled(progress=look)
    assert running().counts.added == 1
    assert waiting
    assert (report.rows, report.coverage, covered()) == (6, 100, 100)


def test_a_run_that_begins_meanwhile_gives_both_and_leaves_the_rest_to_the_filling(
    few, photos, draw, run, source, second, encoder, engine, covered, filled
):
    join(engine, NAME, second)
    draw(photos / "new.png", 77)
    watched = Watched(source())
    assert run(source=watched, encoders=[encoder, second]).counts.added == 1
    assert watched.reads == ["new.png"]
    assert covered() == 16
    assert filled().rows == 5
    assert covered() == 100
