from datetime import UTC, datetime

import pytest

from lookalike.encoders import speed
from lookalike.encoders.speed import Speed
from tests.fake_encoder import FakeEncoder


class Renewed(FakeEncoder):
    """The same encoder on another runtime."""

    runtime = "elsewhere float16"


class Counting(FakeEncoder):
    """An encoder that notes the sizes of its batches."""

    def __init__(self):
        self.batches = []

    def encode_images(self, images):
        self.batches.append(len(images))
        return super().encode_images(images)


@pytest.fixture
def known():
    return Speed(
        images_per_second=12.5,
        measured_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
        fingerprint=FakeEncoder().fingerprint,
        runtime=FakeEncoder.runtime,
    )


def test_a_measurement_is_positive_and_says_of_what_it_is():
    found = speed.measure(FakeEncoder(), seconds=0.01)
    assert found.images_per_second > 0
    assert found.measured_at.tzinfo is not None
    assert (found.fingerprint, found.runtime) == (FakeEncoder().fingerprint, "numpy float32")


def test_the_first_batch_warms_up_and_at_least_one_counts():
    encoder = Counting()
    speed.measure(encoder, seconds=0)
    assert encoder.batches == [speed.PICTURES, speed.PICTURES]


def test_what_is_kept_comes_back(tmp_path, known):
    speed.keep(tmp_path, "fake", known)
    assert speed.kept(tmp_path, FakeEncoder()) == known
    assert (tmp_path / "version").exists()


def test_the_speed_of_another_runtime_is_not_this_ones(tmp_path, known):
    speed.keep(tmp_path, "fake", known)
    assert speed.kept(tmp_path, Renewed()) is None


@pytest.mark.parametrize("damage", [b"", b"{", b'{"images_per_second": -1}', b"[]", b"\xff"])
def test_a_damaged_file_is_no_speed(tmp_path, known, damage):
    speed.keep(tmp_path, "fake", known)
    (tmp_path / "encoders" / "fake" / "speed.json").write_bytes(damage)
    assert speed.kept(tmp_path, FakeEncoder()) is None


def test_nothing_was_kept_is_no_speed(tmp_path):
    assert speed.kept(tmp_path, FakeEncoder()) is None


def test_an_id_never_leaves_its_folder(tmp_path, known):
    speed.keep(tmp_path, "open_clip:../../x", known)
    written = list(tmp_path.rglob("speed.json"))
    assert [path.parent.parent for path in written] == [tmp_path / "encoders"]
