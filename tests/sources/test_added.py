import io
import json
import os
import time

import pytest

from lookalike.core.errors import ImageRefused, ImageTooLarge, SchemaTooNew, SourceRefused
from lookalike.sources import added
from lookalike.sources.added import AddedSource, batches, forget_added, read_added
from tests.sources.trees import LIMIT, PNG, candidates, is_png, paths, reasons
from tests.sources.zips import HOSTILE, Entry, zipped


@pytest.fixture
def root(tmp_path):
    return tmp_path / "added"


@pytest.fixture
def stage(root):
    """Stage files given as name and bytes: `stage(("a.png", b"..."), limit=100)`."""

    def take(*files, limit=LIMIT, **options):
        opened = [(name, io.BytesIO(data)) for name, data in files]
        return added.stage(root, opened, limit, is_candidate=is_png, **options)

    return take


def stored(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_files_are_kept_under_names_of_ours_and_shown_under_their_own(stage, root):
    source = stage(("Tom & Jerry.png", b"one"), (r"C:\pictures\b.png", b"two"))
    assert stored(root) == ["0001", "0002", "manifest.json"]
    entries = [each.entry for each in candidates(source)]
    assert [each.uri for each in entries] == [
        f"{source.uri}/0001/Tom%20%26%20Jerry.png", f"{source.uri}/0002/b.png"
    ]  # fmt: skip
    assert [each.filename for each in entries] == ["Tom & Jerry.png", "b.png"]
    assert {each.source for each in entries} == {source.uri}
    assert [source.read(each, LIMIT) for each in candidates(source)] == [b"one", b"two"]
    assert source.uri.startswith("added://")


@pytest.mark.parametrize(
    ("given", "shown"),
    [("../../etc/passwd", "passwd"), ("a\0b\n.png", "ab.png"), ("", "image"), ("..", ".."),
     ("x" * 300, "x" * 200), ("\udcff.png", ".png")],
)  # fmt: skip
def test_no_name_leads_anywhere(stage, root, given, shown):
    source = stage((given, b"-"))
    assert [each.entry.filename for each in candidates(source)] == [shown]
    assert stored(root) == ["0001", "manifest.json"]
    assert read_added(root, candidates(source)[0].entry.uri, LIMIT) == b"-"


def test_the_members_of_a_zip_are_kept_with_their_folders(stage, root):
    data = zipped(
        Entry(b"cats/old/a.png", b"11", deflate=True), Entry(b"b.png", b"22"), Entry(b"n.txt")
    )
    source = stage(("Photos.ZIP", data), ("c.png", b"33"))
    assert stored(root) == ["0001", "0002", "0004", "manifest.json"]
    assert paths(source) == ["b.png", "cats/old/a.png", "c.png"]
    assert [each.entry.category for each in candidates(source)] == [None, "cats", None]
    assert reasons(source) == {"not an image": 1}
    assert [source.read(each, LIMIT) for each in candidates(source)] == [b"22", b"11", b"33"]


def test_one_category_can_be_given_to_all(stage):
    source = stage(("z.zip", zipped(Entry(b"cats/a.png", b"1"))), ("b.png", b"2"), category="dogs")
    assert [each.entry.category for each in candidates(source)] == ["dogs", "dogs"]


def test_what_was_added_is_found_again_by_another_process(stage, root):
    source = stage(("a.png", b"one"))
    again = AddedSource(root, source.uri.removeprefix("added://"))
    assert list(again) == list(source)


@pytest.mark.parametrize("kind", HOSTILE)
def test_of_a_hostile_zip_and_all_beside_it_nothing_is_kept(stage, root, kind):
    with pytest.raises(SourceRefused, match=r"bad\.zip cannot be read: "):
        stage(("good.png", PNG), ("../bad.zip", zipped(*HOSTILE[kind])))
    assert list(root.iterdir()) == []


def test_several_zips_hold_no_more_files_together_than_one_may(stage, root):
    small = zipped(*(Entry(b"%d.txt" % n) for n in range(40_000)))
    stage(("one.zip", small))
    with pytest.raises(SourceRefused, match=r"two\.zip cannot be read: with .* more than 65,535"):
        stage(("one.zip", small), ("two.zip", small))
    assert len(list(root.iterdir())) == 1


def test_a_zip_that_goes_on_behind_a_stated_size_is_refused_and_nothing_kept(stage, root):
    data = zipped(Entry(b"a.png", b"1"), Entry(b"b.png", bytes(9_000_000), deflate=True, size=50))
    with pytest.raises(SourceRefused, match="larger than the archive says"):
        stage(("bad.zip", data))
    assert list(root.iterdir()) == []


def test_a_truncated_zip_is_refused_with_a_sentence(stage):
    data = zipped(Entry(b"a.png", bytes(1000)))
    with pytest.raises(SourceRefused, match="its end is missing"):
        stage(("cut.zip", data[:-30]))


def test_a_damaged_member_is_refused_when_it_is_read_and_the_others_come_in(stage, root):
    source = stage(("z.zip", zipped(Entry(b"a.png", b"1", crc=9), Entry(b"b.png", b"2"))))
    broken, good = candidates(source)
    with pytest.raises(ImageRefused, match="damaged in the archive"):
        source.read(broken, LIMIT)
    assert source.read(good, LIMIT) == b"2"
    assert stored(root) == ["0002", "manifest.json"]


def test_a_file_over_the_limit_is_not_kept_and_says_so_when_it_is_read(stage, root):
    source = stage(("a.png", bytes(11)), ("z.zip", zipped(Entry(b"b.png", bytes(12)))), limit=10)
    assert stored(root) == ["manifest.json"]
    for found, size in zip(candidates(source), (11, 12), strict=True):
        with pytest.raises(ImageTooLarge, match=f"{size} bytes, the limit is 10"):
            source.read(found, LIMIT)


def test_a_file_that_is_no_image_is_kept_so_that_the_door_can_say_what_it_is(stage):
    assert paths(stage(("letter.pdf", b"%PDF-"))) == ["letter.pdf"]


def test_all_batches_are_listed_oldest_first_and_unfinished_ones_are_not(stage, root):
    first, second = stage(("a.png", b"1")), stage(("b.png", b"2"))
    newer = root / "29990101T000000-00000000"
    newer.mkdir()
    (newer / "0001").write_bytes(b"half")
    (root / "something else").mkdir()
    assert set(batches(root)) == {first.uri, second.uri}
    (root / first.uri.removeprefix("added://")).rename(root / "20000101T000000-00000000")
    assert batches(root) == ["added://20000101T000000-00000000", second.uri]
    assert batches(root / "nowhere") == []


def test_an_unfinished_batch_goes_after_a_day(stage, root):
    left, young = (root / f"20260101T00000{n}-00000000" for n in (0, 1))
    for folder in (left, young):
        folder.mkdir(parents=True)
        (folder / "0001").write_bytes(b"half")
    os.utime(left, (0, time.time() - 25 * 3600))
    stage(("a.png", b"1"))
    assert (left.exists(), young.exists()) == (False, True)


def test_forgetting_a_file_deletes_its_bytes_and_with_the_last_the_batch(stage, root):
    source = stage(("a.png", b"1"), ("b.png", b"2"))
    other = stage(("c.png", b"3"))
    first, second = (each.entry.uri for each in candidates(source))
    forget_added(root, first)
    assert paths(source) == ["b.png"]
    assert reasons(source) == {"gone, or a link to nothing": 1}
    forget_added(root, first)
    forget_added(root, second)
    with pytest.raises(SourceRefused, match="not here any more"):
        AddedSource(root, source.uri.removeprefix("added://"))
    assert paths(other) == ["c.png"]


@pytest.mark.parametrize(
    "uri",
    ["added://", "added://x/0001/a", "added://../0001/a", "file:///etc/passwd",
     "added://20260101T000000-00000000/../a", "added://20260101T000000-00000000/0001/a"],
)  # fmt: skip
def test_a_uri_that_names_no_added_file_reads_and_deletes_nothing(stage, root, uri):
    stage(("a.png", b"1"))
    before = stored(root)
    with pytest.raises(ImageRefused):
        read_added(root, uri, LIMIT)
    forget_added(root, uri)
    assert stored(root) == before


@pytest.mark.parametrize("batch", ["", "..", "../added", "20260101T000000-0000000\n"])
def test_a_batch_is_never_a_path(root, stage, batch):
    stage(("a.png", b"1"))
    with pytest.raises(SourceRefused, match="not here any more"):
        AddedSource(root, batch)


def test_a_batch_of_a_newer_version_is_refused(stage, root):
    source = stage(("a.png", b"1"))
    [manifest] = root.rglob("manifest.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema": 99}))
    with pytest.raises(SchemaTooNew, match="schema 99"):
        AddedSource(root, source.uri.removeprefix("added://"))
