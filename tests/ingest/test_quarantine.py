import os

import pytest

from lookalike.core.errors import LookalikeError, RowRefused
from lookalike.search.engine import Written
from tests.ingest.seams import EngineWrapper, NeverAsked, Picky, Watched, Zero


@pytest.fixture
def good(photos, draw):
    return draw(photos / "good.png", 1)


@pytest.fixture
def cut(photos, draw):
    """A PNG whose end is missing."""
    path = draw(photos / "cut.png", 2, size=(64, 64))
    path.write_bytes(path.read_bytes()[:-3000])
    return path


def names(report):
    return [each.uri.rsplit("/", 1)[1] for each in report.quarantine]


def test_a_truncated_image_is_quarantined_with_its_reason(run, good, cut, engine):
    report = run()
    assert (report.counts.added, report.status) == (1, 3)
    [held] = report.quarantine
    assert (held.uri.endswith("/cut.png"), held.code) == (True, "image_truncated")
    assert "cut.png is truncated" in report.as_text()
    assert report.as_dict()["quarantined"] == 1
    assert engine.count("photos") == 1


def test_a_quarantined_file_is_not_read_again_until_it_changes(run, good, cut, source, touch):
    run()
    watched = Watched(source())
    report = run(source=watched)
    assert (watched.reads, names(report), report.status) == ([], ["cut.png"], 3)
    touch(cut, 3)
    report = run(source=watched)
    assert (watched.reads, names(report)) == (["cut.png"], ["cut.png"])


def test_retry_reads_the_quarantine_again(run, good, cut, source):
    run()
    watched = Watched(source())
    report = run(source=watched, retry=True)
    assert (watched.reads, names(report), report.counts.quarantined) == (
        ["cut.png"], ["cut.png"], 1
    )  # fmt: skip


def test_a_mended_file_comes_in_and_leaves_the_quarantine(run, good, cut, draw):
    run()
    draw(cut, 3)
    report = run()
    assert (report.counts.added, report.status, names(report)) == (1, 0, [])
    assert run().status == 0


def test_a_quarantined_file_that_is_deleted_leaves_the_quarantine(run, good, cut):
    run()
    cut.unlink()
    assert run().status == 0


def test_a_changed_file_that_is_broken_now_keeps_its_document(run, good, listed, id_of):
    run()
    before = id_of(good)
    good.write_bytes(b"half a file")
    assert names(run()) == ["good.png"]
    assert list(listed()) == [before]
    assert names(run(prune=True)) == ["good.png"]
    assert list(listed()) == [before]


def test_a_file_above_the_limit_of_bytes_is_quarantined(run, good, photos, current):
    (photos / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(10_000))
    report = run(settings=current.model_copy(update={"max_file_bytes": 9_000}))
    assert ([each.code for each in report.quarantine], names(report)) == (
        ["image_too_large"], ["huge.png"]
    )  # fmt: skip


def test_a_file_that_keeps_changing_is_quarantined(run, good, photos, source):
    growing = photos / "growing.png"
    growing.write_bytes(good.read_bytes())

    def grow(entry):
        if entry.filename == "growing.png":
            with growing.open("ab") as file:
                file.write(b"more")

    report = run(source=Watched(source(), before_read=grow))
    assert (names(report), report.counts.added) == (["growing.png"], 1)
    assert "changes while it is read" in report.as_text()
    assert run().status == 0


def test_a_file_that_changed_once_since_it_was_listed_is_read_as_it_is(
    run, good, source, draw, listed, id_of
):
    changes = iter([lambda: draw(good, 9, size=(30, 30))])

    def change(_entry):
        next(changes, lambda: None)()

    assert run(source=Watched(source(), before_read=change)).counts.added == 1
    assert list(listed()) == [id_of(good)]
    assert run().counts.unchanged == 1


def test_a_file_that_vanishes_before_it_is_read_is_skipped(run, good, photos, source, draw):
    lost = draw(photos / "lost.png", 5)

    def lose(entry):
        if entry.filename == "lost.png":
            lost.unlink()

    report = run(source=Watched(source(), before_read=lose))
    assert (report.counts.added, report.counts.skipped, report.status) == (1, 1, 0)


def test_one_image_the_encoder_fails_on_does_not_take_its_batch_along(run, photos, draw):
    for n in range(20):
        draw(photos / f"{n:02}.png", n, size=(33 if n == 7 else 24, 16))
    report = run(encoders=[Picky(33)])
    assert (report.counts.added, names(report)) == (19, ["07.png"])
    assert "ValueError: width 33" in report.as_text()


def test_an_encoder_that_fails_on_everything_ends_the_run(run, photos, draw):
    for n in range(130):
        draw(photos / f"{n}.png", n, size=(8, 8))
    with pytest.raises(LookalikeError, match="asked to encode"):
        run(encoders=[NeverAsked()])


def test_a_row_the_engine_refuses_is_quarantined_alone(run, photos, draw):
    for n in range(5):
        draw(photos / f"{n}.png", n, size=(33 if n == 3 else 24, 16))
    report = run(encoders=[Zero(33)])
    assert (report.counts.added, names(report)) == (4, ["3.png"])
    assert report.quarantine[0].code == "row_refused"


def test_a_document_the_engine_refuses_is_quarantined_with_the_engines_reason(run, good, engine):
    class Refusing(EngineWrapper):
        def put(self, name, items, *, refresh=False):
            error = RowRefused(field="v", reason="not today")
            return [Written(item.document.id, "failed", error) for item in items]

    report = run(engine=Refusing(engine, lambda *_call: None))
    assert (names(report), report.counts.added) == (["good.png"], 0)
    assert "not today" in report.as_text()
    report = run(retry=True)
    assert (names(report), report.counts.added) == ([], 1)


def test_a_file_that_is_not_readable_is_skipped_and_not_pruned(run, good, photos, draw, listed):
    shut = draw(photos / "shut.png", 6)
    run()
    shut.unlink()
    os.mkfifo(shut)
    report = run(prune=True)
    assert report.counts.skipped == 1
    assert len(listed()) == 2
