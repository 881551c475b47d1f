"""One file out of one data folder and into another, and what no stranger's file gets away with."""

import json
import signal
import subprocess
import sys
import zipfile

import pytest

from lookalike.core.errors import (
    BadRequest,
    Conflict,
    EncoderUnavailable,
    SchemaTooNew,
    SourceRefused,
)
from lookalike.encoders import registry
from lookalike.encoders.bundle import installed, read_bundle, remove_bundle
from lookalike.encoders.bundle_file import export_bundle, import_bundle
from tests.encoders.brought_files import (
    HOSTILE,
    MODEL,
    digest,
    left,
    members,
)
from tests.encoders.drawings import drawn
from tests.encoders.models import (
    network,
    write_head,
    write_network,
)
from tests.sources.zips import Entry, zipped

ID = "learned:small"

KILLED = """
import os, signal, sys
from pathlib import Path
from lookalike.encoders.bundle_file import import_bundle

synced, real = 0, os.fsync

def fsync(descriptor):
    global synced
    synced += 1
    if synced == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    real(descriptor)

os.fsync = fsync
import_bundle(Path(sys.argv[1]), Path(sys.argv[2]))
print("imported")
"""


@pytest.fixture
def other(tmp_path):
    """The data folder of somebody else."""
    return tmp_path / "other"


@pytest.fixture
def exported(other, tmp_path):
    """A file that somebody else exported."""
    write_network(ID, into=other, measures={"purity@10": 0.9})
    return export_bundle(other, ID, tmp_path / "small.lookalike-encoder")


def test_what_is_exported_and_imported_is_the_same_encoder(data, other, exported):
    card = import_bundle(data, exported).card
    assert card == read_bundle(other, ID).card
    assert installed(data) == [ID]
    assert left(data) == ["learned%3Asmall"]
    with zipfile.ZipFile(exported) as archive:
        assert archive.namelist() == ["card.json", "model.onnx"]
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
    assert registry.load_encoder(ID).encode_images([drawn(30, 20)]).shape == (1, 8)


def test_equal_bundles_give_equal_files(data, exported, tmp_path):
    import_bundle(data, exported)
    again = export_bundle(data, ID, tmp_path)
    assert again.name == "learned-small.lookalike-encoder"
    assert again.read_bytes() == exported.read_bytes()


def test_a_file_that_is_there_is_not_written_over(other, exported):
    before = exported.read_bytes()
    with pytest.raises(BadRequest, match=r"small.lookalike-encoder is there already"):
        export_bundle(other, ID, exported)
    assert exported.read_bytes() == before


def test_a_folder_that_is_not_there_is_not_made(other, exported, tmp_path):
    mistyped = tmp_path / "shelv" / "mine.lookalike-encoder"
    with pytest.raises(BadRequest, match=r"there is no folder .*shelv; make it first"):
        export_bundle(other, ID, mistyped)
    assert not mistyped.parent.exists()


def test_a_damaged_bundle_is_not_exported(other, exported, tmp_path):
    (other / "encoders" / "learned%3Asmall" / "model.onnx").write_bytes(network(seed=2))
    with pytest.raises(EncoderUnavailable, match=r"model.onnx is not as it was written"):
        export_bundle(other, ID, tmp_path / "second.lookalike-encoder")
    assert [path.name for path in tmp_path.glob("*second*")] == []


def test_importing_again_changes_nothing(data, exported):
    made = import_bundle(data, exported)
    folder = made.folder
    before = (folder / "card.json").stat().st_ino
    again = import_bundle(data, exported)
    assert (again.folder, made.was_here, again.was_here) == (folder, False, True)
    assert (folder / "card.json").stat().st_ino == before


@pytest.mark.parametrize("file", ["model.onnx", "card.json"])
def test_importing_again_mends_what_is_damaged(data, exported, file):
    folder = import_bundle(data, exported).folder
    (folder / file).write_bytes(b"damaged")
    import_bundle(data, exported)
    assert read_bundle(data, ID).card.measures == {"purity@10": 0.9}
    assert left(data) == ["learned%3Asmall"]


def test_a_damaged_file_of_one_that_is_here_is_refused_all_the_same(data, exported, brought):
    folder = import_bundle(data, exported).folder
    kept = (folder / "model.onnx").read_bytes()
    raw = bytearray(exported.read_bytes())
    raw[raw.index(kept) + len(kept) // 2] ^= 1
    with pytest.raises(SourceRefused, match=r"“model\.onnx” in it is damaged"):
        brought(bytes(raw))
    assert read_bundle(data, ID).path("model.onnx").read_bytes() == kept
    assert left(data) == ["learned%3Asmall"]


def test_another_of_the_same_name_is_a_conflict_and_leaves_the_first(data, exported):
    write_network(ID, seed=2)
    before = read_bundle(data, ID)
    with pytest.raises(Conflict, match=r"another “learned:small” here.*encoders remove"):
        import_bundle(data, exported)
    assert read_bundle(data, ID) == before


def test_a_head_takes_the_bundle_it_stands_on_along(data, other, tmp_path):
    write_network("learned:below")
    write_head("learned:head", base="learned:below", carried=True)
    expected = registry.load_encoder("learned:head").encode_images([drawn(30, 20)])
    path = export_bundle(data, "learned:head", tmp_path)
    for each in ("learned:head", "learned:below"):
        remove_bundle(data, each)
        registry.forget(each)
    import_bundle(data, path)
    assert installed(data) == ["learned:head"]
    got = registry.load_encoder("learned:head").encode_images([drawn(30, 20)])
    assert got.tolist() == expected.tolist()


def test_a_head_whose_base_is_not_here_is_not_installed(data, tmp_path):
    write_network("learned:below")
    write_head("learned:head", base="learned:below")
    path = export_bundle(data, "learned:head", tmp_path)
    for each in ("learned:head", "learned:below"):
        remove_bundle(data, each)
        registry.forget(each)
    with pytest.raises(EncoderUnavailable, match="on learned:below, which is not installed"):
        import_bundle(data, path)
    assert left(data) == []


def test_curves_of_the_training_go_along(data, brought):
    raw = zipped(*members(None, MODEL, Entry(b"training.json", b'{"loss": [1.5]}')))
    assert (brought(raw).folder / "training.json").read_text() == '{"loss": [1.5]}'


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(data, brought, kind):
    entries, told = HOSTILE[kind]
    with pytest.raises(SourceRefused, match=told) as refused:
        brought(zipped(*entries))
    assert str(refused.value).startswith("brought.lookalike-encoder cannot be read: ")
    assert installed(data) == left(data) == []


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "no ZIP"),
        (b"hello", "no ZIP"),
        (MODEL, "no ZIP"),
        (zipped(*members())[:-30], "no ZIP"),
        (zipped(*members())[: len(MODEL) // 2], "no ZIP"),
    ],
)
def test_what_is_no_zip_or_only_part_of_one_is_refused(data, brought, raw, told):
    with pytest.raises(SourceRefused, match=told):
        brought(raw)
    assert left(data) == []


@pytest.mark.parametrize("path", ["nowhere.lookalike-encoder", "."])
def test_what_is_no_file_is_refused(data, tmp_path, path):
    with pytest.raises(SourceRefused, match="it is no file"):
        import_bundle(data, tmp_path / path)


def test_a_file_of_a_newer_lookalike_is_refused_as_that(data, brought):
    with pytest.raises(SchemaTooNew, match="newer Lookalike"):
        brought(zipped(*members(schema=2, kind="of the future")))
    assert left(data) == []


def test_a_carried_base_that_is_not_what_its_card_says_is_refused(data, tmp_path, brought):
    write_network("learned:below")
    write_head("learned:head", base="learned:below", carried=True)
    path = export_bundle(data, "learned:head", tmp_path)
    for each in ("learned:head", "learned:below"):
        remove_bundle(data, each)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["base/model.onnx"] = network(seed=9)
    card = json.loads(files["card.json"])
    told = card["files"]["base/model.onnx"]
    told["sha256"], told["bytes"] = digest(network(seed=9)), len(network(seed=9))
    files["card.json"] = json.dumps(card).encode()
    with pytest.raises(EncoderUnavailable, match=r"base/card.json is not as it was written"):
        brought(zipped(*(Entry(name.encode(), body) for name, body in files.items())))
    assert left(data) == []


@pytest.mark.parametrize("moment", [1, 2, 4])
def test_an_import_that_is_killed_leaves_all_or_nothing(data, exported, moment, pytestconfig):
    """At the first file that is synced, at the card, and after the rename."""
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, data, exported, str(moment)],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        check=False,
    )
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, b"")
    assert installed(data) == ([ID] if moment == 4 else [])
    for each in installed(data):
        read_bundle(data, each)
    assert any(name.startswith(".staged-") for name in left(data))
    import_bundle(data, exported)
    assert left(data) == ["learned%3Asmall"]
    assert read_bundle(data, ID).card.measures == {"purity@10": 0.9}
