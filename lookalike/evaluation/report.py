"""Report folders `<data>/reports/<uid>/<report id>/`: whole or not there at all."""

import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, Field, FiniteFloat, TypeAdapter

from lookalike.core.errors import LookalikeError, NotFound
from lookalike.core.files import sync_folder
from lookalike.core.schema import REPORT_SCHEMA, check_schema, prepare_data_folder
from lookalike.core.texts import N_
from lookalike.evaluation.judgements import Judgements, PerQuery, Run
from lookalike.evaluation.kept import damage_named, keep_judgements, keep_run, read_part, shown
from lookalike.evaluation.report_model import PICTURE, REPORT_ID, Report
from lookalike.search.media import reports_folder

REPORT = "report.json"
PER_QUERY = "per-query.json"
PAGE = "report.html"
PICTURES = "pictures"
MAX_BYTES = 256 * 2**20
"""Of its JSON: 10,000 queries with five measures have 5 MB."""

UNFINISHED = ".writing-"
UNFINISHED_SECONDS = 24 * 3600

_KIND = N_("report")
_PICTURE = N_("picture")
_PER_QUERY = TypeAdapter(dict[str, dict[str, FiniteFloat]])


class _Numbered(BaseModel):
    number: int = Field(alias="schema")


class Damaged(NamedTuple):
    """A report that is there and cannot be read, with the sentence that says why."""

    id: str
    reason: str


class Reports(NamedTuple):
    """The reports of a collection, newest first, and those that cannot be read."""

    reports: list[Report]
    damaged: list[Damaged]


def report_folder(data: Path, uid: str, report_id: str) -> Path:
    """Return the folder of one report; NotFound where there is none of that id."""
    folder = reports_folder(data, uid) / report_id
    if not re.fullmatch(REPORT_ID, report_id) or not (folder / REPORT).is_file():
        raise NotFound(kind=_KIND, name=report_id)
    return folder


def new_report_folder(data: Path, uid: str, encoder_id: str, at: datetime) -> Path:
    """Make and return an empty folder that nobody else gets; its name is the id of the report."""
    prepare_data_folder(data)
    slug = re.sub(r"[^a-z0-9]+", "-", encoder_id.lower()).strip("-")[:60] or "encoder"
    root, name, number = reports_folder(data, uid), f"{at:%Y%m%d-%H%M%S}-{slug}", 1
    root.mkdir(parents=True, exist_ok=True)
    while True:
        folder = root / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def write_report(
    folder: Path,
    report: Report,
    per_query: PerQuery,
    pictures: Mapping[str, bytes],
    *,
    run: Run,
    judgements: Judgements,
    page: str,
) -> None:
    """Write a report into `folder`, which is empty: all of it in one step, and on disk at the end.

    `pictures`: WebP by sha256, as `picture` of the report's queries and hits names them; `page`:
    the HTML of it.
    """
    _sweep(folder.parent)
    beside = folder.with_name(f"{UNFINISHED}{folder.name}.{secrets.token_hex(4)}")
    try:
        (beside / PICTURES).mkdir(parents=True)
        for name, picture in pictures.items():
            picture_path(beside, name).write_bytes(picture)
        (beside / PER_QUERY).write_bytes(
            _PER_QUERY.dump_json({name: dict(values) for name, values in per_query.items()})
        )
        (beside / PAGE).write_text(page, encoding="utf-8")
        keep_run(beside, run)
        keep_judgements(beside, judgements)
        (beside / REPORT).write_bytes(report.model_dump_json(by_alias=True, indent=1).encode())
        os.sync()  # once, for all files
        beside.replace(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def read_report(folder: Path) -> Report:
    """Read a report; SourceRefused where it is damaged, SchemaTooNew where it is a newer one's."""
    path = folder / REPORT
    content = read_part(path, MAX_BYTES)
    with damage_named(path):
        found = _Numbered.model_validate_json(content).number
        check_schema(shown(path), found, REPORT_SCHEMA)
        return Report.model_validate_json(content)


def read_per_query(folder: Path) -> dict[str, dict[str, float]]:
    """Read the values of a report by measure and query; SourceRefused where they are damaged."""
    path = folder / PER_QUERY
    content = read_part(path, MAX_BYTES)
    with damage_named(path):
        return _PER_QUERY.validate_json(content)


def report_ids(data: Path, uid: str) -> list[str]:
    """Return the ids of the reports of a collection, newest first, damaged ones among them."""
    names = (path.parent.name for path in reports_folder(data, uid).glob(f"*/{REPORT}"))
    # One that is being written has a name with a dot.
    return sorted((name for name in names if not name.startswith(".")), reverse=True)


def list_reports(data: Path, uid: str) -> Reports:
    """Return the reports of a collection, and those that cannot be read with the reason."""
    reports, damaged = [], []
    for report_id in report_ids(data, uid):
        try:
            reports.append(read_report(reports_folder(data, uid) / report_id))
        except LookalikeError as error:
            damaged.append(Damaged(report_id, str(error)))
    return Reports(reports, damaged)


def picture_path(folder: Path, name: str) -> Path:
    """Return where the picture `name` (its sha256) of a report lies; NotFound for no such name."""
    if not re.fullmatch(PICTURE, name):
        raise NotFound(kind=_PICTURE, name=name)
    return folder / PICTURES / f"{name}.webp"


def _sweep(root: Path) -> None:
    """Delete what a process that was killed did not finish, a day after."""
    for folder in root.glob(f"{UNFINISHED}*/"):
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - UNFINISHED_SECONDS:
                shutil.rmtree(folder)
