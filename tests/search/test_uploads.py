import os
import time

import numpy as np
import pytest

from lookalike.core.errors import NotFound
from lookalike.search.uploads import LIFETIME, Uploads

ROW = np.array([1, 2, 3], np.float32)


def keep(uploads, name="a.jpg"):
    return uploads.keep({"v_x_1": ROW}, b"thumbnail", "f" * 64, name)


def test_an_upload_comes_back_by_its_token(tmp_path):
    uploads = Uploads(tmp_path)
    upload = uploads.load(keep(uploads, "ü<b>.jpg"))
    assert upload.vectors["v_x_1"].tolist() == [1, 2, 3]
    assert (upload.sha256, upload.name) == ("f" * 64, "ü<b>.jpg")
    assert upload.thumbnail.read_bytes() == b"thumbnail"


def test_an_upload_is_gone_after_a_day(tmp_path):
    uploads = Uploads(tmp_path, seldom=1)
    token = keep(uploads)
    long_ago = time.time() - LIFETIME - 60
    os.utime(tmp_path / "queries" / f"{token}.npz", (long_ago, long_ago))
    with pytest.raises(NotFound, match="kept for a day"):
        uploads.load(token)
    keep(uploads)
    assert len(list((tmp_path / "queries").iterdir())) == 2


def test_the_oldest_uploads_go_when_there_are_too_many(tmp_path):
    uploads = Uploads(tmp_path, cap=2, seldom=1)
    tokens = []
    for age in (30, 20, 10):
        token = keep(uploads)
        then = time.time() - age
        os.utime(tmp_path / "queries" / f"{token}.npz", (then, then))
        tokens.append(token)
    with pytest.raises(NotFound):
        uploads.load(tokens[0])
    assert uploads.load(tokens[2]).name == "a.jpg"


def test_the_folder_is_looked_through_at_every_so_many_uploads(tmp_path):
    uploads = Uploads(tmp_path, cap=1, seldom=3)
    left = []
    for _number in range(7):
        keep(uploads)
        left.append(len(list((tmp_path / "queries").glob("*.npz"))))
    assert left == [1, 2, 3, 1, 2, 3, 1]


@pytest.mark.parametrize("token", ["", "../../etc/passwd", "a" * 21, "a" * 23, "a" * 21 + "\n"])
def test_a_token_that_is_none_is_not_found(tmp_path, token):
    with pytest.raises(NotFound):
        Uploads(tmp_path).load(token)


@pytest.mark.parametrize("left", [b"", b"PK\x03\x04 half a file", b"no archive"])
def test_a_damaged_upload_is_not_found(tmp_path, left):
    uploads = Uploads(tmp_path)
    token = keep(uploads)
    (tmp_path / "queries" / f"{token}.npz").write_bytes(left)
    with pytest.raises(NotFound):
        uploads.load(token)
