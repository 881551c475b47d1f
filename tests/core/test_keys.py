import json
import re
import stat
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest

from lookalike.core.errors import BadRequest, Conflict, SchemaTooNew
from lookalike.core.keys import Keys


@pytest.fixture
def keys(tmp_path):
    return Keys(tmp_path)


def test_a_key_is_found_by_its_secret_and_by_its_id(keys):
    key, secret = keys.make("  ann ")
    assert re.fullmatch(rf"lk_{key.id}_[A-Za-z0-9_-]{{43}}", secret)
    assert key.name == "ann"
    assert abs((datetime.now(UTC) - key.made).total_seconds()) < 3600
    assert keys.find(secret) == keys.get(key.id) == key
    assert keys.all() == [key]


def test_what_is_not_quite_a_secret_finds_nothing(keys):
    key, secret = keys.make("ann")
    other = "A" if secret[-1] != "A" else "B"
    for wrong in (
        "",
        "lk_",
        secret[:-1],
        secret[:-1] + other,
        secret + "x",
        secret + "\n",
        secret.upper(),
        secret.replace(key.id, "00000000"),
        f"lk_{key.id}_",
        "lk_" + "é" * 52,
        "\ud800",
    ):
        assert keys.find(wrong) is None


def test_a_key_that_is_removed_counts_no_longer(keys):
    ann, secret_of_ann = keys.make("ann")
    ben, secret_of_ben = keys.make("ben")
    assert keys.remove(ann.id)
    assert not keys.remove(ann.id)
    assert keys.find(secret_of_ann) is keys.get(ann.id) is None
    assert keys.find(secret_of_ben) == ben


def test_secrets_are_not_stored_and_the_file_is_its_owners_alone(keys, tmp_path):
    _key, secret = keys.make("ann")
    path = tmp_path / "keys.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = [each.read_text() for each in tmp_path.iterdir()]
    assert not any(secret.rpartition("_")[2] in each for each in kept)


@pytest.mark.parametrize("name", ["", "  ", "\n", "x" * 101])
def test_a_key_needs_a_name(keys, name):
    with pytest.raises(BadRequest, match="name: a name of 1 to 100 characters"):
        keys.make(name)


def test_a_name_stays_on_one_line(keys):
    assert keys.make("ann\n00000000  root")[0].name == "ann00000000  root"


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 1, "keys": [{"id": "x"}]}', "\xff"])
def test_a_file_that_is_damaged_is_named_and_not_written_over(keys, tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="latin-1")
    for use in (keys.all, lambda: keys.make("ann"), lambda: keys.get("x")):
        with pytest.raises(Conflict, match=r"keys\.json"):
            use()
    assert path.read_text(encoding="latin-1") == text


def test_a_file_of_a_newer_lookalike_is_refused(keys, tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps({"schema": 99, "keys": "otherwise"}))
    with pytest.raises(SchemaTooNew):
        keys.all()


def _make_five(data):
    for number in range(5):
        Keys(data).make(str(number))


def test_keys_that_processes_make_at_once_are_all_kept(keys, tmp_path):
    makers = [get_context("spawn").Process(target=_make_five, args=(tmp_path,)) for _ in range(3)]
    for each in makers:
        each.start()
    for each in makers:
        each.join()
    assert [each.exitcode for each in makers] == [0, 0, 0]
    assert sorted(each.name for each in keys.all()) == sorted("01234" * 3)
