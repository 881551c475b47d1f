"""A CSV that lists images: checked and bounded while it is read, whoever wrote it."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from typing import NoReturn, TextIO

from lookalike.core.errors import SourceRefused
from lookalike.core.files import shown, without_controls
from lookalike.core.texts import N_, _
from lookalike.sources.listing import is_file
from lookalike.sources.opening import NotReadable, open_regular

SUFFIXES = (b".csv", b".tsv")
COLUMNS = ("image", "category", "caption", "split", "tags", "id")
MAX_BYTES = 512 * 2**20
MAX_ROWS = 2_000_000
MAX_CELL = 40_000
MAX_ROW = 130_000  # below the length of a cell at which the csv module gives up by itself

_DELIMITERS = ",;\t"
_SHOWN = 60

_TOO_LARGE = N_("it is larger than {limit} MB; split it, or leave out columns")
_TOO_MANY = N_("it has more than {limit} rows; split it")
_NOT_UTF8 = N_("it is not text in UTF-8; save it again as “CSV UTF-8”")
_EMPTY = N_("it is empty; its first row has to name the columns, one of them “image”")
_NO_ROWS = N_("below its header there is no row")
_NO_COLUMN = N_("it has no column “{column}”; it has: {columns}")
_TWICE = N_("it has the column “{column}” twice")
_LINE = N_("line {line}: {reason}")
_NUL = N_("a NUL byte, which no text has")
_LONG_ROW = N_("a row of more than {limit} characters; is a quotation mark left open before?")
_LONG_CELL = N_("a cell of more than {limit} characters")
_NOT_CSV = N_("a quotation mark that is not closed, or stands within a cell")
_MORE_CELLS = N_("{found} cells under {expected} columns; put text that holds commas in quotes")
_NO_IMAGE = N_("no image is named")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and the line it begins in; empty cells and columns that are not there are None."""

    line: int
    image: str
    category: str | None
    caption: str | None
    split: str | None


class Table:
    """The rows of a CSV in UTF-8, its columns parted by one of `,` `;` and tab, as its header is.

    The header names them in any order and case; `image` must be there, and what is not one of
    COLUMNS is left alone. SourceRefused, with file and line, where it is no such file.
    """

    def __init__(self, path: bytes, needed: Sequence[str] = ()) -> None:
        """Take the resolved `path`, and check its header for `image` and the columns `needed`."""
        self._path = path
        with self._opened() as file:
            _Reader(file, self, needed)

    def __iter__(self) -> Iterator[Row]:
        """Yield every row that is not blank, lazily."""
        with self._opened() as file:
            count = 0
            for count, row in enumerate(_Reader(file, self), 1):
                if count > MAX_ROWS:
                    self.refuse(_(_TOO_MANY).format(limit=f"{MAX_ROWS:,}"))
                yield row
            if not count:
                self.refuse(_(_NO_ROWS))

    def refuse(self, reason: str, line: int = 0) -> NoReturn:
        """Raise SourceRefused for the table, with a translated `reason`, where there is one in a line."""
        reason = _(_LINE).format(line=line, reason=reason) if line else reason
        raise SourceRefused(source=shown(self._path), reason=reason)

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        try:
            with open_regular(self._path) as (raw, found):
                if found.st_size > MAX_BYTES:
                    self.refuse(_(_TOO_LARGE).format(limit=MAX_BYTES // 2**20))
                with TextIOWrapper(raw, "utf-8-sig", newline="") as text:
                    yield text
        except NotReadable as error:
            self.refuse(_(str(error)))
        except UnicodeDecodeError:
            self.refuse(_(_NOT_UTF8))


class _Reader:
    """The rows of an opened file, behind its header."""

    def __init__(self, file: TextIO, table: Table, needed: Sequence[str] = ()) -> None:
        self._table = table
        self._taken = self._read = self._line = 0
        lines = self._lines(file)
        header = next(lines, "")
        if not header.strip():
            table.refuse(_(_EMPTY))
        self._read = 0  # it comes again, as the first row
        self._delimiter = max(_DELIMITERS, key=lambda each: _known(header, each))
        self._rows = csv.reader(chain([header], lines), delimiter=self._delimiter, strict=True)
        cells = self._next_row() or []
        self._read += 1
        self._width = len(cells)
        self._columns = [cell.strip().lower() for cell in cells]
        self._check_header(("image", *needed))

    def __iter__(self) -> Iterator[Row]:
        while (cells := self._next_row()) is not None:
            if any(cell.strip() for cell in cells):
                yield self._row(cells)

    def _next_row(self) -> list[str] | None:
        self._taken, self._line = 0, self._read + 1
        try:
            cells = next(self._rows, None)
        except csv.Error:
            self._refuse(_(_NOT_CSV))
        if cells and max(map(len, cells)) > MAX_CELL:
            self._refuse(_(_LONG_CELL).format(limit=MAX_CELL))
        return cells

    def _lines(self, file: TextIO) -> Iterator[str]:
        """Yield lines, never so much of one row as to fill the memory."""
        while line := file.readline(MAX_ROW):
            self._taken, self._read = self._taken + len(line), self._read + 1
            if self._taken >= MAX_ROW:
                self._refuse(_(_LONG_ROW).format(limit=MAX_ROW))
            if "\0" in line:
                self._refuse(_(_NUL))
            yield line

    def _row(self, cells: list[str]) -> Row:
        if any(cell.strip() for cell in cells[self._width :]):
            self._refuse(_(_MORE_CELLS).format(found=len(cells), expected=self._width))
        named = {
            name: cell.strip()
            for name, cell in zip(self._columns, cells, strict=False)
            if name in COLUMNS
        }
        if not named.get("image"):
            self._refuse(_(_NO_IMAGE))
        return Row(
            line=self._line,
            image=named["image"],
            category=named.get("category") or None,
            caption=" ".join(named.get("caption", "").split()) or None,
            split=named.get("split", "").lower() or None,
        )

    def _check_header(self, needed: Sequence[str]) -> None:
        for column in COLUMNS:
            if self._columns.count(column) > 1:
                self._table.refuse(_(_TWICE).format(column=column))
        for column in needed:
            if column not in self._columns:
                columns = ", ".join(without_controls(each)[:_SHOWN] for each in self._columns[:20])
                self._table.refuse(_(_NO_COLUMN).format(column=column, columns=columns or "-"))

    def _refuse(self, reason: str) -> NoReturn:
        self._table.refuse(reason, self._line)


def _known(header: str, delimiter: str) -> int:
    """Return how many columns the header names where `delimiter` parts them."""
    cells = header.split(delimiter)
    return sum(cell.strip(' "\r\n\ufeff').lower() in COLUMNS for cell in cells)


def is_table(root: bytes) -> bool:
    """Say whether a path is a file that its name calls a CSV."""
    return root.lower().endswith(SUFFIXES) and is_file(root)
