"""A folder of drawn pictures and the command line on the embedded engine."""

import json
import secrets

import cv2
import numpy as np
import pytest

from lookalike.cli.main import run
from lookalike.core.settings import load_settings, settings
from lookalike.search.engines import open_engine


def draw(path, colour, stripes=0):
    """Write a picture of one colour, with `stripes` dark stripes."""
    image = np.full((96, 128, 3), colour[::-1], np.uint8)
    for i in range(stripes):
        image[:, i * 128 // stripes :: max(1, 128)] = 0
        image[i * 96 // stripes : i * 96 // stripes + 4] = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())
    return path


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "My Pictures"
    draw(folder / "warm" / "red.png", (220, 30, 30))
    draw(folder / "warm" / "orange.jpg", (240, 140, 30), stripes=3)
    draw(folder / "cold" / "blue.webp", (30, 60, 220), stripes=6)
    (folder / "notes.txt").write_text("not an image")
    return folder


@pytest.fixture
def lookalike(capsys):
    """Run the command line; return exit status, stdout (parsed where it is JSON) and stderr."""

    def call(*arguments):
        settings.cache_clear()
        status = run([str(each) for each in arguments])
        out, err = capsys.readouterr()
        try:
            return status, json.loads(out), err
        except json.JSONDecodeError:
            return status, out, err

    return call


@pytest.fixture
def on_engine(request, monkeypatch):
    """Let commands use the engine that the test is for: `on_engine(name)`; return it open."""
    opened = []

    def use(name):
        if name == "elasticsearch":
            url = request.getfixturevalue("elasticsearch_url")
            monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_URL", url)
            monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_PREFIX", "c" + secrets.token_hex(4))
        monkeypatch.setenv("LOOKALIKE_ENGINE", name)
        opened.append(open_engine(load_settings()))
        return opened[-1]

    yield use
    for engine in opened:
        for each in engine.collections():
            engine.drop(each.name)
        engine.close()
