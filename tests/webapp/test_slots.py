import threading

import pytest

from lookalike.core.errors import EngineBusy
from webapp.slots import Slots


def hold(slots, entered, leave):
    with slots.one():
        entered.set()
        assert leave.wait(10)


@pytest.fixture
def holding():
    """Let threads hold slots until the test ends: `holding(slots)` returns once one is held."""
    leave, threads = threading.Event(), []

    def start(slots):
        entered = threading.Event()
        threads.append(threading.Thread(target=hold, args=(slots, entered, leave)))
        threads[-1].start()
        assert entered.wait(10)

    yield start
    leave.set()
    for thread in threads:
        thread.join()


def test_one_too_many_is_turned_away_at_once(holding):
    slots = Slots(running=1, waiting=0)
    holding(slots)
    with pytest.raises(EngineBusy), slots.one():
        pass


def test_who_waits_too_long_is_turned_away(holding):
    slots = Slots(running=1, waiting=1, patience=0.01)
    holding(slots)
    with pytest.raises(EngineBusy), slots.one():
        pass


def test_a_slot_is_free_again_after_an_error():
    slots = Slots(running=1, waiting=0)
    for _ in range(3):
        with pytest.raises(ValueError, match="mine"), slots.one():
            raise ValueError("mine")


def test_a_crowd_is_answered_429_and_health_is_not_in_the_crowd(app, client, upload, holding):
    site = app.extensions["lookalike"]
    site.slots = Slots(running=1, waiting=0)
    holding(site.slots)
    for answer in (
        client.get("/c/gallery/"),
        client.get("/c/gallery/search?q=red"),
        upload(b"never looked at"),
    ):
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "many people are searching" in answer.text
    assert client.get("/health").status_code == 200
