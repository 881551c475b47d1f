"""Schema numbers: what writes to disk or to a cluster says which shape it wrote."""

from pathlib import Path

from lookalike.core.errors import Conflict, SchemaTooNew
from lookalike.core.files import write_atomically
from lookalike.core.texts import N_, _

DATA_SCHEMA = 1
COLLECTION_SCHEMA = 1
JOURNAL_SCHEMA = 1
KEYS_SCHEMA = 1
BUNDLE_SCHEMA = 1
REPORT_SCHEMA = 1

_NO_NUMBER = N_("{path} holds no schema number; is {folder} a data folder of Lookalike?")


def check_schema(what: str, found: int, known: int) -> None:
    """Raise SchemaTooNew where `found` was written by a newer Lookalike than this."""
    if found > known:
        raise SchemaTooNew(what=what, found=found, known=known)


def prepare_data_folder(data: Path) -> Path:
    """Make the data folder with its `version` file, or check the one that is there; return it."""
    version = data / "version"
    if version.exists():
        check_schema(str(data), _number(version), DATA_SCHEMA)
        return data
    data.mkdir(parents=True, exist_ok=True)
    write_atomically(version, f"{DATA_SCHEMA}\n".encode("ascii"))
    return data


def _number(version: Path) -> int:
    try:
        return int(version.read_text(encoding="ascii").strip())
    except ValueError as error:
        reason = _(_NO_NUMBER).format(path=version, folder=version.parent)
        raise Conflict(reason=reason) from error
