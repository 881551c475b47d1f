import pytest

from lookalike.core.settings import settings
from lookalike.encoders import registry, speed
from tests.fake_encoder import FakeEncoder


@pytest.fixture
def fake(monkeypatch):
    """The fake encoder, measured for no longer than a batch."""
    registry.register(FakeEncoder())
    measured = speed.measure
    monkeypatch.setattr(speed, "measure", lambda encoder: measured(encoder, seconds=0))
    yield
    registry.forget("fake")


def test_check_prints_what_it_measured_and_keeps_it(lookalike, fake):
    status, answer, _ = lookalike("encoders", "check", "fake", "--json")
    kept = speed.kept(settings().data, FakeEncoder())
    assert status == 0
    assert answer == {"id": "fake", **kept.model_dump(mode="json")}


def test_check_says_it_in_a_line(lookalike, fake):
    status, line, _ = lookalike("encoders", "check", "fake")
    assert status == 0
    assert line.startswith("fake: ")
    assert "images/s (numpy float32)" in line


def test_check_refuses_an_encoder_that_is_not_there(lookalike):
    status, _, sentence = lookalike("encoders", "check", "nope")
    assert status == 2
    assert "nope" in sentence
