"""Files from anywhere, plain or `.gz` by name, read no further than a limit."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lookalike.core.errors import SourceRefused
from lookalike.core.texts import N_, _

MAX_LINE = 4_096
MAX_LINES = 100_000_000
MAX_BYTES = 16 * 2**30

_TOO_LARGE = N_("it has more than {limit} bytes")
_TOO_MANY_LINES = N_("it has more than {limit} lines")
_LINE_TOO_LONG = N_("line {line} has more than {limit} bytes")
_DAMAGED = N_("it is no gzip file, or its end is missing")


def read_bounded(path: Path, limit: int, shown: str) -> bytes:
    """Return the bytes of a file, unpacked; SourceRefused for one with more than `limit`.

    `shown`: what the sentence calls it, where people may not see paths.
    """
    with _opened(path, shown) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise refused(shown, _(_TOO_LARGE).format(limit=f"{limit:,}"))
    return content


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers from 1; SourceRefused over one of the limits."""
    read = 0
    with _opened(path, str(path)) as file:
        for number in range(1, MAX_LINES + 2):
            line = file.readline(MAX_LINE + 1)
            if not line:
                return
            read += len(line)
            if len(line) > MAX_LINE:
                raise refused(
                    str(path), _(_LINE_TOO_LONG).format(line=number, limit=f"{MAX_LINE:,}")
                )
            if read > MAX_BYTES:
                raise refused(str(path), _(_TOO_LARGE).format(limit=f"{MAX_BYTES:,}"))
            if number > MAX_LINES:
                raise refused(str(path), _(_TOO_MANY_LINES).format(limit=f"{MAX_LINES:,}"))
            yield number, line


def refused(source: str, reason: str) -> SourceRefused:
    """Return the error that names a source and why it cannot be read."""
    return SourceRefused(source=source, reason=reason)


@contextmanager
def _opened(path: Path, shown: str) -> Iterator[IO[bytes]]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield file  # type: ignore[misc]
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise refused(shown, _(_DAMAGED)) from error
    except OSError as error:
        raise refused(shown, error.strerror or str(error)) from error
