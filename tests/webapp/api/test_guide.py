"""docs/api.md, followed as written: every line of its shell, every program."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lookalike.encoders.registry import load_encoder
from lookalike.search.collections import ensure
from tests.webapp.gallery import COLOURS, Gallery, picture

TEXT = (Path(__file__).parents[3] / "docs/api.md").read_text()
SHELL = re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
REFUSED = re.findall(r"^```sh refused\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
PROGRAMS = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
ADDRESS = "http://127.0.0.1:5000"


@pytest.fixture
def photos(gallery, tmp_path):
    """A collection `photos`, its one.jpg, and more.zip, in the folder where the guide is followed."""
    made = Gallery(gallery.engine, gallery.settings, [load_encoder("classic")])
    ensure(made.engine, "photos", made.encoders)
    one = picture((230, 20, 20), 300, 200, ".jpg")
    made.put("one", one, "photos")
    for name, colour in COLOURS.items():
        made.put(name, picture(colour), "photos")
    folder = tmp_path / "guide"
    folder.mkdir()
    (folder / "one.jpg").write_bytes(one)
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("sky.png", picture((90, 160, 255)))
    # An answer of 400 or more ends the shell, and what is shown goes with its status.
    (folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
    return folder


@pytest.fixture
def follow(photos, gallery, served):
    """Run a program in the folder of the guide, against the served site; return what became of it."""

    def run(*command):
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(photos),
            "LOOKALIKE_DATA": str(gallery.settings.data),
            "SITE": served,
        }
        command = [each.replace(ADDRESS, served) for each in command]
        return subprocess.run(
            command, check=False, cwd=photos, env=environment, capture_output=True, text=True
        )

    return run


def test_every_line_of_the_shell_works(follow):
    assert len(SHELL) >= 8
    done = follow("bash", "-euxc", "".join(SHELL))
    assert done.returncode == 0, done.stdout + done.stderr
    asked = re.findall("^[+] curl", done.stderr, re.MULTILINE)
    assert len(asked) >= "".join(SHELL).count("curl ")  # one of them waits for the end of a run


def test_what_is_told_to_be_refused_is(follow):
    [block] = REFUSED
    for line in block.splitlines():
        done = follow("bash", "-euc", line)
        assert done.returncode == 22, done.stdout + done.stderr  # what curl says of 400 or more
        assert "not installed" in done.stdout


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_works(follow, program):
    done = follow(sys.executable, "-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
