import os
from pathlib import Path

import pytest

from lookalike.core.errors import SourceRefused
from lookalike.core.files import uri_to_path
from lookalike.sources.base import Skipped
from tests.sources.trees import LIMIT, candidates, folder, named, paths, reasons, write


def test_every_image_below_is_found_in_a_fixed_order(tmp_path):
    for name in ["b/2.png", "z.png", "a/9.png", "a/1.png", "a.png", "a/deep/er/x.png"]:
        write(tmp_path / name)
    source = folder(tmp_path)

    expected = ["a.png", "z.png", "a/1.png", "a/9.png", "a/deep/er/x.png", "b/2.png"]
    assert paths(source) == expected
    assert paths(source) == expected


def test_an_entry_says_what_is_known_of_the_file(tmp_path):
    file = write(tmp_path / "Cats" / "old" / "tom & jerry.png", b"12345")
    os.utime(file, (1_000_000, 1_234_567.5))

    [found] = candidates(folder(tmp_path))

    assert found.entry.uri == f"file://{tmp_path}/Cats/old/tom%20%26%20jerry.png"
    assert found.entry.size == 5
    assert found.entry.mtime == 1_234_567.5
    assert found.entry.folder == "Cats/old"
    assert found.entry.filename == "tom & jerry.png"
    assert found.entry.category == "Cats"
    assert found.entry.source == f"file://{tmp_path}"


def test_a_file_in_the_root_itself_has_no_category(tmp_path):
    write(tmp_path / "a.png")

    assert candidates(folder(tmp_path))[0].entry.category is None


def test_categories_can_be_left_out(tmp_path):
    write(tmp_path / "cats" / "a.png")

    assert candidates(folder(tmp_path, category_from="none"))[0].entry.category is None


def test_what_is_no_image_is_counted(tmp_path):
    write(tmp_path / "notes.txt", b"words")
    write(tmp_path / "empty", b"")
    write(tmp_path / "an image by its signature")

    assert paths(folder(tmp_path)) == ["an image by its signature"]
    assert reasons(folder(tmp_path)) == {"not an image": 2}


def test_hidden_files_and_folders_are_counted_and_not_entered(tmp_path):
    write(tmp_path / ".hidden.png")
    write(tmp_path / ".git" / "a.png")
    write(tmp_path / ".git" / "b.png")

    assert paths(folder(tmp_path)) == []
    assert reasons(folder(tmp_path)) == {"hidden": 2}


def test_include_keeps_only_what_it_matches(tmp_path):
    for name in ["holiday/a.png", "holiday/deep/b.png", "work/c.png", "work/d.jpg"]:
        write(tmp_path / name)

    assert paths(folder(tmp_path, include=["holiday/**"])) == [
        "holiday/a.png",
        "holiday/deep/b.png",
    ]
    assert paths(folder(tmp_path, include=["*.jpg"])) == ["work/d.jpg"]
    assert reasons(folder(tmp_path, include=["*.jpg"])) == {"excluded": 3}


def test_exclude_wins_over_include_and_a_folder_excluded_is_not_entered(tmp_path):
    for name in ["a/1.png", "a/2.png", "b/1.png", "b/2.png"]:
        write(tmp_path / name)
    source = folder(tmp_path, include=["*.png"], exclude=["a", "b/2.*"])

    assert paths(source) == ["b/1.png"]
    assert reasons(source) == {"excluded": 2}


def test_one_file_can_be_the_source(tmp_path):
    file = write(tmp_path / "cats" / ".one.png", b"bytes")
    write(tmp_path / "cats" / "two.png")
    source = folder(file)

    [found] = candidates(source)
    assert found.entry.uri == source.uri == f"file://{file}"
    assert (found.entry.folder, found.entry.filename) == ("", ".one.png")
    assert found.entry.category is None
    assert source.read(found, LIMIT) == b"bytes"


def test_a_file_that_is_no_image_can_be_named_and_is_skipped(tmp_path):
    assert reasons(folder(write(tmp_path / "a.txt", b"-"))) == {"not an image": 1}


@pytest.mark.parametrize("as_type", [str, os.fsencode, Path])
def test_a_root_may_be_text_bytes_or_path(tmp_path, as_type):
    write(tmp_path / "a.png")

    assert paths(folder(as_type(tmp_path))) == ["a.png"]


def test_a_file_has_one_uri_however_the_root_is_written(tmp_path, monkeypatch):
    write(tmp_path / "real" / "a.png")
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)

    roots = ["real", "./real/", "link", "link/../real", tmp_path / "real"]

    assert {candidates(folder(root))[0].entry.uri for root in roots} == {
        f"file://{tmp_path}/real/a.png"
    }


@pytest.mark.parametrize("root", ["nowhere", "", "with\0nul", b"with\0nul", "file.png/below"])
def test_a_root_that_is_not_there_is_refused_with_a_sentence(tmp_path, monkeypatch, root):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "file.png")

    with pytest.raises(SourceRefused, match="cannot be read: "):
        folder(root)


def test_a_pipe_as_root_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(SourceRefused, match="not a regular file"):
        folder(tmp_path / "pipe")


def test_a_root_that_may_not_be_listed_is_refused(without_root):
    without_root.chmod(0o000)

    with pytest.raises(SourceRefused, match="no permission"):
        folder(without_root)


def test_a_root_that_went_away_is_refused_and_never_looks_empty(tmp_path):
    (tmp_path / "disk").mkdir()
    source = folder(tmp_path / "disk")
    (tmp_path / "disk").rmdir()

    with pytest.raises(SourceRefused, match="no such file or folder"):
        list(source)


def test_three_hundred_nested_folders_are_walked(tmp_path):
    deepest = tmp_path.joinpath(*["d"] * 300)
    write(deepest / "a.png", b"deep")
    source = folder(tmp_path)

    [found] = candidates(source)
    assert found.entry.folder == "/".join(["d"] * 300)
    assert source.read(found, LIMIT) == b"deep"


def test_a_path_longer_than_the_system_takes_is_skipped(tmp_path):
    write(tmp_path / "z.png")
    top = handle = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):  # 20 x 250 bytes is more than PATH_MAX, so by way of handles
        os.mkdir("x" * 250, dir_fd=handle)
        below = os.open("x" * 250, os.O_RDONLY, dir_fd=handle)
        if handle != top:
            os.close(handle)
        handle = below
    os.close(handle)
    os.close(top)
    source = folder(tmp_path)

    assert paths(source) == ["z.png"]
    assert reasons(source) == {"path too long": 1}


def test_a_folder_skipped_ends_with_a_slash(tmp_path):
    write(tmp_path / ".cache" / "a.png")
    write(tmp_path / ".a.png")

    assert list(folder(tmp_path)) == [
        Skipped(f"file://{tmp_path}/.a.png", "hidden"),
        Skipped(f"file://{tmp_path}/.cache/", "hidden"),
    ]


def test_uris_lead_back_to_the_file(tmp_path):
    odd = "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe.png".encode()
    names = [b"caf\xe9.png", b"\xff\xfe.png", odd, b"100%.png", b"a\nb.png"]
    for name in names:
        write(named(tmp_path, name), name)
    source = folder(tmp_path)

    read = {
        uri_to_path(found.entry.uri).rpartition(b"/")[2]: source.read(found, LIMIT)
        for found in candidates(source)
    }
    assert read == {name: name for name in names}
