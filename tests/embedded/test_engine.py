"""What only this engine has: its folder, schema numbers, damage, names that are folders."""

import sqlite3

import pytest

from lookalike.core.errors import BadRequest, Conflict, EngineUnavailable, SchemaTooNew
from lookalike.search.embedded.engine import EmbeddedEngine


def set_schema(path, number):
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (number,))
    connection.close()


def test_a_data_folder_by_a_newer_version_is_refused(tmp_path):
    (tmp_path / "version").write_text("2\n")
    with pytest.raises(SchemaTooNew):
        EmbeddedEngine(tmp_path)


def test_a_collection_by_a_newer_version_is_refused_and_the_others_serve_on(
    engine, open_engine, folder, field, make_item
):
    engine.create("other", [field])
    set_schema(folder / "collection.db", 2)
    later = open_engine()
    with pytest.raises(SchemaTooNew):
        later.count("photos")
    with pytest.raises(SchemaTooNew):
        later.put("photos", [make_item(1)])
    with pytest.raises(SchemaTooNew):
        later.drop("photos")
    assert [one.name for one in later.collections()] == ["other"]
    assert later.count("other") == 0


def test_a_damaged_collection_says_so_and_the_others_serve_on(engine, open_engine, folder, field):
    engine.create("other", [field])
    engine.close()
    for path in folder.glob("collection.db*"):
        path.write_bytes(b"not a database at all" * 1000)
    later = open_engine()
    with pytest.raises(EngineUnavailable):
        later.count("photos")
    assert [one.name for one in later.collections()] == ["other"]
    later.drop("photos")
    assert not folder.exists()


def test_a_collection_whose_folder_is_gone_says_so(engine, open_engine, folder, tmp_path):
    engine.close()
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(EngineUnavailable, match="photos"):
        open_engine().count("photos")


def test_a_closed_engine_does_not_answer(engine):
    engine.close()
    assert not engine.health().ok
    with pytest.raises(EngineUnavailable):
        engine.count("photos")


@pytest.mark.parametrize("name", ["", "../photos", "Photos", "a~b", "-a", "a" * 64, "a/b", "ä"])
def test_a_name_that_could_leave_the_folder_is_refused(engine, field, name):
    with pytest.raises(BadRequest):
        engine.create(name, [field])


@pytest.mark.parametrize("uid", ["..", "a/b", ".hidden", "a" * 65])
def test_a_uid_that_could_leave_the_folder_is_refused(engine, field, uid):
    with pytest.raises(BadRequest):
        engine.create("other", [field], uid=uid)


def test_two_collections_cannot_share_a_folder(engine, folder, field):
    with pytest.raises(Conflict):
        engine.create("other", [field], uid=folder.name)


def test_dropping_removes_the_folder_with_all_in_it(engine, folder, make_item):
    (folder / "media").mkdir()
    (folder / "media" / "a.webp").write_bytes(b"x")
    engine.put("photos", [make_item(1)])
    engine.drop("photos")
    assert list(folder.parent.iterdir()) == []


def test_a_swap_leaves_one_folder(engine, folder, field, make_item):
    staged = engine.stage("photos", [field])
    engine.put(staged, [make_item(1)])
    engine.swap("photos", staged)
    assert [path.name for path in folder.parent.iterdir()] == [engine.collection("photos").uid]
    assert not folder.exists()


def test_dropping_a_collection_drops_what_was_staged_for_it(engine, folder, field):
    engine.stage("photos", [field])
    engine.drop("photos")
    assert list(folder.parent.iterdir()) == []


def test_other_engines_follow_a_swap_and_a_drop(engine, open_engine, field, make_item):
    other = open_engine()
    other.put("photos", [make_item(1)])
    staged = engine.stage("photos", [field])
    engine.put(staged, [make_item(2), make_item(3)])
    engine.swap("photos", staged)
    assert other.count("photos") == 2
    assert [one.outcome for one in other.put("photos", [make_item(4)])] == ["created"]
    assert engine.count("photos") == 3


def test_a_folder_that_a_killed_process_should_have_removed_goes_with_the_next(
    engine, folder, field, tmp_path
):
    connection = sqlite3.connect(tmp_path / "catalogue.db")
    with connection:
        connection.execute("DELETE FROM names")
        connection.execute("INSERT INTO doomed VALUES (?)", (folder.name,))
    connection.close()
    engine.create("other", [field])
    engine.drop("other")
    assert list(folder.parent.iterdir()) == []


def test_putting_the_same_row_again_changes_nothing(engine, make_item):
    engine.put("photos", [make_item(1)])
    assert [one.outcome for one in engine.put("photos", [make_item(1)])] == ["unchanged"]


def test_the_old_field_of_an_encoder_goes_with_the_encoder(engine, field, make_item):
    from dataclasses import replace

    engine.put("photos", [make_item(1)])
    newer = replace(field, name="v_wide_bbbbbbbb", fingerprint="b" * 64)
    engine.add_field("photos", newer)
    assert dict(engine.stats("photos").vectors) == {newer.name: 0}
    engine.drop_field("photos", "wide")
    assert dict(engine.collection("photos").encoders) == {}
    assert engine.collection("photos").default_encoder is None
    engine.add_field("photos", newer)
    assert engine.collection("photos").default_encoder == "wide"
