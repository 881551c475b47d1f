"""Files that are whole or not there at all, and uris that name any file."""

import errno
import os
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote_from_bytes, unquote_to_bytes

from lookalike.core.errors import BadInput

FILE_SCHEME = "file://"
MAX_SHOWN = 200

_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def write_atomically(
    path: Path, data: bytes, *, durable: bool = False, private: bool = False
) -> None:
    """Write `data` beside `path` and rename it there.

    With `durable` bytes and name are on disk at the end; with `private` nobody else may read them.
    """
    with writing_atomically(path, durable=durable, private=private) as file:
        file.write(data)


@contextmanager
def writing_atomically(
    path: Path, *, durable: bool = False, private: bool = False
) -> Iterator[BinaryIO]:
    """Yield a file beside `path` that is renamed there at the end, or gone where that fails.

    An error of the system names `path`, not the file beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        mode = 0o600 if private else 0o666
        with os.fdopen(os.open(beside, _NEW_FILE, mode), "w+b") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError) and str(error.filename) == str(beside):
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def is_no_room(error: OSError) -> bool:
    """Say whether an error of the system is a disk, or somebody's share of it, that is full."""
    return error.errno in _NO_ROOM


def path_to_uri(path: bytes) -> str:
    """Return the `file://` uri of an absolute path, its raw bytes percent-encoded."""
    return FILE_SCHEME + quote_from_bytes(path, safe="/")


def uri_to_path(uri: str) -> bytes:
    """Return the raw path of a `file://` uri; BadInput for any other uri."""
    if not uri.startswith(FILE_SCHEME):
        raise BadInput(reason=f"{uri} is not a file on this machine")
    return unquote_to_bytes(uri.removeprefix(FILE_SCHEME))


def shown(raw: bytes) -> str:
    """Return the name or path `raw` as text: what is not UTF-8 becomes the replacement character."""
    return raw.decode("utf-8", "replace")


def is_own_file(uri: str) -> bool:
    """Say whether a uri is a file of this machine; a member of an archive (`#`) is none of its own."""
    return uri.startswith(FILE_SCHEME) and "#" not in uri


def plain_name(given: str) -> str:
    """Return a file's name as it may be shown: no folders, no control characters, bounded."""
    last = given.replace("\\", "/").rpartition("/")[2]
    return without_controls(last).strip()[:MAX_SHOWN]


def without_controls(text: str) -> str:
    """Return `text` without control characters and halves of surrogate pairs."""
    if text.isprintable():  # as almost every name is; a ZIP may have 65,535
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))
