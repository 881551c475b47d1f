import pytest

from lookalike.core.errors import Conflict, SchemaTooNew
from lookalike.core.schema import prepare_data_folder


def test_a_data_folder_is_made_once_with_its_schema_number(tmp_path):
    data = prepare_data_folder(tmp_path / "new")
    assert (data / "version").read_text() == "1\n"
    assert prepare_data_folder(data) == data


def test_a_data_folder_of_a_newer_lookalike_is_refused(tmp_path):
    (tmp_path / "version").write_text("99\n")
    with pytest.raises(SchemaTooNew, match="schema 99, this one knows 1"):
        prepare_data_folder(tmp_path)


@pytest.mark.parametrize("content", [b"", b"lookalike", b"\xff\xfe"])
def test_a_version_file_of_something_else_is_refused_with_its_path(tmp_path, content):
    (tmp_path / "version").write_bytes(content)
    with pytest.raises(Conflict, match="version holds no schema number"):
        prepare_data_folder(tmp_path)
