"""Files that are whole or not there at all, and uris that name any file."""

import os
import secrets
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from lookalike.core.errors import BadInput

FILE_SCHEME = "file://"


def write_atomically(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write `data` beside `path` and rename it there; with `durable` the bytes are on disk first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


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
