"""The real teacher: asked once for each text, and what it says is near where meanings are."""

import numpy as np
import pytest

from lookalike.training.mini import teacher
from lookalike.training.mini.teacher import taught


@pytest.fixture
def shown():
    return []


def test_it_knows_that_a_puppy_is_a_dog_and_is_asked_once(tmp_path, shown, monkeypatch):
    texts = ["a puppy", "a dog", "a truck"]
    rows = taught(texts, tmp_path / "taught", lambda done, total: shown.append((done, total)))
    assert rows.shape == (3, 384)
    assert shown == [(3, 3)]
    alike = rows @ rows.T
    assert alike[0, 1] > alike[0, 2] + 0.2

    def refuse():
        raise AssertionError("the teacher is asked again")

    monkeypatch.setattr(teacher, "_model", refuse)
    again = taught(texts, tmp_path / "taught", lambda done, total: None)
    np.testing.assert_array_equal(again, rows)


def test_what_was_interrupted_goes_on_with_the_part_after(tmp_path, monkeypatch):
    asked = []

    class Recorded:
        def encode(self, some, **_options):
            asked.append(list(some))
            return np.ones((len(some), 3))

    monkeypatch.setattr(teacher, "_model", Recorded)
    monkeypatch.setattr(teacher, "AT_ONCE", 2)

    def stop(done, _total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taught(list("abcdef"), tmp_path, stop)
    rows = taught(list("abcdef"), tmp_path, lambda done, total: None)
    assert asked == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert rows.shape == (6, 3)
