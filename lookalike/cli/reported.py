"""Runs and reports that are there already: measured from files, compared."""

from collections.abc import Sequence
from pathlib import Path

import click

from lookalike.cli.context import chosen, engine_open, print_json
from lookalike.cli.measured import DONE, as_rows, print_comparisons, print_figures
from lookalike.core.errors import BadRequest
from lookalike.core.figures import figure
from lookalike.core.texts import N_, _
from lookalike.evaluation.comparison import compare
from lookalike.evaluation.measures import per_query
from lookalike.evaluation.relevance import unjudged
from lookalike.evaluation.report import REPORT, read_per_query, read_report, report_folder
from lookalike.evaluation.reporting import figure_of
from lookalike.evaluation.trec_reading import read_qrels, read_run
from lookalike.search.collections import seen

_MISSING = N_("{found} of {judged} judged queries are in the run; each of the others counts as 0.")
_NOTHING_RELEVANT = N_("no query of it has a relevant document")


def answer_files(
    run: Path, qrels: Path, measures: Sequence[str], *, seed: int, as_json: bool
) -> int:
    """Print what a run of a file comes to by the judgements of another; return the exit status."""
    judgements, found = read_qrels(qrels), read_run(run)
    judged = judgements.queries
    if not judged:
        raise BadRequest(field="--qrels", reason=_(_NOTHING_RELEVANT))
    missing = sum(each not in found for each in judged)
    if missing == len(judged):
        raise unjudged(found, judgements)
    values = per_query(found, judgements, measures)
    figures = [figure_of(name, of, seed) for name, of in values.items()]
    if as_json:
        known = {each.name: each.model_dump(exclude={"name"}) for each in figures}
        counts = {"queries": len(judged), "left_out": judgements.left_out, "missing": missing}
        print_json({**counts, "measures": known})
    else:
        print_figures(figures)
        if missing:
            told = _(_MISSING).format(
                found=figure(len(judged) - missing), judged=figure(len(judged))
            )
            click.echo(told, err=True)
    return DONE


def answer_reports(
    given: Sequence[str], collection: str | None, *, seed: int, as_json: bool
) -> int:
    """Print reports, named by folder or by id, compared with the first; return the exit status."""
    folders = [_folder(each, collection) for each in given]
    reports = [read_report(each) for each in folders]
    names = [each.encoder.id for each in reports]
    if len(set(names)) < len(names):
        names = [each.id for each in reports]
    compared = compare([read_per_query(each) for each in folders], seed)
    if as_json:
        print_json({"comparisons": as_rows(compared, names)})
    else:
        print_comparisons(compared, names)
    return DONE


def _folder(given: str, collection: str | None) -> Path:
    """Return the folder of a report; NotFound where the collection has none of that id either."""
    if (Path(given) / REPORT).is_file():
        return Path(given)
    with engine_open() as (engine, current):
        uid = seen(engine, chosen(engine, current, collection)).uid
        return report_folder(current.data, uid, given)
