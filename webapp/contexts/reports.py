"""The pages about reports: how well images of a collection are found, as it was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.evaluation.against import Against
from lookalike.evaluation.report import Damaged
from lookalike.evaluation.report_model import Report
from lookalike.evaluation.shown import Shown
from lookalike.search.engine import Collection
from webapp.comparable import Comparable


@dataclass(frozen=True, slots=True)
class ReportsContext:
    """The reports of a collection.

    `collection`; `reports`: newest first; `damaged`: those that cannot be read; `made_by`: the
    command that makes one.
    """

    template: ClassVar[str] = "reports.html"
    collection: Collection
    reports: Sequence[Report]
    damaged: Sequence[Damaged]
    made_by: str


@dataclass(frozen=True, slots=True)
class ReportContext:
    """One report.

    `collection`; `shown`: the report as its templates show it; `others`: reports of the collection
    that it may be compared with; `chosen`: id of one of them, or empty; `comparison`: with that one;
    `folder`: its path, empty where paths are not shown.
    """

    template: ClassVar[str] = "report.html"
    collection: Collection
    shown: Shown
    others: Sequence[Comparable]
    chosen: str
    comparison: Sequence[Against]
    folder: str
