"""Cases 15 and 16 of the bad input: names and files that are trouble."""

import os
import socket
from pathlib import Path

import pytest

from lookalike.core.errors import ImageRefused
from tests.sources.trees import LIMIT, candidates, folder, named, paths, reasons, write


def test_a_name_that_is_not_utf8_is_shown_with_replacement_characters(tmp_path):
    write(named(tmp_path, b"caf\xe9", b"\xff.png"), b"latin")
    source = folder(os.fsencode(tmp_path))

    [found] = candidates(source)
    assert found.entry.uri == f"file://{tmp_path}/caf%E9/%FF.png"
    assert found.entry.filename == "\N{REPLACEMENT CHARACTER}.png"
    assert found.entry.category == found.entry.folder == "caf\N{REPLACEMENT CHARACTER}"
    assert source.read(found, LIMIT) == b"latin"


def test_a_root_that_is_not_utf8_works(tmp_path):
    root = named(tmp_path, b"\xe9t\xe9")
    write(root / "a.png")

    assert paths(folder(root)) == paths(folder(os.fsencode(root))) == ["a.png"]


@pytest.mark.parametrize(
    "name",
    [
        "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe.png",
        "..png",
        "...png",
        "a..b.png",
        "\N{CAT FACE}" * 60 + ".png",
        "x" * 251 + ".png",
        "line\nbreak.png",
        "<script>.png",
        "%2e%2e%2fa.png",
        "-rf *.png",
        "back\\slash.png",
    ],
)
def test_an_odd_name_is_found_as_it_is(tmp_path, name):
    write(tmp_path / "in" / name, b"odd")
    source = folder(tmp_path)

    if name.startswith("."):
        assert reasons(source) == {"hidden": 1}
        return
    [found] = candidates(source)
    assert found.entry.filename == name
    assert source.read(found, LIMIT) == b"odd"


def test_a_loop_of_links_ends(tmp_path):
    write(tmp_path / "a" / "b" / "1.png")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "here").symlink_to(".")
    (tmp_path / "itself.png").symlink_to("itself.png")
    (tmp_path / "root").symlink_to(tmp_path)
    source = folder(tmp_path)

    assert paths(source) == ["a/b/1.png"]
    assert reasons(source) == {"link loop": 4}


def test_a_link_to_a_folder_is_skipped_because_that_folder_is_read_in_its_own_place(tmp_path):
    write(tmp_path / "z" / "1.png")
    (tmp_path / "a").symlink_to("z")
    source = folder(tmp_path)

    assert paths(source) == ["z/1.png"]
    assert reasons(source) == {"link to a folder that is read in its own place": 1}


def test_a_link_to_a_file_inside_is_an_entry_of_its_own(tmp_path):
    write(tmp_path / ".store" / "1.png", b"shared")
    for place in ("cats", "pets"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "tom.png").symlink_to("../.store/1.png")
    source = folder(tmp_path)

    both = candidates(source)
    assert [found.entry.category for found in both] == ["cats", "pets"]
    assert [source.read(found, LIMIT) for found in both] == [b"shared", b"shared"]


def test_links_out_of_the_source_are_skipped(tmp_path):
    write(tmp_path / "outside" / "secret.png")
    write(tmp_path / "inside-not" / "secret.png")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "file.png").symlink_to(tmp_path / "outside" / "secret.png")
    (inside / "folder").symlink_to("../outside")
    (inside / "prefix.png").symlink_to("../inside-not/secret.png")
    (inside / "hop").symlink_to("folder/secret.png")

    assert paths(folder(inside)) == []
    assert reasons(folder(inside)) == {"link out of the source": 4}


def test_a_link_to_nothing_is_skipped(tmp_path):
    (tmp_path / "gone.png").symlink_to("nowhere")

    assert reasons(folder(tmp_path)) == {"gone, or a link to nothing": 1}


def test_pipes_sockets_and_devices_are_skipped_unopened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.png")
    Path("link.png").symlink_to("pipe.png")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.png")

        assert paths(folder(tmp_path)) == []
        assert reasons(folder(tmp_path)) == {"not a regular file": 3}


def test_a_device_in_the_source_is_skipped():
    assert reasons(folder("/dev", include=["null"]))["not a regular file"] >= 1


def test_unreadable_files_and_folders_are_skipped_and_the_rest_is_found(without_root):
    write(without_root / "good.png")
    write(without_root / "locked.png").chmod(0o000)
    write(without_root / "locked" / "a.png")
    (without_root / "locked").chmod(0o000)
    source = folder(without_root)

    assert paths(source) == ["good.png"]
    assert reasons(source) == {"no permission to read it": 2}


def test_a_folder_that_may_be_listed_but_not_entered_is_skipped_file_by_file(without_root):
    write(without_root / "listed" / "a.png")
    (without_root / "listed").chmod(0o444)

    assert paths(folder(without_root)) == []
    assert reasons(folder(without_root)) == {"no permission to read it": 1}


def test_a_file_that_vanishes_while_the_folder_is_walked_is_skipped(tmp_path):
    for name in ("a.png", "b.png", "sub/c.png"):
        write(tmp_path / name)
    walk = iter(folder(tmp_path))
    next(walk)
    (tmp_path / "b.png").unlink()
    (tmp_path / "sub" / "c.png").unlink()
    (tmp_path / "sub").rmdir()

    assert [(each.uri.rsplit("/", 1)[-1], each.reason) for each in walk] == [
        ("b.png", "gone, or a link to nothing"),
        ("", "gone, or a link to nothing"),
    ]


def test_reading_a_vanished_file_is_refused_with_its_name(tmp_path):
    file = write(tmp_path / "a.png")
    source = folder(tmp_path)
    [found] = candidates(source)
    file.unlink()

    with pytest.raises(ImageRefused, match=r"a\.png cannot be read as an image: gone"):
        source.read(found, LIMIT)
