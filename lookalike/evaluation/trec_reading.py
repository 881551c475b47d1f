"""TREC files from anywhere: every line checked, and named where it is wrong."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lookalike.core.errors import SourceRefused
from lookalike.core.texts import N_, _
from lookalike.evaluation.bounded import read_lines, refused
from lookalike.evaluation.judgements import MAX_GRADE, Judgements

MAX_HELD = 10_000_000
"""Pairs of query and document in memory, some 200 bytes each; judgements that queries share count
once."""

MAX_SCORE = float(np.finfo(np.float32).max)

_RUN = "query Q0 document rank score tag"
_QRELS = "query 0 document relevance"

_LINE = N_("line {line}: {reason}")
_COLUMNS = N_("{found} columns, these are needed: {columns}")
_NOT_TEXT = N_("it is not UTF-8 text")
_NO_SCORE = N_("“{value}” is no score")
_NO_GRADE = N_("“{value}” is no relevance, a whole number up to {limit}")
_NO_LINES = N_("it holds no judgement; a line is “{columns}”")
_TWICE = N_("{document} comes a second time for query {query}")
_AGAIN = N_("query {query} comes again after another; sort the file by its first column")
_TOO_MANY = N_("it has more than {limit} pairs of query and document")


def read_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """Read a run in trec_eval's order: by score as a 32-bit float, then by document, both falling.

    The rank column counts for nothing. A TREC file holds no distance: minus the score stands for
    it. SourceRefused names the line.
    """
    scores: dict[str, dict[str, float]] = {}
    names: dict[str, str] = {}
    rows = enumerate(_rows(path, _RUN), start=1)
    for held, (line, (query, _q0, document, _rank, value, _tag)) in rows:
        _check_held(path, held)
        found = scores.setdefault(query, {})
        if document in found:
            raise _wrong(path, line, _(_TWICE).format(document=document, query=query))
        found[names.setdefault(document, document)] = _score(path, line, value)
    return {query: _ranked(found) for query, found in scores.items()}


def read_qrels(path: Path) -> Judgements:
    """Read judgements, the lines of a query together; queries that are judged alike share them.

    A relevance below 0 is "not judged", as in trec_eval. SourceRefused names the line.
    """
    shared = _Shared(path)
    names: dict[str, str] = {}
    last: str | None = None
    found: dict[str, int] = {}
    for line, (query, _iteration, document, value) in _rows(path, _QRELS):
        if query != last:
            found, last = shared.start(line, query), query
        if document in found:
            raise _wrong(path, line, _(_TWICE).format(document=document, query=query))
        found[names.setdefault(document, document)] = _grade(path, line, value)
        _check_held(path, shared.held + len(found))
    shared.finish()
    if not shared.of:
        raise refused(str(path), _(_NO_LINES).format(columns=_QRELS))
    return Judgements(shared.groups, shared.of)


class _Shared:
    """Judgements of one query after the other; those that were there before are kept once."""

    def __init__(self, path: Path) -> None:
        self.groups: dict[str, dict[str, int]] = {}
        self.of: dict[str, str] = {}
        self.held = 0
        self._path = path
        self._by_hash: dict[int, str] = {}
        self._query: str | None = None
        self._found: dict[str, int] = {}

    def start(self, line: int, query: str) -> dict[str, int]:
        """Return the empty judgements of `query`, to be filled until the next starts."""
        self.finish()
        if query in self.of:
            raise _wrong(self._path, line, _(_AGAIN).format(query=query))
        self._query, self._found = query, {}
        return self._found

    def finish(self) -> None:
        """Keep what was filled last."""
        if self._query is None:
            return
        alike = hash(frozenset(self._found.items()))
        key = self._by_hash.get(alike)
        if key is None or self.groups[key] != self._found:
            key = self._by_hash[alike] = self._query
            self.groups[key] = self._found
            self.held += len(self._found)
        self.of[self._query] = key


def _rows(path: Path, columns: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells; empty lines are none. White space is ASCII's, as in trec_eval."""
    wanted = len(columns.split())
    for line, content in read_lines(path):
        cells = content.split()
        if not cells:
            continue
        if len(cells) != wanted:
            raise _wrong(path, line, _(_COLUMNS).format(found=len(cells), columns=columns))
        if b"\0" in content:  # trec_eval ends a name there: two names would become one
            raise _wrong(path, line, _(_NOT_TEXT))
        try:
            texts = [cell.decode() for cell in cells]
        except UnicodeDecodeError as error:
            raise _wrong(path, line, _(_NOT_TEXT)) from error
        yield line, texts


def _score(path: Path, line: int, value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        found = np.inf
    if not abs(found) <= MAX_SCORE:  # nor is it where it is not a number
        raise _wrong(path, line, _(_NO_SCORE).format(value=value[:100]))
    return found


def _grade(path: Path, line: int, value: str) -> int:
    try:
        found = int(value)
    except ValueError:
        found = MAX_GRADE + 1
    if not -MAX_GRADE <= found <= MAX_GRADE:
        reason = _(_NO_GRADE).format(value=value[:100], limit=f"{MAX_GRADE:,}")
        raise _wrong(path, line, reason)
    return found


def _ranked(found: dict[str, float]) -> list[tuple[str, float]]:
    values = np.asarray(list(found.values()), np.float32).tolist()
    ranked = sorted(zip(values, found, strict=True), reverse=True)
    return [(document, -value) for value, document in ranked]


def _check_held(path: Path, held: int) -> None:
    if held > MAX_HELD:
        raise refused(str(path), _(_TOO_MANY).format(limit=f"{MAX_HELD:,}"))


def _wrong(path: Path, line: int, reason: str) -> SourceRefused:
    return refused(str(path), _(_LINE).format(line=line, reason=reason))
