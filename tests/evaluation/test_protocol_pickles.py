"""The pickles of CIFAR-10: what Python 2 wrote is read, and nothing that a pickle says is run."""

import io
import pickle
import struct
import tarfile
import warnings

import numpy as np
import pytest

from lookalike.core.errors import SourceRefused
from lookalike.evaluation.protocols import batches as module
from lookalike.evaluation.protocols.batches import unpacked_batches
from lookalike.evaluation.protocols.pickled import read_batch
from tests.evaluation.archives import (
    NAMES,
    array,
    batch,
    batches,
    cifar_folder,
    cifar_tar,
    short,
    swatch,
)

IMAGES = [swatch("red"), swatch("cyan", 40)]
GOOD = batch(IMAGES, [3, 9])


def refused(data):
    with pytest.raises(SourceRefused) as error:
        read_batch(data, "data_batch_1", 10)
    assert "data_batch_1 cannot be read" in str(error.value)
    return str(error.value)


def test_a_batch_gives_images_and_labels():
    images, labels = read_batch(GOOD, "data_batch_1", 10)
    assert np.array_equal(images, IMAGES)
    assert labels == [3, 9]


def test_the_batches_made_here_are_what_numpy_reads():
    with warnings.catch_warnings(action="ignore"):
        held = pickle.loads(GOOD, encoding="bytes")
    assert held[b"data"].shape == (2, 3072)
    assert held[b"data"].dtype == np.uint8
    assert (held[b"data"][0, :1], held[b"data"][1, 1024]) == ([77], 255)
    assert held[b"labels"] == [3, 9]
    assert held[b"filenames"] == [b"swatch_s_000000.png", b"swatch_s_000001.png"]


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (b"cposix\nsystem\n", "posix.system"),
        (b"c__builtin__\neval\n", "__builtin__.eval"),
        (b"cnumpy\nload\n", "numpy.load"),
        (b"cnumpy.core.multiarray\nfromfile\n", "numpy.core.multiarray.fromfile"),
    ],
)
def test_a_pickle_that_calls_something_else_is_refused_and_calls_nothing(tmp_path, call, found):
    touched = tmp_path / "touched"
    command = b"touch %b" % bytes(touched)
    data = b"\x80\x02" + call + b"T" + struct.pack("<i", len(command)) + command + b"\x85R."
    assert found in refused(data)
    assert not touched.exists()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x80\x02(cposix\nsystem\nU\x02lsoposix\n.", id="an object"),
        pytest.param(b"(S'ls'\niposix\nsystem\n.", id="an instance, protocol 0"),
        pytest.param(pickle.dumps({"labels": [1]}), id="of Python 3"),
        pytest.param(b"\x80\x02}r\xff\xff\xff\x7f.", id="memory for two thousand million places"),
        pytest.param(b"\x80\x02" + b"N0" * 300_000 + b"N.", id="other steps"),
        pytest.param(b"\x80\x02" + b"(" * 600_000 + b"N.", id="too many steps"),
        pytest.param(GOOD[:-40], id="truncated"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\x80\x02N.", id="nothing"),
        pytest.param(b"\x80\x02cnumpy\nndarray\n(J\xff\xff\xff\x7ftR.", id="a giant array"),
        pytest.param(
            b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n}U\x08__code__K\x01sb.",
            id="a changed stand-in",
        ),
        pytest.param(b"\x80\x02cnumpy\ndtype\n}b.", id="a changed class"),
        pytest.param(batch(IMAGES, [3, 10]), id="a label too many"),
        pytest.param(batch(IMAGES, [3]), id="a label missing"),
        pytest.param(batch([], [], rows=b"N"), id="no array"),
        pytest.param(
            batch([], [1, 2], rows=array(np.zeros((2, 3072), np.uint8), b"O8")), id="of objects"
        ),
        pytest.param(
            batch([], [1, 2], rows=array(np.zeros((2, 3072), np.uint8), shape=(9, 3072))),
            id="of more rows than there are",
        ),
        pytest.param(
            batch([], [1, 2], rows=array(np.zeros((2, 3000), np.uint8))), id="of other images"
        ),
        pytest.param(b"\x80\x02}" + short(b"labels") + b"]" + b"s.", id="no images"),
    ],
)
def test_any_other_pickle_is_refused_with_a_sentence(data):
    refused(data)


def files_of(folder):
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def test_archive_and_folder_give_the_same_images_in_folders_of_their_classes(tmp_path):
    from_tar = unpacked_batches(cifar_tar(tmp_path / "a"), NAMES, tmp_path / "scratch")
    from_folder = unpacked_batches(cifar_folder(tmp_path / "b"), NAMES, tmp_path / "scratch")
    assert files_of(from_tar) == files_of(from_folder)
    names = list(files_of(from_tar))
    assert len(names) == 60
    assert "train/red/data_batch_2-00003.png" in names
    assert [each for each in names if each.startswith("test/red/")] == [
        "test/red/test_batch-00003.png"
    ]


def test_what_is_unpacked_already_is_used_again_until_the_archive_changes(tmp_path):
    path = cifar_tar(tmp_path)
    first = unpacked_batches(path, NAMES, tmp_path / "scratch")
    marked = first / "train" / "red" / "data_batch_2-00003.png"
    marked.write_bytes(b"seen")
    assert unpacked_batches(path, NAMES, tmp_path / "scratch") == first
    assert marked.read_bytes() == b"seen"
    cifar_tar(tmp_path, {**batches(), "data_batch_1": batch(IMAGES, [1, 1])})
    assert unpacked_batches(path, NAMES, tmp_path / "scratch") != first


def test_a_batch_that_is_missing_is_named_and_nothing_is_left(tmp_path):
    made = batches()
    del made["data_batch_4"]
    with pytest.raises(SourceRefused, match="“data_batch_4” in it is missing"):
        unpacked_batches(cifar_tar(tmp_path, made), NAMES, tmp_path / "scratch")
    assert not [each for each in (tmp_path / "scratch").iterdir() if each.is_dir()]


def test_a_damaged_archive_is_refused(tmp_path):
    path = cifar_tar(tmp_path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(SourceRefused, match=r"it is no tar.gz, or a damaged one"):
        unpacked_batches(path, NAMES, tmp_path / "scratch")


def test_an_archive_that_expands_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_UNPACKED", 2**20)
    path = tmp_path / "cifar-10-python.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        member = tarfile.TarInfo("cifar-10-batches-py/readme.html")
        member.size = 2**21
        tar.addfile(member, io.BytesIO(bytes(2**21)))
    with pytest.raises(SourceRefused, match="more than 1 MB"):
        unpacked_batches(path, NAMES, tmp_path / "scratch")


def test_a_link_in_the_archive_is_not_followed(tmp_path):
    path = tmp_path / "cifar-10-python.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        member = tarfile.TarInfo("cifar-10-batches-py/test_batch")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(SourceRefused, match="in it is missing"):
        unpacked_batches(path, NAMES, tmp_path / "scratch")
