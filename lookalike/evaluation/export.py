"""The TREC files of a report, made when somebody wants them."""

from collections.abc import Collection
from pathlib import Path

from lookalike.evaluation.kept import kept_judgements, kept_run
from lookalike.evaluation.report import read_report
from lookalike.evaluation.trec import write_qrels, write_run


def export_trec(
    folder: Path, into: Path, queries: Collection[str] | None = None
) -> tuple[Path, Path]:
    """Write run and judgements of the report in `folder` as TREC files; return both paths.

    `queries`: those alone, where the judgements of all would be too many: 10,000 queries with 5,000
    relevant documents each are 50 million lines. SourceRefused where the report is damaged.
    """
    read_report(folder)  # its schema number is that of all its files
    run, judgements = kept_run(folder), kept_judgements(folder)
    if queries is not None:
        run = {query: run[query] for query in queries if query in run}
        queries = [query for query in queries if query in judgements.of]
    run_path, qrels_path = (into / f"{folder.name}.{kind}.gz" for kind in ("run", "qrels"))
    write_run(run_path, run)
    write_qrels(qrels_path, judgements, queries)
    return run_path, qrels_path
