"""`lookalike evaluate --protocol`: a known data set, indexed where it is not yet, and asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from lookalike.cli.context import engine_open, print_json
from lookalike.cli.measured import answer
from lookalike.cli.progress import counting
from lookalike.cli.protocol_images import index, there_or_none
from lookalike.cli.typed import Options
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Encoder
from lookalike.encoders.registry import load_encoder
from lookalike.evaluation.acceptance import with_thresholds
from lookalike.evaluation.contents import Contents, contents_of, ids_by_uri
from lookalike.evaluation.protocols.asking import asked, own_contents, turned
from lookalike.evaluation.protocols.by_name import check_reads_words, evaluate_by_name
from lookalike.evaluation.protocols.layouts import DataSet, data_set
from lookalike.evaluation.protocols.locating import located
from lookalike.evaluation.protocols.protocol import Protocol, Trial, load_protocol, protocol_names
from lookalike.evaluation.questions import Questions
from lookalike.evaluation.report_model import Asked
from lookalike.evaluation.runner import evaluate
from lookalike.evaluation.task import Evaluated, Evaluation, depth_for
from lookalike.search.collections import seen
from lookalike.search.engine import Engine

LIST = "list"
SCRATCH = "datasets"
BY_WORDS = frozenset({"words", "zero-shot"})

_TITLE = N_("{title}: {encoder}")
_BY_NAME = N_("{title} by the names of its classes: {encoder}")
_LEFT_OUT = N_("{encoder} reads no words: it is not asked by the names of the classes.")
_LISTED = N_("    {title}: {measures}; looks for {wanted}")


def run_protocol(name: str, options: Options) -> int:
    """Index what is missing of a protocol's data, ask, and answer; the name `list` lists them all.

    Images whose vectors are there already are not read again. Raises SourceRefused, BadRequest where
    the data are not there, Conflict where the collection holds others.
    """
    if name == LIST:
        return _list(as_json=options.as_json)
    protocol = load_protocol(name)
    with engine_open() as (engine, current):
        data, path = located(protocol, Path(options.place) if options.place else current.datasets)
        known = data_set(protocol, data, path, current.data / SCRATCH)
        bench = Bench(engine, current, protocol, known, options)
        return answer(list(bench.evaluated()), options.wanted)


def _list(*, as_json: bool) -> int:
    known = [load_protocol(name) for name in protocol_names()]
    if as_json:
        print_json({"protocols": [each.model_dump(exclude_defaults=True) for each in known]})
        return 0
    for each in known:
        click.echo(each.name)
        measures = dict.fromkeys(measure for trial in each.trials for measure in trial.measures)
        wanted = dict.fromkeys(data.path for data in each.data)
        line = _(_LISTED).format(
            title=each.title, measures=", ".join(measures), wanted=", ".join(wanted)
        )
        click.echo(line)
    return 0


@dataclass(frozen=True)
class Bench:
    """One protocol with its data, an engine, and what was asked for."""

    engine: Engine
    current: Settings
    protocol: Protocol
    data: DataSet
    options: Options

    def evaluated(self) -> Iterator[Evaluated]:
        """Yield what came of each trial by each encoder; what can be refused is refused first."""
        name = self.options.collection or self.protocol.name
        encoders = self._encoders(name)
        trials = [(each, self._able(each, encoders)) for each in self.protocol.trials]
        for trial in self.protocol.trials:
            self._measures(trial)
        index(
            self.engine,
            self.current,
            self.protocol,
            name=name,
            source=self.data.index,
            encoders=encoders,
        )
        collection = seen(self.engine, name)
        ids = ids_by_uri(self.engine, collection)
        contents = own_contents(contents_of(self.engine, collection), ids, self.data.index)
        for trial, able in trials:
            if not able:
                continue
            questions = asked(
                trial, self.data, contents, ids, settings=self.current, seed=self.options.seed
            )
            for encoder in able:
                yield self._tried(trial, encoder, contents, questions)

    def _encoders(self, name: str) -> list[Encoder]:
        """Return the encoders to measure: those given, else all of the collection, else the default."""
        there = there_or_none(self.engine, self.protocol, name)
        own = tuple(there.encoders) if there else (self.current.encoder,)
        return [load_encoder(each) for each in dict.fromkeys(self.options.encoders or own)]

    def _able(self, trial: Trial, encoders: list[Encoder]) -> list[Encoder]:
        """Return those that can be asked so; EncoderUnavailable where all of a protocol is by words."""
        if trial.kind not in BY_WORDS:
            return encoders
        able = [each for each in encoders if each.reads_words]
        for each in encoders:
            if each not in able:
                if len(self.protocol.trials) == 1:
                    check_reads_words(each)
                click.echo(_(_LEFT_OUT).format(encoder=each.id), err=True)
        return able

    def _measures(self, trial: Trial) -> tuple[tuple[str, ...], int]:
        given, depth = self.options.measures, self.options.depth
        if trial.kind == "zero-shot":
            return depth_for(trial.measures, trial.depth)
        return depth_for(given, depth) if given else depth_for(trial.measures, depth or trial.depth)

    def _tried(
        self, trial: Trial, encoder: Encoder, contents: Contents, questions: Questions
    ) -> Evaluated:
        measures, depth = self._measures(trial)
        evaluation = Evaluation(
            title=_(_BY_NAME if trial.template else _TITLE).format(
                title=self.protocol.title, encoder=encoder.id
            ),
            kind=questions.kind,
            relevance=questions.relevance,
            queries=questions.sampled(self.options.sample, self.options.seed),
            judgements=questions.judgements,
            measures=measures,
            depth=depth,
            seed=self.options.seed,
            command=self.options.command,
            protocol=self.protocol.name,
            asked=Asked(sample=self.options.sample),
            refused=questions.refused,
            complete=partial(with_thresholds, turned(trial, questions))
            if trial.transformations
            else None,
        )
        with counting(_("asking {encoder}").format(encoder=encoder.id)) as show:
            if trial.template:
                return evaluate_by_name(
                    self.engine,
                    self.current,
                    contents,
                    encoder,
                    evaluation,
                    template=trial.template,
                    show=show,
                )
            return evaluate(self.engine, self.current, contents, encoder.id, evaluation, show=show)
