"""A collection moves to a newer version of its encoder, on either engine, and serves meanwhile."""

from contextlib import contextmanager, nullcontext
from functools import partial

import pytest

from ingest.rebuilding import rebuild
from lookalike.encoders import registry
from lookalike.search.collections import field_named
from tests.fake_encoder import FakeEncoder
from tests.ingest.conftest import NAME
from tests.versions import Version, forget_versions, ship_up_to


@pytest.fixture(autouse=True)
def update(monkeypatch):
    """Return what makes Lookalike ship versions up to a number; the first is there already."""
    ship_up_to(monkeypatch, 1)
    yield partial(ship_up_to, monkeypatch)
    forget_versions()


@pytest.fixture
def album(photos, draw, run, update):
    """Forty photos with vectors of the first version; their paths."""
    paths = [draw(photos / f"{n}.png", n, size=(20, 30)) for n in range(40)]
    run(encoders=[Version(1)])
    return paths


@pytest.fixture
def rebuilt(engine, current):
    """Rebuild to the end; `show` is called with the progress of each encoder."""

    def work(show=None):
        return list(rebuild(engine, current, NAME, lambda _encoder: nullcontext(show)))

    return work


@contextmanager
def interrupted(_encoder):
    """Show progress as a terminal does on which somebody presses Ctrl-C."""

    def show(_progress):
        raise KeyboardInterrupt

    yield show


def test_an_update_alone_changes_nothing(album, engine, update, id_of):
    before = engine.collection(NAME)
    update(2)
    assert engine.collection(NAME).encoders == before.encoders
    assert field_named(before, "mini").encoder == "mini-1"
    assert registry.load_encoder("mini").id == "mini-2"


def test_rebuild_moves_every_image_to_the_newest_version(album, engine, update, rebuilt, id_of):
    update(2)
    [moved] = rebuilt()
    assert (moved.before, moved.after, moved.filled.rows) == ("mini-1", "mini-2", 40)
    collection = engine.collection(NAME)
    assert list(collection.encoders) == ["mini-2"]
    assert collection.default_encoder == "mini-2"
    stats = engine.stats(NAME)
    assert stats.vectors[collection.encoders["mini-2"].name] == 40
    assert rebuilt() == []


def test_the_old_version_serves_until_the_new_one_is_complete(
    album, engine, update, rebuilt, id_of
):
    update(2)
    old = engine.collection(NAME).encoders["mini-1"]
    [row] = engine.vectors(NAME, old.name, [id_of(album[7])]).values()
    seen = []

    def search(_progress):
        collection = engine.collection(NAME)
        [hits] = engine.knn(NAME, old.name, row[None], 1)
        seen.append((collection.default_encoder, hits[0].id))

    rebuilt(search)
    assert seen
    assert set(seen) == {("mini-1", id_of(album[7]))}


def test_interrupted_it_serves_as_before_and_goes_on(album, engine, current, update, rebuilt):
    update(2)

    with pytest.raises(KeyboardInterrupt):
        list(rebuild(engine, current, NAME, interrupted))
    assert engine.collection(NAME).default_encoder == "mini-1"
    [moved] = rebuilt()
    assert moved.filled.coverage == 100
    assert list(engine.collection(NAME).encoders) == ["mini-2"]


def test_another_encoder_of_the_same_id_is_filled_to_its_end_after_an_interruption(
    album, engine, current, rebuilt
):
    class Changed(Version):
        @property
        def fingerprint(self):
            return "f" * 64

    registry.register(Changed(1))

    with pytest.raises(KeyboardInterrupt):
        list(rebuild(engine, current, NAME, interrupted))
    assert engine.collection(NAME).encoders["mini-1"].state == "filling"
    [moved] = rebuilt()
    assert (moved.before, moved.after, moved.filled.coverage) == ("mini-1", "mini-1", 100)
    field = engine.collection(NAME).encoders["mini-1"]
    assert (field.state, field.fingerprint) == ("ready", "f" * 64)
    assert rebuilt() == []


def test_what_has_no_newer_version_stays(photos, draw, run, rebuilt, engine):
    draw(photos / "a.png", 1)
    run(encoders=[FakeEncoder()])
    before = engine.collection(NAME)
    assert rebuilt() == []
    assert engine.collection(NAME) == before
