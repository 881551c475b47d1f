from pathlib import Path

import pytest

from lookalike.core.errors import BadInput, SchemaTooNew
from lookalike.core.files import path_to_uri, shown, uri_to_path, write_atomically
from lookalike.core.schema import prepare_data_folder


@pytest.mark.parametrize("raw", [b"/a/b c.jpg", b"/\xff\xfe.png", "/ü/%20.gif".encode(), b"/x\n"])
def test_any_raw_path_survives_as_a_uri(raw):
    uri = path_to_uri(raw)
    assert uri.isascii()
    assert uri_to_path(uri) == raw


def test_an_address_is_no_path():
    with pytest.raises(BadInput):
        uri_to_path("http://example.org/a.jpg")


def test_a_name_that_is_not_utf8_is_shown_with_the_replacement_character():
    assert shown(b"a\xff.jpg") == "a\ufffd.jpg"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "x"
    write_atomically(path, b"old", durable=True)
    with pytest.raises(TypeError):
        write_atomically(path, "not bytes")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_a_folder_that_takes_no_file_is_told_by_the_name_that_was_given():
    with pytest.raises(OSError, match=r": '/proc/x'$"):
        write_atomically(Path("/proc/x"), b"new")


def test_a_data_folder_of_a_newer_lookalike_is_refused(tmp_path):
    prepare_data_folder(tmp_path / "data")
    prepare_data_folder(tmp_path / "data")
    (tmp_path / "data" / "version").write_text("99\n")
    with pytest.raises(SchemaTooNew, match="schema 99, this one knows 1"):
        prepare_data_folder(tmp_path / "data")
