"""A second encoder joins a living collection, on either engine, while the first one serves."""

import numpy as np
import pytest

from ingest.joining import drop_encoder
from lookalike.core.errors import (
    BadRequest,
    EncoderMismatch,
    EncoderUnavailable,
    UnknownChoice,
)
from lookalike.imaging import decode
from lookalike.search.media import media_path
from tests.ingest.conftest import NAME
from tests.ingest.filling.parts import PickySecond
from tests.ingest.seams import (
    EngineWrapper,
    OtherVersion,
    SecondEncoder,
    away,
)


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
