"""The run and the judgements of a report, kept so that TREC files can be made of them later."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from lookalike.core.errors import SourceRefused
from lookalike.core.files import write_atomically
from lookalike.core.problems import problem_of
from lookalike.core.schema import REPORT_SCHEMA
from lookalike.core.texts import N_, _
from lookalike.evaluation.bounded import read_bounded, refused
from lookalike.evaluation.judgements import Judgements, Run

RUN = "run.json.gz"
JUDGEMENTS = "judgements.json.gz"
MAX_BYTES = 512 * 2**20
LEVEL = 6

_DAMAGED = N_("it is damaged ({problem}); evaluate again")


class _Part(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False, populate_by_name=True)


class _Hits(_Part):
    documents: list[NonNegativeInt]
    distances: list[float]


class _Run(_Part):
    """Documents stand once; hits are their places, nearest first."""

    schema_number: int = Field(REPORT_SCHEMA, alias="schema")
    documents: list[str]
    queries: dict[str, _Hits]


class _Judgements(_Part):
    schema_number: int = Field(REPORT_SCHEMA, alias="schema")
    groups: dict[str, dict[str, int]]
    of: dict[str, str]
    without: dict[str, str]


_Kept = TypeVar("_Kept", bound=_Part)


def keep_run(folder: Path, run: Run) -> None:
    """Write a run into the folder of a report."""
    place: dict[str, int] = {}
    queries = {
        query: _Hits(
            documents=[place.setdefault(document, len(place)) for document, _distance in hits],
            distances=[distance for _document, distance in hits],
        )
        for query, hits in run.items()
    }
    _keep(folder / RUN, _Run(documents=list(place), queries=queries))


def kept_run(folder: Path) -> dict[str, list[tuple[str, float]]]:
    """Return the run of a report; SourceRefused where it is missing or damaged."""
    kept = _kept(folder / RUN, _Run)
    try:
        return {
            query: [
                (kept.documents[place], distance)
                for place, distance in zip(hits.documents, hits.distances, strict=True)
            ]
            for query, hits in kept.queries.items()
        }
    except (IndexError, ValueError) as error:
        raise damaged(folder / RUN, error) from error


def keep_judgements(folder: Path, judgements: Judgements) -> None:
    """Write judgements into the folder of a report, each group once."""
    kept = _Judgements(
        groups={key: dict(group) for key, group in judgements.groups.items()},
        of=dict(judgements.of),
        without=dict(judgements.without),
    )
    _keep(folder / JUDGEMENTS, kept)


def kept_judgements(folder: Path) -> Judgements:
    """Return the judgements of a report; SourceRefused where they are missing or damaged."""
    kept = _kept(folder / JUDGEMENTS, _Judgements)
    if missing := set(kept.of.values()) - set(kept.groups):
        raise damaged(folder / JUDGEMENTS, min(missing))
    return Judgements(kept.groups, kept.of, kept.without)


def _keep(path: Path, kept: _Part) -> None:
    content = kept.model_dump_json(by_alias=True).encode()
    write_atomically(path, gzip.compress(content, compresslevel=LEVEL, mtime=0))


def _kept(path: Path, model: type[_Kept]) -> _Kept:
    content = read_part(path, MAX_BYTES)
    with damage_named(path):
        return model.model_validate_json(content)


def read_part(path: Path, limit: int) -> bytes:
    """Return the bytes of a file of a report; SourceRefused for one with more than `limit`."""
    return read_bounded(path, limit, shown(path))


def shown(path: Path) -> str:
    """Return how a file of a report is named to people: by the report's id, not its whole path."""
    return f"{path.parent.name}/{path.name}"


def damaged(path: Path, problem: object) -> SourceRefused:
    """Return the error for a file of a report whose content is not what was written."""
    return refused(shown(path), _(_DAMAGED).format(problem=problem))


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """Make SourceRefused, which names file and field, of what pydantic says of content inside."""
    try:
        yield
    except ValidationError as error:
        raise damaged(path, problem_of(error)) from error
