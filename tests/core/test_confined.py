"""Work in a process that may take so much: it answers, or what became of it is raised here."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from lookalike.core.confined import Bounds, confined
from lookalike.core.errors import BadRequest
from lookalike.core.texts import _, speaking

ENOUGH = Bounds(seconds=60, memory=2**30)


def told(name):
    return os.environ.get(name), Path.cwd(), os.getpid()


def refuse(field):
    raise BadRequest(field=field, reason=_("it is no file"))


def spin(_task):
    while True:
        pass


def hoard(count):
    return int(np.ones(count, np.uint8).sum())


def die(number):
    os.kill(os.getpid(), number)


def done(work, task, bounds=ENOUGH):
    return confined(work, task, bounds, module=__name__)


def test_it_works_elsewhere_in_the_environment_of_now(monkeypatch, tmp_path):
    for value in ("one", "two"):
        monkeypatch.setenv("LOOKALIKE_X", value)
        monkeypatch.chdir(tmp_path)
        found, folder, process = done(told, "LOOKALIKE_X")
        assert (found, folder) == (value, tmp_path)
        assert process != os.getpid()


def test_what_of_ours_it_raises_is_raised_here_in_the_language_of_here():
    with speaking("de"), pytest.raises(BadRequest, match="DATA: es ist keine Datei"):
        done(refuse, "DATA")


def test_more_processor_time_than_it_may_take():
    with pytest.raises(TimeoutError):
        done(spin, None, Bounds(seconds=1, memory=2**30))


def test_more_memory_than_it_may_take():
    assert done(hoard, 2**28) == 2**28
    with pytest.raises(MemoryError):
        done(hoard, 2**33)


def test_a_process_that_dies():
    with pytest.raises(ChildProcessError):
        done(die, signal.SIGKILL)
