from pathlib import Path

import pytest

from lookalike.core.errors import BadRequest
from lookalike.core.settings import PREFIX, Settings, default_data, load_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_every_setting_has_a_help_line():
    assert all(field.description for field in Settings.model_fields.values())


def test_the_docs_list_every_setting_with_default_and_meaning():
    from lookalike.cli.settings import default_of

    rows = [
        line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    wanted = [
        f"| `{PREFIX}{name.upper()}` | {default_of(name, field) or '-'} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    assert rows == wanted


def test_a_value_out_of_bounds_names_its_variable(monkeypatch):
    monkeypatch.setenv("LOOKALIKE_PORT", "99999")
    with pytest.raises(BadRequest, match="LOOKALIKE_PORT"):
        load_settings()


def test_a_variable_of_the_environment_counts(monkeypatch):
    monkeypatch.setenv("LOOKALIKE_ENGINE", "elasticsearch")
    assert load_settings().engine == "elasticsearch"


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("box", False)],
)
def test_paths_are_shown_only_where_the_site_is_bound_to_loopback(host, shown):
    assert load_settings(host=host).paths_visible is shown
    assert load_settings(host=host, show_paths=True).paths_visible


@pytest.mark.parametrize(
    ("hosts", "shown"),
    [(("localhost", "[::1]", "127.0.0.1"), True), (("localhost", "pictures.example.org"), False)],
)
def test_a_site_that_is_known_by_another_name_is_not_for_this_machine_alone(hosts, shown):
    assert load_settings(trusted_hosts=hosts).paths_visible is shown


def test_a_key_is_never_printed():
    assert "s3cret" not in repr(load_settings(elasticsearch_api_key="s3cret"))


def test_a_list_that_is_no_json_names_its_variable(monkeypatch):
    monkeypatch.setenv("LOOKALIKE_TRUSTED_HOSTS", "pictures.example.org")
    with pytest.raises(BadRequest, match="LOOKALIKE_TRUSTED_HOSTS: it cannot be read as JSON"):
        load_settings()


def test_an_env_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / ".env").write_bytes(b"LOOKALIKE_PORT=80\xff\n")
    with pytest.raises(BadRequest, match="it cannot be read as UTF-8"):
        load_settings(_env_file=tmp_path / ".env")


def test_a_home_folder_in_an_env_file_is_read_as_a_shell_would(tmp_path, monkeypatch):
    monkeypatch.delenv("LOOKALIKE_DATA")
    monkeypatch.setenv("HOME", "/home/ann")
    (tmp_path / ".env").write_text("LOOKALIKE_DATA=~/lookalike\n")
    assert load_settings(_env_file=tmp_path / ".env").data == Path("/home/ann/lookalike")


def test_a_variable_that_is_empty_counts_as_unset(monkeypatch):
    monkeypatch.setenv("LOOKALIKE_DATA", "")
    monkeypatch.setenv("LOOKALIKE_PORT", "")
    assert load_settings().data == default_data()
    assert load_settings().port == 5000
