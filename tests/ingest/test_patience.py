from threading import Thread

import pytest

from ingest.channel import Aborted
from ingest.patience import Patience
from lookalike.core.errors import EngineBusy, EngineUnavailable, StorageFull

AWAY = EngineUnavailable(engine="test", reason="connection refused")


class Flaky:
    """Raises the given errors in turn, then answers."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.asked = 0

    def __call__(self):
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


def test_an_engine_that_comes_back_is_asked_again_and_the_wait_told_once():
    said = []
    flaky = Flaky(AWAY, EngineBusy(engine="test", reason="queue full"), AWAY)
    assert Patience(60, first_pause=0.001, say=said.append).call(flaky) == "answer"
    assert flaky.asked == 4
    assert len(said) == 2
    assert "connection refused" in said[0]
    assert said[1] == ""


def test_an_engine_that_stays_away_ends_the_wait_with_its_error():
    flaky = Flaky(*[AWAY] * 1000)
    with pytest.raises(EngineUnavailable, match="connection refused"):
        Patience(0.05, first_pause=0.01).call(flaky)
    assert flaky.asked > 1


def test_a_full_disk_is_not_waited_for():
    flaky = Flaky(StorageFull(engine="test", reason="flood stage"))
    with pytest.raises(StorageFull):
        Patience(60).call(flaky)
    assert flaky.asked == 1


def test_aborting_ends_a_wait():
    patience, results = Patience(3600, first_pause=3600), []

    def work():
        with pytest.raises(Aborted):
            patience.call(Flaky(AWAY))
        results.append("aborted")

    thread = Thread(target=work, daemon=True)
    thread.start()
    patience.abort()
    thread.join(5)
    assert results == ["aborted"]
