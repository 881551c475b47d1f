"""A second encoder joins a living collection, on either engine, while the first one serves."""

import secrets
import threading

import numpy as np
import pytest

from ingest.filling import fill
from ingest.joining import alone, drop_encoder, join
from ingest.thumbnailed import Thumbnailed
from lookalike.core.errors import (
    BadRequest,
    Conflict,
    EncoderMismatch,
    EncoderUnavailable,
    UnknownChoice,
)
from lookalike.core.settings import load_settings
from lookalike.encoders import registry
from lookalike.imaging import decode
from lookalike.search.engines import open_engine
from lookalike.search.media import media_path
from lookalike.search.query import Query, QueryTerm
from lookalike.search.service import SearchService
from tests.fake_encoder import FakeEncoder
from tests.ingest.conftest import NAME
from tests.ingest.seams import (
    EngineWrapper,
    OtherVersion,
    Picky,
    SecondEncoder,
    Watched,
    away,
)
from tests.webapp.adding import Held

LONG = 60


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def current(request, tmp_path):
    known = {"data": tmp_path / "data", "decoders": 2}
    if request.param == "elasticsearch":
        known |= {
            "engine": "elasticsearch",
            "elasticsearch_url": request.getfixturevalue("elasticsearch_url"),
            "elasticsearch_prefix": "f" + secrets.token_hex(4),
            "elasticsearch_index_type": "flat",
        }
    return load_settings(**known)


@pytest.fixture
def engine(current):
    built = open_engine(current)
    registry.register(FakeEncoder())
    yield built
    registry.forget("fake")
    for each in built.collections():
        built.drop(each.name)
    built.close()


class Watching(SecondEncoder):
    """Calls `after(number)` after each batch."""

    def __init__(self, after):
        super().__init__()
        self.after = after
        self.batches = 0

    def encode_images(self, images):
        rows = super().encode_images(images)
        self.batches += 1
        self.after(self.batches)
        return rows


class PickySecond(Picky):
    id = "second"


@pytest.fixture
def second():
    return SecondEncoder()


@pytest.fixture
def few(photos, draw, run):
    """Five photos in the collection; their paths."""
    paths = [draw(photos / f"{n}.png", n, size=(20 + n, 30)) for n in range(5)]
    run()
    return paths


@pytest.fixture
def many(photos, draw, run):
    for n in range(300):
        draw(photos / f"{n:03}.png", n, size=(8, 8))
    run()


@pytest.fixture
def marks(engine, current, second):
    """Return the ids whose row was made from a thumbnail."""
    return lambda: Thumbnailed(current.data, engine.collection(NAME).uid, second.field).ids()


@pytest.fixture
def covered(engine, second):
    return lambda: engine.stats(NAME).coverage(second.field)


@pytest.fixture
def filled(engine, current, second):
    """Fill: `filled(encoder=..., engine=..., progress=...)`."""

    def work(**known):
        known.setdefault("engine", engine)
        return fill(known.pop("engine"), current, NAME, known.pop("encoder", second), **known)

    return work


def in_thread(work):
    """Begin `work` in a thread and return what waits for its result."""
    results = []
    thread = threading.Thread(target=lambda: results.append(work()), daemon=True)
    thread.start()

    def wait():
        thread.join(LONG)
        assert results, "it hangs or failed"
        return results[0]

    return wait


def test_the_first_encoder_answers_as_ever_while_the_second_is_filled(
    many, engine, current, second, filled, covered
):
    service = SearchService(engine, current)
    id_ = next(iter(engine.listing(NAME)))[0]

    def ask(encoder=None):
        query = Query(NAME, (QueryTerm("id", id_),), encoder=encoder, by="vectors", size=30)
        return [(hit.id, hit.distance) for hit in service.search(query).hits]

    before, answers, over = ask(), [], threading.Event()

    def client():
        while not over.wait(0.02):
            answers.append(ask())
        return len(answers)

    seen = []

    def look(number):
        if number == 9:  # 288 images are encoded, most of their rows written
            asked = len(answers)
            while len(answers) < asked + 2:
                over.wait(0.01)
            seen.append(
                len(engine.vectors(NAME, second.field, [i for i, _ in engine.listing(NAME)]))
            )
            with pytest.raises(EncoderUnavailable, match="still being filled"):
                ask("second")

    searching = in_thread(client)
    report = filled(encoder=Watching(look))
    over.set()
    assert searching() > 2
    assert all(answer == before for answer in answers)
    assert 0 < seen[0] < 300
    assert (report.rows, report.coverage, covered(), report.status) == (300, 100, 100, 0)
    assert engine.collection(NAME).encoders["second"].state == "ready"
    registry.register(second)
    assert ask("second")[0] == (id_, 0.0)
    registry.forget("second")


def test_a_row_is_that_of_the_original(few, engine, second, filled, id_of):
    filled()
    ids = [id_of(path) for path in few]
    stored = engine.vectors(NAME, second.field, ids)
    images = [decode(path.read_bytes(), path.name).image for path in few]
    rows = second.encode_images(images)
    for id_, row in zip(ids, rows, strict=True):
        assert stored[id_] == pytest.approx(row / np.linalg.norm(row), abs=1e-5)


def test_thumbnails_stand_in_for_originals_that_are_gone_until_these_are_back(
    few, engine, current, filled, marks, covered, id_of
):
    ids, kept = [id_of(path) for path in few], [path.read_bytes() for path in few]
    few[0].unlink()
    few[1].write_bytes(kept[2])  # other bytes where the original was
    few[3].unlink()
    media_path(current.data, engine.collection(NAME).uid, ids[3]).unlink()
    report = filled()
    assert (report.rows, report.thumbnails, report.without, report.status) == (4, 2, 1, 3)
    assert "3.png" in report.examples[0][0]
    assert "thumbnail" in report.examples[0][1]
    assert (report.coverage, covered()) == (80, 80)
    assert marks() == {ids[0], ids[1]}
    assert engine.collection(NAME).encoders["second"].state == "ready"
    for path, data in zip(few, kept, strict=True):
        path.write_bytes(data)
    report = filled()
    assert (report.rows, report.thumbnails, report.without, report.coverage) == (3, 0, 0, 100)
    assert marks() == set()
    assert filled().rows == 0


def test_where_no_image_can_be_encoded_the_field_waits(few, engine, filled):
    with pytest.raises(EncoderUnavailable, match="not one image of “photos”"):
        filled(encoder=_failing())
    assert engine.collection(NAME).encoders["second"].state == "filling"
    assert filled().coverage == 100


def _failing():
    class Failing(SecondEncoder):
        def encode_images(self, images):
            raise ValueError("out of order")

    return Failing()


def test_an_image_that_the_encoder_cannot_take_is_counted_with_its_reason(few, filled):
    report = filled(encoder=PickySecond(22))
    assert (report.rows, report.without, report.coverage) == (4, 1, 80)
    assert report.examples == [("2.png", report.examples[0][1])]
    assert "width 22" in report.examples[0][1]


def test_what_is_deleted_meanwhile_is_no_error(few, engine, filled, id_of):
    gone = {"get": id_of(few[0]), "put_vectors": id_of(few[1])}

    def before(method, *_args):
        if id_ := gone.pop(method, None):
            engine.delete(NAME, [id_], refresh="wait_for")

    report = filled(engine=EngineWrapper(engine, before))
    assert (report.rows, report.without, report.coverage, report.status) == (3, 0, 100, 0)


def test_an_engine_that_is_away_for_a_while_is_waited_for(few, engine, filled):
    seen = []
    before = away("missing_vectors", "put_vectors", times=1)
    report = filled(engine=EngineWrapper(engine, before), progress=seen.append)
    assert (report.rows, report.coverage) == (5, 100)
    assert (seen[-1].written, seen[-1].total, seen[-1].eta) == (5, 5, 0)
    assert any("connection refused" in each.waiting for each in seen)
    assert seen[-1].waiting == ""


def test_a_second_one_at_once_is_told_so(few, engine, current, filled):
    there, busy = engine.collection(NAME), "filled in by another process"
    with alone(current.data, there, "second"), pytest.raises(Conflict, match=busy):
        filled()
    assert filled().coverage == 100
    with alone(current.data, there, "second"), pytest.raises(Conflict, match=busy):
        drop_encoder(engine, current, NAME, "second")


def test_a_run_that_began_before_is_waited_for_and_its_images_are_filled(
    few, photos, draw, run, source, filled, covered, engine
):
    held, begun = Held(source()), threading.Event()
    running = in_thread(lambda: run(source=held, started=lambda _number: begun.set()))
    assert begun.wait(LONG)
    draw(photos / "late.png", 99)
    waiting = []

    def look(reached):
        if "began before" in reached.waiting:
            waiting.append(reached)
            held.open.set()

    report = filled(progress=look)
    assert running().counts.added == 1
    assert waiting
    assert (report.rows, report.coverage, covered()) == (6, 100, 100)


def test_a_run_that_begins_meanwhile_gives_both_and_leaves_the_rest_to_the_filling(
    few, photos, draw, run, source, second, encoder, engine, covered, filled
):
    join(engine, NAME, second)
    draw(photos / "new.png", 77)
    watched = Watched(source())
    assert run(source=watched, encoders=[encoder, second]).counts.added == 1
    assert watched.reads == ["new.png"]
    assert covered() == 16
    assert filled().rows == 5
    assert covered() == 100


def test_another_version_of_an_encoder_that_is_there_is_refused(few, filled):
    with pytest.raises(EncoderMismatch):
        filled(encoder=OtherVersion())


def test_an_encoder_leaves_unless_it_is_the_only_one_or_the_default(
    few, engine, current, filled, covered
):
    with pytest.raises(BadRequest, match="no other encoder"):
        drop_encoder(engine, current, NAME, "fake")
    filled()
    with pytest.raises(BadRequest, match="set-default photos second"):
        drop_encoder(engine, current, NAME, "fake")
    with pytest.raises(UnknownChoice, match="fake, second"):
        drop_encoder(engine, current, NAME, "third")
    drop_encoder(engine, current, NAME, "second")
    assert list(engine.collection(NAME).encoders) == ["fake"]
    assert filled().rows == 5
    assert covered() == 100
