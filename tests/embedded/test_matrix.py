"""Vector files: built while writing, shared, compacted, and built anew where they are damaged."""

import os
from pathlib import Path

import numpy as np
import pytest

from lookalike.core.locks import file_lock
from lookalike.search.embedded.fields import stored_field
from lookalike.search.embedded.matrix import SIDE, Matrices
from lookalike.search.embedded.store import Store
from lookalike.search.embedded.view import look
from lookalike.search.engine import VectorField
from lookalike.search.filters import parse_filters


@pytest.fixture
def state(engine, folder, field):
    """Read how far the field's file is built."""

    def read():
        store = Store(folder)
        try:
            return store.read(lambda connection: stored_field(connection, field.name))
        finally:
            store.close()

    return read


def fill(engine, make_item, numbers):
    numbers = list(numbers)
    for start in range(0, len(numbers), 100):
        some = [make_item(number) for number in numbers[start : start + 100]]
        assert {one.outcome for one in engine.put("photos", some)} <= {"created", "updated"}


def test_few_rows_make_no_file(engine, folder, make_item, make_row, find):
    fill(engine, make_item, range(50))
    assert not list(folder.glob("vectors/*.rows"))
    assert find(engine, make_row(7)) == [7]


def test_many_rows_are_found_in_the_file_and_in_the_tail(engine, state, make_item, make_row, find):
    fill(engine, make_item, range(650))
    assert 256 <= state().built < 650
    for number in (0, 299, 300, 599, 600, 649):
        assert find(engine, make_row(number)) == [number]


def test_an_engine_opened_later_finds_the_same(
    engine, open_engine, make_item, make_row, find, field
):
    fill(engine, make_item, range(650))
    other = open_engine()
    for number in (0, 300, 649):
        assert find(other, make_row(number), 10) == find(engine, make_row(number), 10)
    assert other.stats("photos").vectors[field.name] == 650


def test_what_another_engine_writes_and_deletes_is_seen_at_once(
    engine, open_engine, make_item, make_row, find
):
    other = open_engine()
    fill(engine, make_item, range(400))
    assert find(other, make_row(5)) == [5]
    engine.delete("photos", [f"{5:064x}", f"{399:064x}"])
    assert find(other, make_row(5)) != [5]
    assert find(other, make_row(399)) != [399]
    fill(engine, make_item, range(400, 900))
    assert find(other, make_row(888)) == [888]


def test_a_replaced_row_in_the_file_is_found_where_it_is_now(
    engine, make_item, make_row, find, state
):
    fill(engine, make_item, range(400))
    assert state().built > 100
    engine.put("photos", [make_item(100, row=make_row(3000))])
    assert find(engine, make_row(3000)) == [100]
    assert find(engine, make_row(100)) != [100]
    assert len(find(engine, make_row(0), 1000)) == 400


def test_filters_hold_over_file_and_tail(engine, make_item, make_row, find):
    fill(engine, make_item, range(400))
    found = find(engine, make_row(0), 1000, parse_filters(["category=c1"]))
    assert sorted(found) == list(range(1, 400, 3))


def test_many_dead_rows_are_left_behind_in_a_new_file(
    engine, open_engine, folder, state, make_item, make_row, find
):
    reader = open_engine()
    fill(engine, make_item, range(600))
    assert find(reader, make_row(1)) == [1]
    for turn in range(1, 3):
        for start in range(0, 600, 100):
            engine.put(
                "photos",
                [make_item(n, row=make_row(n + 1000 * turn)) for n in range(start, start + 100)],
            )
    assert state().generation > 0
    assert len(list(folder.glob("vectors/*.rows"))) == 1
    assert len(find(reader, make_row(0), 2000)) == 600
    assert find(reader, make_row(2007)) == [7]


def test_what_a_killed_builder_left_is_written_over(
    engine, folder, make_item, make_row, find, state
):
    fill(engine, make_item, range(300))
    built = state().built
    for path in [*folder.glob("vectors/*.rows"), *folder.glob("vectors/*.side")]:
        with path.open("ab") as file:
            file.write(b"\xff" * 100_003)
    assert find(engine, make_row(3)) == [3]
    fill(engine, make_item, range(300, 900))
    assert state().built > built
    for number in (0, 299, 300, 899):
        assert find(engine, make_row(number)) == [number]


@pytest.mark.parametrize("suffix", ["rows", "side"])
@pytest.mark.parametrize("damage", ["gone", "short"])
def test_a_damaged_file_is_built_anew_from_the_database(
    engine, open_engine, folder, make_item, make_row, find, suffix, damage
):
    fill(engine, make_item, range(400))
    [path] = folder.glob(f"vectors/*.{suffix}")
    if damage == "gone":
        path.unlink()
    else:
        path.rename(path.with_suffix(".old"))
        path.write_bytes(path.with_suffix(".old").read_bytes()[:-1])
    other = open_engine()
    for number in (0, 399):
        assert find(other, make_row(number)) == [number]
        assert find(engine, make_row(number)) == [number]


def test_a_writer_goes_on_while_another_builds(engine, folder, field, make_item, make_row, find):
    with file_lock(folder / "vectors" / f"{field.name}.lock", wait=False) as alone:
        assert alone
        fill(engine, make_item, range(600))
        assert find(engine, make_row(599)) == [599]
        assert not list(folder.glob("vectors/*.rows"))
    fill(engine, make_item, range(600, 601))
    assert list(folder.glob("vectors/*.rows"))
    assert find(engine, make_row(5)) == [5]


def test_a_tail_that_was_never_built_is_built_by_the_next_search(
    engine, open_engine, folder, field, make_item, make_row, find, state
):
    with file_lock(folder / "vectors" / f"{field.name}.lock", wait=False):
        fill(engine, make_item, range(600))
    assert find(open_engine(), make_row(599)) == [599]
    assert state().built == 600


def test_a_dropped_field_takes_its_files_along(engine, folder, make_item):
    fill(engine, make_item, range(400))
    engine.drop_field("photos", "wide")
    assert not list(folder.glob("vectors/*.rows"))
    assert engine.count("photos") == 400


def test_a_million_rows_are_opened_without_reading_them(engine, folder):
    """The file is a hole of 1 GB: mapping it costs no memory, reading it would."""
    wide = VectorField("v_million_cccccccc", "million", 256, "cosine", "c" * 64)
    engine.add_field("photos", wide)
    store = Store(folder)
    with store.writing() as connection:
        number = stored_field(connection, wide.name).number
        connection.execute(
            "UPDATE fields SET built = 1000000, built_seq = 1000000, changes = 1 WHERE number = ?",
            (number,),
        )
        connection.execute("INSERT INTO dead (field, seq) VALUES (?, 5)", (number,))
    for suffix, stride in (("rows", 256 * 4), ("side", SIDE.itemsize)):
        with (folder / "vectors" / f"{number}-0.{suffix}").open("wb") as file:
            file.truncate(1_000_000 * stride)
    before = resident_bytes()
    with store.database.reading() as connection:
        field = stored_field(connection, wide.name)
        view = look(connection, field, Matrices(folder / "vectors", store.database), None)
    assert view.mapped.rows.shape == (1_000_000, 256)
    assert resident_bytes() - before < 16 * 2**20
    store.close()


def resident_bytes():
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_a_file_that_cannot_be_written_fails_neither_writer_nor_search(
    engine, folder, make_item, make_row, find, caplog
):
    (folder / "vectors" / "1-0.rows").mkdir()
    fill(engine, make_item, range(300))
    assert "1-0.rows" in caplog.text
    assert find(engine, make_row(299)) == [299]
    (folder / "vectors" / "1-0.rows").rmdir()
    fill(engine, make_item, range(300, 301))
    assert list(folder.glob("vectors/*.rows"))
    assert len(find(engine, make_row(0), 1000)) == 301


def test_the_stored_rows_and_the_file_agree(engine, folder, field, make_item, make_row):
    fill(engine, make_item, range(300))
    [path] = folder.glob("vectors/*.rows")
    rows = np.fromfile(path, np.float32).reshape(-1, 4096)
    stored = engine.vectors("photos", field.name, [f"{n:064x}" for n in range(len(rows))])
    for number, row in enumerate(rows):
        assert np.array_equal(row, stored[f"{number:064x}"])
