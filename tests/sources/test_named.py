import io
import os

import pytest

from lookalike.core.errors import BadInput, SourceRefused
from lookalike.sources.added import stage
from lookalike.sources.base import Options
from lookalike.sources.drawn import DEMO_SEEDS, DrawnSource
from lookalike.sources.named import place_of, read_uri, source_at, source_of
from tests.sources.trees import LIMIT, PNG, candidates, is_png, named, paths, write
from tests.sources.zips import Entry, archive


@pytest.fixture
def root(tmp_path):
    return tmp_path / "added"


@pytest.fixture
def every_source(tmp_path, root):
    """One source of each kind that holds files."""
    write(tmp_path / "photos" / "cats" / "a #1.png", b"in a folder")
    write(named(tmp_path / "photos", b"\xff.png"), b"not UTF-8")
    return {
        "folder": source_at(tmp_path / "photos", is_candidate=is_png),
        "file": source_at(write(tmp_path / "one.png", b"alone"), is_candidate=is_png),
        "zip": archive(tmp_path / "x.zip", Entry(b"a/b.png", b"zipped"), Entry(b"c\xff.png", b"-")),
        "added": stage(root, [("a.png", io.BytesIO(b"added"))], LIMIT, is_candidate=is_png),
        "drawn": DrawnSource(DEMO_SEEDS[:2]),
    }


@pytest.mark.parametrize("kind", ["folder", "file", "zip", "added", "drawn"])
def test_a_source_and_its_files_are_found_again_by_uri(every_source, root, kind):
    source = every_source[kind]
    again = source_of(source.uri, root, is_candidate=is_png)
    assert (again.uri, type(again)) == (source.uri, type(source))
    found = candidates(source)
    assert found
    for each in found:
        assert each.entry in [other.entry for other in candidates(again)]
        assert read_uri(each.entry.uri, root, LIMIT) == source.read(each, LIMIT)


def test_a_zip_is_told_from_a_folder_of_that_name_and_from_an_image(tmp_path, root):
    write(tmp_path / "album.zip" / "a.png")
    source = source_of(f"file://{tmp_path}/album.zip", root, is_candidate=is_png)
    assert paths(source) == ["a.png"]
    with pytest.raises(SourceRefused, match="it is no ZIP"):
        source_at(write(tmp_path / "text.zip", b"no"), is_candidate=is_png)
    polyglot = write(tmp_path / "both.png", PNG + b"PK\3\4")
    assert paths(source_at(polyglot, is_candidate=is_png)) == ["both.png"]


def test_globs_and_categories_reach_either_kind(tmp_path):
    archive(tmp_path / "x.zip", Entry(b"a/1.png"), Entry(b"b/2.png"))
    write(tmp_path / "x" / "a" / "1.png")
    write(tmp_path / "x" / "b" / "2.png")
    options = Options(exclude=("b",), category_from="none")
    for name in ("x.zip", "x"):
        source = source_at(tmp_path / name, is_candidate=is_png, options=options)
        assert [each.entry.category for each in candidates(source)] == [None]


@pytest.mark.parametrize(
    "uri",
    ["", "file://", "file://relative", "file:///nowhere/at/all", "http://example.org/a.zip",
     "drawn://other", "added://", "added://../..", "file:///x.zip#a.png", "file:///\0"],
)  # fmt: skip
def test_a_uri_that_names_no_source_is_refused_with_a_sentence(root, uri):
    with pytest.raises(SourceRefused, match=r"cannot be read: .+\."):
        source_of(uri, root, is_candidate=is_png)


@pytest.mark.parametrize(
    "uri",
    ["", "file://relative.png", "file:///nowhere.png", "https://example.org/a.png",
     "drawn://demo/nonsense", "added://x/0001/a", "file:///nowhere.zip#a.png"],
)  # fmt: skip
def test_a_uri_that_names_no_file_is_refused_with_a_sentence(root, uri):
    with pytest.raises(BadInput) as caught:
        read_uri(uri, root, LIMIT)
    assert str(caught.value).endswith(".")


def test_a_member_that_is_not_there_and_a_file_over_the_limit_are_refused(tmp_path, root):
    source = archive(tmp_path / "x.zip", Entry(b"a.png", b"12345"))
    with pytest.raises(BadInput, match="no such file in the archive"):
        read_uri(f"{source.uri}#b.png", root, LIMIT)
    for uri in (f"{source.uri}#a.png", f"file://{write(tmp_path / 'a.png', b'12345')}"):
        with pytest.raises(BadInput, match="LOOKALIKE_MAX_FILE_BYTES"):
            read_uri(uri, root, 4)


def test_a_pipe_does_not_block(tmp_path, root):
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(BadInput, match="not a regular file"):
        read_uri(f"file://{tmp_path}/a.png", root, LIMIT)


@pytest.mark.parametrize(
    ("uri", "source", "expected"),
    [
        ("file:///p/a/b/c%20d.jpg", "file:///p", ("a/b", "c d.jpg")),
        ("file:///p/c.jpg", "file:///p", ("", "c.jpg")),
        ("file:///p/c.jpg", "file:///p/c.jpg", ("", "c.jpg")),
        ("file:///p/x.zip#a/c.jpg", "file:///p/x.zip", ("a", "c.jpg")),
        ("file:///p/x.zip#a%2Fc.jpg", "file:///p/x.zip", ("a", "c.jpg")),
        ("file:///p/%FF.jpg", "file:///p", ("", "\ufffd.jpg")),
        ("file:///p/%23a%23/%23.jpg", "file:///p", ("#a#", "#.jpg")),
        ("added://b/0001/a%2Fc.jpg", "added://b", ("a", "c.jpg")),
        ("added://b/0001/c.jpg", "added://b", ("", "c.jpg")),
        ("drawn://demo/7.png", "drawn://demo", ("", "7.png")),
        ("file:///a%2Fb.jpg", "file:///", ("a", "b.jpg")),
        ("https://example.org/c.jpg", "file:///list.csv", ("", "c.jpg")),
    ],
)
def test_a_place_is_told_by_folder_and_name(uri, source, expected):
    assert place_of(uri, source) == expected
