"""`lookalike evaluate`: measures of encoders on a collection, each with a report."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from lookalike.cli.context import chosen, collection_option, engine_open, example, json_option
from lookalike.cli.measured import answer
from lookalike.cli.progress import counting
from lookalike.cli.reported import answer_files, answer_reports
from lookalike.cli.typed import Options, typed
from lookalike.core.errors import EncoderUnavailable
from lookalike.core.files import plain_name
from lookalike.core.texts import N_, _
from lookalike.encoders.registry import load_encoder
from lookalike.evaluation.contents import contents_of
from lookalike.evaluation.questions import questions
from lookalike.evaluation.report_model import Asked
from lookalike.evaluation.runner import evaluate as measure
from lookalike.evaluation.task import (
    IMAGE_MEASURES,
    WORDS_MEASURES,
    Evaluated,
    Evaluation,
    depth_for,
)
from lookalike.evaluation.trec_reading import read_qrels
from lookalike.search.collections import seen
from lookalike.search.plan import ready_field

_READS_NO_WORDS = N_("it reads no words, and captions are words; choose one that does")


@click.command()
@collection_option
@click.option(
    "--queries", type=Path, metavar="DIR|ZIP|CSV", help="Else the collection's own images."
)
@click.option("--captions", is_flag=True, help="Ask by captions; their image is the one relevant.")
@click.option("-e", "--encoder", "encoders", multiple=True, metavar="ID", help="Repeatable.")
@click.option("-m", "--measure", "measures", multiple=True, metavar="NAME", help="Repeatable.")
@click.option(
    "--depth",
    type=int,
    metavar="N",
    help="Hits kept of each query; else 100, or what a measure needs.",
)
@click.option("--sample", type=int, metavar="N", help="Ask N of the queries, drawn by --seed.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of all chance.")
@click.option("--qrels", type=Path, metavar="FILE", help="Judgements (TREC); else by category.")
@click.option("--run", type=Path, metavar="FILE", help="Measure this run (TREC) against --qrels.")
@click.option("--compare", multiple=True, metavar="REPORT", help="Compare reports with the first.")
@click.option("--protocol", metavar="NAME", help="A benchmark of the field; `list` lists them.")
@click.option("--from", "place", metavar="PLACE", help="Where the data of the protocol are.")
@click.option("--trec", type=Path, metavar="DIR", help="Write run and judgements there (TREC).")
@click.option("--report", type=Path, metavar="DIR", help="Copy the report there.")
@json_option
@click.pass_context
@example("lookalike evaluate -c photos --queries ~/Labelled -e classic -m P@10")
def evaluate(ctx: click.Context, /, **given: Any) -> int:
    """Measure how well the vectors of an encoder find what is relevant.

    A query is each image of a labelled folder, ZIP or CSV, or of the collection itself; relevant is
    what has its category. Each encoder gets a report; several are compared query by query. The
    status is 3 where images could not be asked.
    """
    options = Options(**given, command=typed(ctx))
    seed, as_json = options.seed, options.as_json
    if options.run and options.qrels:
        measures = _measures(options)
        return answer_files(options.run, options.qrels, measures, seed=seed, as_json=as_json)
    if options.compare:
        return answer_reports(options.compare, options.collection, seed=seed, as_json=as_json)
    options.wanted.check()
    if options.protocol:
        from lookalike.cli.protocol import run_protocol

        return run_protocol(options.protocol, options)
    return answer(list(_evaluated(options)), options.wanted)


def _evaluated(options: Options) -> Iterator[Evaluated]:
    """Evaluate each encoder; what can be refused before the first search is refused then."""
    measures, depth = depth_for(_measures(options), options.depth)
    qrels = read_qrels(options.qrels) if options.qrels else None
    with engine_open() as (engine, current):
        collection = seen(engine, chosen(engine, current, options.collection))
        encoders = [
            ready_field(collection, each).encoder
            for each in dict.fromkeys(options.encoders or (None,))
        ]
        if options.captions:
            _check_words(encoders)
        contents = contents_of(engine, collection)
        asked = questions(
            engine,
            current,
            contents,
            place=options.queries,
            captions=options.captions,
            qrels=qrels,
        )
        given = _asked(options)
        by = f", {given.queries}" if given.queries else ""
        for encoder in encoders:
            evaluation = Evaluation(
                title=f"{collection.title}: {encoder}{by}",
                kind=asked.kind,
                relevance=asked.relevance,
                queries=asked.sampled(options.sample, options.seed),
                judgements=asked.judgements,
                measures=measures,
                depth=depth,
                seed=options.seed,
                command=options.command,
                asked=given,
                refused=asked.refused,
            )
            with counting(_("asking {encoder}").format(encoder=encoder)) as show:
                yield measure(engine, current, contents, encoder, evaluation, show=show)


def _measures(options: Options) -> tuple[str, ...]:
    return options.measures or (WORDS_MEASURES if options.captions else IMAGE_MEASURES)


def _asked(options: Options) -> Asked:
    names = [plain_name(each.name) if each else "" for each in (options.queries, options.qrels)]
    return Asked(queries=names[0], qrels=names[1], sample=options.sample)


def _check_words(encoders: list[str]) -> None:
    for each in encoders:
        if not load_encoder(each).reads_words:
            raise EncoderUnavailable(encoder=each, reason=_(_READS_NO_WORDS))
