import os
import re

import pytest

from lookalike.core.errors import ImageRefused, ImageTooLarge, SourceRefused
from lookalike.sources.archive import ArchiveSource
from lookalike.sources.base import Skipped
from tests.sources.trees import LIMIT, PNG, candidates, is_png, paths, reasons
from tests.sources.zips import HOSTILE, LZMA, UTF8, Entry, archive, zipped

NOISE = bytes(range(256)) * 40


@pytest.fixture
def place(tmp_path):
    return tmp_path / "holiday #1.zip"


def refused(path, data, match):
    path.write_bytes(data)
    with pytest.raises(SourceRefused, match=match) as caught:
        ArchiveSource(path, is_candidate=is_png)
    return str(caught.value)


def test_images_are_found_by_name_and_by_signature_in_a_fixed_order(place):
    source = archive(
        place,
        Entry(b"z.png", b"1"), Entry(b"cats/old/b.png", b"22", deflate=True), Entry(b"cats/"),
        Entry(b"notes.txt", b"words"), Entry(b"no ending", PNG + b"3"),
    )  # fmt: skip
    assert paths(source) == paths(source) == ["cats/old/b.png", "no ending", "z.png"]
    assert reasons(source) == {"not an image": 1}
    assert [source.read(each, LIMIT) for each in candidates(source)] == [b"22", PNG + b"3", b"1"]


def test_an_entry_says_what_is_known_of_the_member(place):
    source = archive(place, Entry(b"cats/tom & jerry.png", b"12345"))
    [entry] = [each.entry for each in candidates(source)]
    assert source.uri == f"file://{place.parent}/holiday%20%231.zip"
    assert entry.uri == f"{source.uri}#cats/tom%20%26%20jerry.png"
    assert (entry.folder, entry.filename, entry.category) == ("cats", "tom & jerry.png", "cats")
    assert (entry.size, int(entry.mtime), entry.source) == (5, 1_715_904_000, source.uri)


def test_other_bytes_of_the_same_size_and_time_have_another_time(tmp_path):
    one, two = (
        candidates(archive(tmp_path / f"{body}.zip", Entry(b"a.png", body.encode())))[0].entry
        for body in ("12345", "54321")
    )
    assert (one.size, int(one.mtime)) == (two.size, int(two.mtime))
    assert one.mtime != two.mtime


def test_categories_hidden_files_and_globs_are_as_in_a_folder(place):
    entries = [
        Entry(name, b"-")
        for name in (b"a/1.png", b"b/2.png", b"b/c/3.png", b"__MACOSX/._1.png", b".git/4.png")
    ]
    assert paths(archive(place, *entries)) == ["a/1.png", "b/2.png", "b/c/3.png"]
    source = archive(place, *entries, include=["*.png"], exclude=["b/c"], category_from="none")
    assert paths(source) == ["a/1.png", "b/2.png"]
    assert reasons(source) == {"excluded": 1, "hidden": 2}
    assert [each.entry.category for each in candidates(source)] == [None, None]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_zip_of_a_hostile_kind_is_refused_as_a_whole(place, kind):
    sentence = refused(place, zipped(*HOSTILE[kind]), "cannot be read: ")
    assert str(place) in sentence


def test_the_sentence_names_the_member(place):
    refused(place, zipped(*HOSTILE["nested"]), re.escape("“more/Inner.ZIP” in it is an archive"))
    refused(place, zipped(*HOSTILE["upwards"]), re.escape("“b/../../a.png” in it points out"))
    refused(place, zipped(*HOSTILE["encrypted"]), re.escape("“a.png” in it is locked"))


def test_fifty_fold_expansion_passes_and_more_is_refused(place):
    fits = zipped(Entry(b"a.png", bytes(20_000), deflate=True), Entry(b"b", os.urandom(500)))
    assert 50 * len(fits) > 20_500
    place.write_bytes(fits)
    assert len(candidates(ArchiveSource(place, is_candidate=is_png))) == 1
    data = zipped(Entry(b"a.png", bytes(100_000), deflate=True), Entry(b"b", os.urandom(500)))
    refused(place, data, "more than 50 times its size")


def test_a_member_that_goes_on_behind_its_stated_size_is_refused_before_it_is_given(place):
    body = bytes(10_000_000)
    source = archive(place, Entry(b"a.png", body, deflate=True, size=2_000))
    with pytest.raises(SourceRefused, match="larger than the archive says"):
        source.read(candidates(source)[0], LIMIT)


def test_files_that_lie_over_each_other_are_refused_however_they_do(place):
    inner = Entry(b"in.png", b"-" * 10)
    outer = Entry(b"out.png", b"x" * 30 + inner.local + b"x" * 30)
    within = Entry(b"in.png", b"-" * 10, offset=outer.local.index(inner.local))
    refused(place, zipped(outer, within), "lie over each other")
    long = Entry(b"a.png", b"-")
    long.packed = b"-" * 50
    data = zipped(long).replace(b"-" * 50, b"-" * 10, 1)
    refused(place, data, "lie over each other|damaged")


@pytest.mark.parametrize("named", [100_000, 5])
def test_a_hundred_thousand_members_are_refused_whatever_the_end_says_of_their_number(place, named):
    entry = Entry(b"a.png")
    data = entry.local + entry.listed(0) * 100_000
    size = (len(data) - len(entry.local)).to_bytes(4, "little")
    count = min(named, 0xFFFF).to_bytes(2, "little")
    end = b"PK\5\6" + bytes(4) + count * 2 + size + len(entry.local).to_bytes(4, "little")
    sentence = refused(place, data + end + bytes(2), "more than 65,535 files")
    assert "unpack it" in sentence


def test_a_damaged_member_is_refused_alone(place):
    source = archive(
        place,
        Entry(b"crc.png", b"12345", crc=7), Entry(b"good.png", b"12345"),
        Entry(b"lzma.png", b"12345", method=LZMA), Entry(b"packed.png", NOISE, method=8),
    )  # fmt: skip
    crc, good, lzma, packed = candidates(source)
    assert source.read(good, LIMIT) == b"12345"
    for found, match in ((crc, "damaged in the archive"), (lzma, "a way that is not read"),
                         (packed, "damaged in the archive")):  # fmt: skip
        with pytest.raises(ImageRefused, match=match):
            source.read(found, LIMIT)


def test_a_member_that_states_another_name_than_the_directory_is_refused(place):
    data = zipped(Entry(b"aaa.png", b"12345"))
    place.write_bytes(data.replace(b"aaa.png", b"bbb.png", 1))
    source = ArchiveSource(place, is_candidate=is_png)
    with pytest.raises(ImageRefused, match="damaged in the archive"):
        source.read(candidates(source)[0], LIMIT)


def test_a_member_over_the_limit_is_not_read(place):
    source = archive(place, Entry(b"a.png", bytes(1001)))
    with pytest.raises(ImageTooLarge, match="LOOKALIKE_MAX_FILE_BYTES"):
        source.read(candidates(source)[0], 1000)


def test_links_and_devices_in_it_are_skipped(place):
    source = archive(
        place,
        Entry(b"link.png", b"/etc/passwd", mode=0o120777), Entry(b"pipe.png", mode=0o010644),
        Entry(b"plain.png", mode=0), Entry(b"x" * 5000 + b".png"),
        Entry(b""),
    )  # fmt: skip
    assert paths(source) == ["plain.png"]
    assert reasons(source) == {"not a regular file": 3, "path too long": 1}


def test_names_of_any_bytes_are_shown_and_lead_back_to_the_member(place):
    shown = {
        "Käse.png".encode(): "Käse.png",  # UTF-8, with the flag and without
        b"caf\x82.png": "café.png",  # CP 437, the ZIP's own
        b"a\0b\n.png": "ab.png",
        b"cats\\old\\d.png": "d.png",
        b"100%#.png": "100%#.png",
    }
    entries = [Entry(raw, raw, flags=0) for raw in shown]
    entries.append(Entry("日本.png".encode(), b"utf", flags=UTF8))
    source = archive(place, *entries)
    found = {each.entry.filename: source.read(each, LIMIT) for each in candidates(source)}
    assert found == {text: raw for raw, text in shown.items()} | {"日本.png": b"utf"}


def test_of_two_members_with_one_name_the_last_counts(place):
    source = archive(place, Entry(b"a.png", b"first"), Entry(b"a.png", b"last"))
    assert [source.read(each, LIMIT) for each in candidates(source)] == [b"last"]


def test_a_truncated_zip_is_refused_with_a_sentence(place):
    data = zipped(Entry(b"a.png", NOISE), Entry(b"b.png", NOISE))
    for end in (0, 10, len(data) // 2, len(data) - 30, len(data) - 1):
        sentence = refused(place, data[:end], "its end is missing")
        assert sentence.endswith(".")


def test_a_member_that_cannot_be_looked_into_is_skipped_where_its_name_is_no_images(place):
    source = archive(place, Entry(b"a.png", b"-", method=LZMA), Entry(b"b", b"-", method=LZMA))
    assert paths(source) == ["a.png"]
    assert list(source)[1] == Skipped(f"{source.uri}#b", "unreadable")


@pytest.mark.parametrize("root", ["nowhere.zip", "", "folder"])
def test_what_is_no_file_is_refused(tmp_path, monkeypatch, root):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(SourceRefused, match="cannot be read: "):
        ArchiveSource(root, is_candidate=is_png)


def test_nothing_is_written_beside_it(place):
    source = archive(place, Entry(b"cats/a.png", NOISE, deflate=True))
    assert [len(source.read(each, LIMIT)) for each in source] == [len(NOISE)]
    assert [path.name for path in place.parent.iterdir()] == [place.name]
