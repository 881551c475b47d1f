"""What SQLite and the disk complain of, said in the words of `lookalike.core.errors`."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from lookalike.core.errors import EngineBusy, EngineUnavailable, StorageDamaged, StorageFull
from lookalike.core.texts import N_, _

ENGINE = "embedded"

_NO_ROOM = N_("there is no room left on its disk")
_LOCKED = N_("somebody else has been writing for too long")

_NOT_OURS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)


class Moved(Exception):
    """The database was dropped or swapped away after its name was looked up."""


@contextmanager
def mapped_faults() -> Iterator[None]:
    """Raise EngineUnavailable, or the kind of it that fits, for what SQLite or the disk raise."""
    try:
        yield
    except _NOT_OURS:
        raise
    except sqlite3.DatabaseError as fault:
        raise _of_sqlite(fault) from fault
    except OSError as fault:
        raise _of_disk(fault) from fault


def _of_sqlite(fault: sqlite3.DatabaseError) -> EngineUnavailable:
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StorageFull(engine=ENGINE, reason=_(_NO_ROOM))
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return EngineBusy(engine=ENGINE, reason=_(_LOCKED))
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StorageDamaged(engine=ENGINE, reason=str(fault))
    return EngineUnavailable(engine=ENGINE, reason=str(fault))


def _of_disk(fault: OSError) -> EngineUnavailable:
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StorageFull(engine=ENGINE, reason=_(_NO_ROOM))
    return EngineUnavailable(engine=ENGINE, reason=str(fault))
