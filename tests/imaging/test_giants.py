"""Large images and memory: one at a time, over all processes of a user."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

import pytest
from PIL import Image

from lookalike.core.locks import file_lock
from lookalike.imaging import decode
from lookalike.imaging.decode import GIANT, giants_lock

HEIGHT = GIANT // 4000 + 1


@pytest.fixture(scope="module", params=["PNG", "WEBP"])
def giant(request, encoded):
    return encoded(Image.new("RGB", (4000, HEIGHT), "teal"), request.param)


def test_a_giant_waits_while_another_process_decodes_one_and_small_images_do_not(
    giant, one_of_each
):
    with ThreadPoolExecutor(1) as pool:
        with file_lock(giants_lock(), wait=True):  # as another process would hold it
            waiting = pool.submit(decode, giant, "giant.png")
            with pytest.raises(NotYet):
                waiting.result(timeout=0.5)
            assert decode(one_of_each["png"], "small.png").width == 64
        assert waiting.result(timeout=60).width == 4000


def test_without_a_folder_to_lock_in_a_giant_is_decoded_all_the_same(giant, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert decode(giant, "giant.png").height == HEIGHT
