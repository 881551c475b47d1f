"""Complaints of SQLite and the disk become the errors people read."""

import errno
import sqlite3

import pytest

from lookalike.core.errors import EngineBusy, EngineUnavailable, StorageDamaged, StorageFull
from lookalike.search.embedded.faults import mapped_faults


def test_a_full_database_is_storage_full(tmp_path):
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count = 3")
    with pytest.raises(StorageFull), mapped_faults():
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()


def test_a_database_locked_for_too_long_is_busy(tmp_path):
    first, second = (
        sqlite3.connect(tmp_path / "a.db", isolation_level=None, timeout=0) for _ in range(2)
    )
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(EngineBusy), mapped_faults():
        second.execute("BEGIN IMMEDIATE")
    first.close()
    second.close()


def test_what_is_no_database_is_damaged(tmp_path):
    (tmp_path / "a.db").write_bytes(b"x" * 5000)
    connection = sqlite3.connect(tmp_path / "a.db")
    with pytest.raises(StorageDamaged, match="not a database"), mapped_faults():
        connection.execute("SELECT * FROM t")
    connection.close()


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, EngineUnavailable)],
)
def test_a_disk_that_complains_is_heard(number, error):
    with pytest.raises(error), mapped_faults():
        raise OSError(number, "the disk complains")
