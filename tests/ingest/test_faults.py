import errno
import threading

import pytest

from ingest.journal import Journal
from ingest.run import ingest
from lookalike.core.errors import EngineBusy, EngineUnavailable, StorageFull
from lookalike.search.engine import Written
from tests.fake_encoder import FakeEncoder
from tests.ingest.seams import EngineWrapper, Nothing, Watched, away


@pytest.fixture
def many(photos, draw):
    return [draw(photos / f"{n:03}.png", n, size=(8, 8)) for n in range(240)]


@pytest.fixture
def last_run(engine, current):
    def look():
        uid = engine.collection("photos").uid
        journal = Journal(current.data / "collections" / uid)
        runs = journal.runs()
        journal.close()
        return runs[0]

    return look


def nothing_hangs():
    return not [each for each in threading.enumerate() if each.name.startswith("ingest-")]


def within(work, seconds=60):
    """Run `work` in a thread of its own; return what it raised, or fail where it hangs."""
    raised = []

    def caught():
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            raised.append(error)

    thread = threading.Thread(target=caught, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), "it hangs"
    assert nothing_hangs()
    return raised[0] if raised else None


def test_the_first_hundred_are_searchable_before_loading_begins(run, many, engine):
    wrapped = EngineWrapper(engine, lambda *_call: None)
    run(engine=wrapped)
    order = [
        (name, options.get("refresh"))
        for name, _args, options in wrapped.calls
        if name in {"put", "begin_load", "end_load"}
    ]
    hundredth = order.index(("put", "wait_for"))
    assert order[hundredth + 1] == ("begin_load", None)
    assert order[-1] == ("end_load", None)
    assert [refresh for name, refresh in order if name == "put"].count("wait_for") == 1
    assert sum(len(args[1]) for args, _ in wrapped.asked("put")[: hundredth + 1]) == 100


def test_an_engine_that_is_away_for_a_while_is_waited_for(run, many, engine, last_run):
    seen = []
    before = away("put", "having", "listing", "end_load", times=2)
    report = run(engine=EngineWrapper(engine, before), progress=seen.append)
    assert (report.counts.added, report.status) == (240, 0)
    assert engine.count("photos") == 240
    assert last_run().state == "done"
    assert any("connection refused" in each.waiting for each in seen)
    assert seen[-1].waiting == ""


def test_an_engine_that_stays_away_ends_the_run_and_the_next_one_goes_on(
    run, many, engine, last_run
):
    calls = iter(range(1000))

    def before(method, *_args):
        if method in {"put", "end_load"} and next(calls) >= 1:
            raise EngineUnavailable(engine="test", reason="connection refused")

    error = within(lambda: run(engine=EngineWrapper(engine, before), patience=0.2))
    assert isinstance(error, EngineUnavailable)
    assert (last_run().state, last_run().error) == ("failed", str(error))
    report = run()
    assert report.counts.added + report.counts.unchanged == 240
    assert report.counts.unchanged > 0
    assert engine.count("photos") == 240


def test_items_that_are_refused_because_the_engine_is_busy_go_again_alone(run, many, engine):
    class Busy(EngineWrapper):
        """Stores every second item, and refuses the others once."""

        refused = False

        def put(self, name, items, *, refresh=False):
            self.calls.append(("put", (name, items), {}))
            if self.refused or len(items) < 2:
                return self._engine.put(name, items, refresh=refresh)
            self.refused = True
            written = self._engine.put(name, items[::2], refresh=refresh)
            busy = EngineBusy(engine="test", reason="queue full")
            late = [Written(item.document.id, "failed", busy) for item in items[1::2]]
            both = {each.id: each for each in written + late}
            return [both[item.document.id] for item in items]

    wrapped = Busy(engine, lambda *_call: None)
    report = run(engine=wrapped)
    assert (report.counts.added, report.status) == (240, 0)
    first, second = (args[1] for args, _ in wrapped.asked("put")[:2])
    assert [item.document.id for item in second] == [item.document.id for item in first[1::2]]


def test_a_full_disk_of_the_engine_stops_the_run_at_once_with_its_cause(
    run, many, engine, last_run
):
    full = StorageFull(engine="test", reason="flood stage")
    wrapped = EngineWrapper(engine, away("put", times=99, error=full))
    error = within(lambda: run(engine=wrapped))
    assert (error, len(wrapped.asked("put"))) == (full, 1)
    assert (last_run().state, "flood stage" in last_run().error) == ("failed", True)


@pytest.mark.parametrize("method", ["having", "put", "begin_load"])
def test_an_unexpected_error_of_the_engine_ends_the_run_without_hanging(run, many, engine, method):
    trouble = RuntimeError("broken")
    error = within(lambda: run(engine=EngineWrapper(engine, away(method, times=99, error=trouble))))
    assert error is trouble


def test_a_source_that_breaks_ends_the_run_without_hanging(run, many, source):
    def break_down(entry):
        if entry.filename == "150.png":
            raise RuntimeError("broken")

    error = within(lambda: run(source=Watched(source(), before_read=break_down)))
    assert str(error) == "broken"


def test_a_progress_that_breaks_ends_the_run_without_hanging(run, many, last_run):
    def show(_reached):
        raise KeyboardInterrupt

    assert isinstance(within(lambda: run(progress=show)), KeyboardInterrupt)
    assert last_run().state == "interrupted"
    assert run().status == 0


def test_thumbnails_that_cannot_be_written_end_the_run(run, many, engine, current, encoder):
    run(encoders=[encoder], source=Nothing())
    folder = current.data / "collections" / engine.collection("photos").uid / "media"
    folder.write_bytes(b"in the way")
    error = within(run)
    assert isinstance(error, OSError)
    assert error.errno in {errno.ENOTDIR, errno.EEXIST}
    folder.unlink()
    assert run().counts.added == 240


def test_end_load_is_called_when_a_run_fails(run, many, source, engine):
    wrapped = EngineWrapper(engine, lambda *_call: None)

    def break_down(entry):
        if entry.filename == "239.png":
            raise RuntimeError("broken")

    within(lambda: run(source=Watched(source(), before_read=break_down), engine=wrapped))
    assert wrapped.asked("end_load")


class Counted(bytes):
    """Bytes that know how many of them are alive."""

    alive = 0
    peak = 0
    lock = threading.Lock()

    def __new__(cls, data):
        made = super().__new__(cls, data)
        with cls.lock:
            Counted.alive += len(made)
            Counted.peak = max(Counted.peak, Counted.alive)
        return made

    def __del__(self):
        with self.lock:
            Counted.alive -= len(self)


class Counting(Watched):
    """A source whose bytes are counted while they are alive."""

    def read(self, found, limit):
        return Counted(super().read(found, limit))


class Slow(FakeEncoder):
    """An encoder that notes how many bytes of pictures wait for it, and lets them pile up."""

    def __init__(self):
        super().__init__()
        self.peak = 0

    def encode_images(self, images):
        self.peak = max(self.peak, sum(image.nbytes for image in images))
        threading.Event().wait(0.02)
        return super().encode_images(images)


def test_large_images_are_never_all_in_memory(engine, current, source, photos, draw):
    for n in range(300):
        draw(photos / f"{n}.png", n, size=(240, 160))
    one = (photos / "0.png").stat().st_size
    picture = 240 * 160 * 3
    memory = 40 * picture
    Counted.peak = Counted.alive = 0
    encoder = Slow()
    report = ingest(
        engine, current, "photos", Counting(source()), [encoder], memory=memory
    )  # 115,200 bytes of pixels each, hardly fewer in the file
    assert report.counts.added == 300
    assert Counted.peak <= memory // 4 + 2 * one
    assert encoder.peak <= memory
    assert Counted.alive == 0
