"""Runs and judgements as TREC files, plain or `.gz` by name: what trec_eval and pytrec_eval read."""

import gzip
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.evaluation.judgements import Judgements, Run
from lookalike.evaluation.measures import score
from lookalike.evaluation.trec_reading import read_qrels, read_run

__all__ = ["read_qrels", "read_run", "write_qrels", "write_run"]

TAG = "lookalike"
LEVEL = 1
"""Names are hashes, which compress to half whatever is tried; the judgements of CIFAR-10 are 50
million lines."""

_NOT_A_NAME = N_(
    "“{name}” cannot stand in a TREC file: a name there has no spaces and is not empty"
)


def write_run(path: Path, run: Run, tag: str = TAG) -> None:
    """Write `query Q0 document rank score tag` lines, in the run's own order.

    The score falls by one from hit to hit, since trec_eval sorts by it: the product's order stays.
    BadRequest for a name with a space in it.
    """
    _word(tag)
    with _written(path) as file:
        for query, hits in run.items():
            start, depth = f"{_word(query)} Q0", len(hits)
            for place, (document, _distance) in enumerate(hits):
                rank = f"{place + 1} {score(place, depth):.0f}"
                file.write(f"{start} {_word(document)} {rank} {tag}\n".encode())


def write_qrels(path: Path, judgements: Judgements, queries: Iterable[str] | None = None) -> None:
    """Write `query 0 document relevance` lines of all queries, or of `queries` alone.

    BadRequest for a name with a space in it.
    """
    with _written(path) as file:
        for query in judgements.of if queries is None else queries:
            start = f"{_word(query)} 0"
            file.writelines(
                f"{start} {_word(document)} {grade}\n".encode()
                for document, grade in judgements.for_query(query).items()
            )


@lru_cache(maxsize=2**17)
def _word(name: str) -> str:
    if name.split() != [name] or "\0" in name:
        raise BadRequest(field="name", reason=_(_NOT_A_NAME).format(name=name[:100]))
    return name


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as raw:
            if path.suffix == ".gz":
                with gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as packed:
                    yield packed  # type: ignore[misc]
            else:
                yield raw
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
