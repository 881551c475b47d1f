"""The drawn collection as a source: listed without drawing, drawn as files of its kind."""

import cv2
import numpy as np
import pytest

from ingest.run import ingest
from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageRefused, ImageTooLarge
from lookalike.core.settings import load_settings
from lookalike.imaging import is_candidate
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.sources.base import Found
from lookalike.sources.drawn import DEMO_SEEDS, DrawnSource, draw
from tests.fake_encoder import FakeEncoder

LIMIT = 10_000_000


class Counting(DrawnSource):
    """Counts what is read, that is drawn."""

    def __init__(self, count):
        super().__init__(count)
        self.reads = 0

    def read(self, found, limit):
        self.reads += 1
        return super().read(found, limit)


def test_the_whole_collection_is_listed_the_same_each_time():
    source = DrawnSource()
    entries = [each.entry for each in source]
    assert entries == [each.entry for each in source]
    assert len({entry.uri for entry in entries}) == 1500
    assert len({(entry.folder, entry.filename) for entry in entries}) == 1500
    assert {entry.filename.rsplit(".")[1] for entry in entries} == {"jpg", "png", "webp"}
    assert all(entry.category and entry.caption and entry.tags for entry in entries)
    assert {entry.source for entry in entries} == {source.uri}


def test_an_entry_says_what_the_drawing_says():
    entry = next(iter(DrawnSource(DEMO_SEEDS[:1]))).entry
    drawing = draw(1_000_000)
    assert entry.uri == "drawn://demo/1000000"
    assert (entry.category, entry.caption, entry.tags) == (
        drawing.category,
        drawing.caption,
        drawing.tags,
    )
    assert entry.filename.endswith("-1000000.jpg")


def test_files_are_images_of_the_format_their_names_say():
    magic = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG", "webp": b"RIFF"}
    source = DrawnSource(DEMO_SEEDS[:40])
    seen = set()
    for found in source:
        ending = found.entry.filename.rsplit(".")[1]
        if ending in seen:
            continue
        seen.add(ending)
        data = source.read(found, LIMIT)
        assert data.startswith(magic[ending])
        assert is_candidate(found.entry.filename, data[:64])
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        drawn = draw(int(found.entry.uri.rsplit("/")[-1])).image
        assert np.abs(pixels.astype(int) - drawn).mean() < 8
    assert seen == set(magic)


def test_a_picture_is_the_same_file_each_time():
    source = DrawnSource(DEMO_SEEDS[:3])
    for found in source:
        assert source.read(found, LIMIT) == source.read(found, LIMIT)


@pytest.mark.parametrize("uri", ["drawn://demo/7", "drawn://demo/x", "file:///tmp/a.jpg"])
def test_what_is_no_picture_of_the_collection_is_refused(uri):
    with pytest.raises(ImageRefused, match="not one of the drawn pictures"):
        DrawnSource().read(Found(FileEntry(uri=uri, size=0, filename="a.jpg")), LIMIT)


def test_a_picture_above_the_limit_is_refused():
    source = DrawnSource(DEMO_SEEDS[:1])
    with pytest.raises(ImageTooLarge):
        source.read(next(iter(source)), 1000)


def test_a_second_run_draws_nothing(tmp_path):
    settings = load_settings(data=tmp_path / "data", decoders=1)
    engine = EmbeddedEngine(settings.data)
    try:
        first, second = Counting(DEMO_SEEDS[:30]), Counting(DEMO_SEEDS[:30])
        done = ingest(engine, settings, "demo", first, [FakeEncoder()])
        again = ingest(engine, settings, "demo", second, [FakeEncoder()], prune=True)
        assert (done.counts.added, first.reads) == (30, 30)
        assert (again.counts.unchanged, again.counts.added, second.reads) == (30, 0, 0)
        assert again.counts.removed == 0
    finally:
        engine.close()
