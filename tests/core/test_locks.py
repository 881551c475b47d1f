import os
import signal
import subprocess
import sys

import pytest

from lookalike.core.locks import file_lock

HOLD = """
import sys, time
from pathlib import Path
from lookalike.core.locks import file_lock
with file_lock(Path(sys.argv[1]), wait=True):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_lock_has_one_holder_and_is_free_again_after(tmp_path):
    path = tmp_path / "lock"
    with file_lock(path, wait=False) as first, file_lock(path, wait=False) as second:
        assert (first, second) == (True, False)
    with file_lock(path, wait=False) as third:
        assert third


def test_a_lock_is_free_when_its_holder_is_killed(tmp_path):
    path = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    with file_lock(path, wait=False) as meanwhile:
        assert not meanwhile
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    with file_lock(path, wait=True) as after:
        assert after


def test_a_link_in_the_place_of_a_lock_is_not_followed(tmp_path):
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"), file_lock(tmp_path / "lock", wait=True):
        pass
    assert not (tmp_path / "elsewhere").exists()
