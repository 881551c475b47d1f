"""What an evaluation answers on stdout: figures, comparisons, where the reports are."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from lookalike.cli.context import print_json
from lookalike.core.errors import BadRequest
from lookalike.core.figures import decimals, figure, spelled
from lookalike.core.texts import N_, _, ngettext
from lookalike.evaluation.asked import asked_told
from lookalike.evaluation.comparison import Comparison, compare
from lookalike.evaluation.export import export_trec
from lookalike.evaluation.learned import learned_told
from lookalike.evaluation.report import PAGE, PICTURES, REPORT
from lookalike.evaluation.report_model import Figure, Report
from lookalike.evaluation.task import Evaluated

DONE, REFUSED = 0, 3
SHOWN = 20
PLACES = 4

_NOT_EMPTY = N_("{folder} holds something else already; name an empty folder, or that of a report")
_NO_FOLDER = N_("{folder} is a file, and the files of TREC go into a folder")

_IN_THERE = N_("in the collection themselves, and left out of what they find: {count}")
_LEFT_OUT = N_("left out, since nothing in the collection is relevant to them: {count}")
_REFUSED = N_("could not be asked: {count}")
_MORE = N_("... and {count} more")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is wanted beside the figures: a copy of the report, TREC files, JSON."""

    report: Path | None = None
    trec: Path | None = None
    as_json: bool = False

    def check(self) -> None:
        """Raise BadRequest where a copy cannot go where it is wanted, before anything runs."""
        if self.report and self.report.exists() and not _is_free(self.report):
            raise BadRequest(field="--report", reason=_(_NOT_EMPTY).format(folder=self.report))
        if self.trec and self.trec.is_file():
            raise BadRequest(field="--trec", reason=_(_NO_FOLDER).format(folder=self.trec))


def answer(found: Sequence[Evaluated], wanted: Wanted) -> int:
    """Copy and export the reports, print what came of them, and return the exit status."""
    about = [_about(each, wanted, is_only=len(found) == 1) for each in found]
    compared = [
        (compare([each.per_query for each in group]), [each.report.encoder.id for each in group])
        for group in _by_kind(found)
        if len(group) > 1
    ]
    if wanted.as_json:
        rows = [row for comparisons, names in compared for row in as_rows(comparisons, names)]
        print_json({"reports": about, "comparisons": rows})
    else:
        for each, known in zip(found, about, strict=True):
            if len(found) > 1:
                click.echo(_headed(each.report))
            _print(each, known["report"])
        for comparisons, names in compared:
            print_comparisons(comparisons, names)
    return REFUSED if any(each.refused for each in found) else DONE


def _by_kind(found: Sequence[Evaluated]) -> list[list[Evaluated]]:
    """Return what asked in the same way together: a protocol may ask in two, and they share nothing."""
    groups: dict[str, list[Evaluated]] = {}
    for each in found:
        groups.setdefault(each.report.kind, []).append(each)
    return list(groups.values())


def _headed(report: Report) -> str:
    """Return what stands above one of several tables: who was asked what."""
    return f"{report.encoder.id} ({asked_told(report)})"


def print_figures(figures: Sequence[Figure]) -> None:
    """Print a table of measures with their means and intervals."""
    table = Table(box=None, pad_edge=False)
    table.add_column(_("measure"))
    table.add_column(_("mean"), justify="right")
    table.add_column(_("interval (95 %)"))
    for each in figures:
        table.add_row(each.name, decimals(each.mean, PLACES), _span(each.low, each.high))
    Console(highlight=False, markup=False).print(table)


def print_comparisons(compared: Sequence[Comparison], names: Sequence[str]) -> None:
    """Print a table of differences from the first of `names`; nothing where there are none."""
    if not compared:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column(_("measure"))
    table.add_column(_("compared"))
    table.add_column(_("difference"), justify="right")
    table.add_column(_("interval (95 %)"))
    table.add_column("p", justify="right")
    for each in compared:
        found = each.paired
        table.add_row(
            each.measure,
            f"{names[each.other]} - {names[0]}",
            decimals(found.difference, PLACES),
            _span(found.low, found.high),
            "-" if each.corrected is None else decimals(each.corrected, PLACES),
        )
    Console(highlight=False, markup=False).print(table)


def as_rows(compared: Sequence[Comparison], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return comparisons as plain values for JSON; `p` after Holm's correction."""
    return [
        {
            "measure": each.measure,
            "base": names[0],
            "other": names[each.other],
            "queries": each.queries,
            "base_mean": each.base_mean,
            "other_mean": each.other_mean,
            "difference": each.paired.difference,
            "low": each.paired.low,
            "high": each.paired.high,
            "p": each.corrected,
        }
        for each in compared
    ]


def _about(found: Evaluated, wanted: Wanted, *, is_only: bool) -> dict[str, Any]:
    report, folder = found.report, found.folder
    if wanted.report:
        folder = wanted.report if is_only else wanted.report / report.id
        shutil.rmtree(folder / PICTURES, ignore_errors=True)  # those of the one that was there
        shutil.copytree(found.folder, folder, dirs_exist_ok=True)
    trec = export_trec(found.folder, wanted.trec) if wanted.trec else ()
    return {
        "id": report.id,
        "collection": report.collection,
        "engine": report.engine,
        "encoder": report.encoder.id,
        "queries": report.queries,
        "documents": report.documents,
        "left_out": report.left_out,
        "learned": report.learned.model_dump() if report.learned else None,
        "own": found.own,
        "refused": [each._asdict() for each in found.refused],
        "measures": {each.name: each.model_dump(exclude={"name"}) for each in report.measures},
        "report": str(folder),
        "trec": [str(path) for path in trec],
        "seconds": report.seconds,
    }


def _print(found: Evaluated, folder: str) -> None:
    report = found.report
    print_figures(report.measures)
    asked = ngettext(
        "{queries} query in “{collection}” by {encoder}, {seconds}",
        "{queries} queries in “{collection}” by {encoder}, {seconds}",
        report.queries,
    ).format(
        queries=figure(report.queries),
        collection=report.collection,
        encoder=report.encoder.id,
        seconds=spelled(report.seconds),
    )
    click.echo(asked, err=True)
    counts = {_IN_THERE: found.own, _LEFT_OUT: report.left_out, _REFUSED: len(found.refused)}
    for sentence, count in counts.items():
        if count:
            click.echo("  " + _(sentence).format(count=figure(count)), err=True)
    if told := learned_told(report):
        click.echo("  " + told, err=True)
    for each in found.refused[:SHOWN]:
        click.echo(f"    {each.told}", err=True)
    if len(found.refused) > SHOWN:
        click.echo("    " + _(_MORE).format(count=len(found.refused) - SHOWN), err=True)
    click.echo(_("report: {path}").format(path=Path(folder) / PAGE))


def _is_free(folder: Path) -> bool:
    """Say whether a report may go to what is there: over nothing, a report, or beside others."""
    if not folder.is_dir():
        return False
    return (folder / REPORT).is_file() or all(
        (each / REPORT).is_file() for each in folder.iterdir()
    )


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "-"
    return f"{decimals(low, PLACES)} .. {decimals(high, PLACES)}"
