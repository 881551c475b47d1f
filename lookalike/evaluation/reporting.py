"""What was found, as a report: figures with their intervals, and what lies behind them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from typing import Any

from lookalike import __version__
from lookalike.core.settings import Settings
from lookalike.evaluation import analysis
from lookalike.evaluation.checkpoint import Found
from lookalike.evaluation.contents import Contents
from lookalike.evaluation.gallery import Pictures, worst
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.learned import learned_from
from lookalike.evaluation.measures import per_query
from lookalike.evaluation.render import render_html
from lookalike.evaluation.report import new_report_folder, write_report
from lookalike.evaluation.report_model import Figure, LearnedFrom, MadeBy, Report
from lookalike.evaluation.statistics import interval
from lookalike.evaluation.task import Evaluated, Evaluation
from lookalike.search.engine import Engine, VectorField

_LIBRARIES = ("ir-measures", "pytrec-eval-terrier", "scipy", "numpy")


@dataclass(frozen=True)
class Reporting:
    """Makes and writes the report of what an evaluation found."""

    engine: Engine
    settings: Settings
    contents: Contents
    field: VectorField
    evaluation: Evaluation
    found: Found
    judgements: Judgements

    def written(self, started: float) -> Evaluated:
        """Return what came of it once the report is on disk; `started`: by the monotonic clock."""
        pictures = Pictures(self.engine, self.settings, self.contents)
        values = {name: self._values[name] for name in self.evaluation.measures}
        at = datetime.now(UTC)
        folder = new_report_folder(
            self.settings.data, self.contents.collection.uid, self.field.encoder, at
        )
        report = self._report(folder.name, at, values, pictures)
        if self.evaluation.complete:
            report = self.evaluation.complete(report, self.found.hits, self.judgements)
        took = round(time.monotonic() - started, 3)
        report = report.model_copy(update={"learned": self._learned(), "seconds": took})
        write_report(
            folder,
            report,
            values,
            pictures.made,
            run=self.found.hits,
            judgements=self.judgements,
            page=render_html(report, pictures.made),
        )
        own = sum(itself is not None for itself in self.found.own.values())
        return Evaluated(
            report, values, self.found.hits, self.judgements, self.found.refused, own, folder
        )

    @cached_property
    def _values(self) -> dict[str, dict[str, float]]:
        curve = analysis.curve_measures(self.evaluation.depth)
        return per_query(self.found.hits, self.judgements, [*self.evaluation.measures, *curve])

    def _learned(self) -> LearnedFrom | None:
        measured = set(self.judgements.queries)
        queries = [each for each in self.evaluation.queries if each.id in measured]
        made_by, documents = _made_by(self.field), self.contents.documents
        return learned_from(self.settings.data, made_by, queries, self.found, documents)

    def _report(
        self,
        report_id: str,
        at: datetime,
        values: Mapping[str, Mapping[str, float]],
        pictures: Pictures,
    ) -> Report:
        evaluation, found, judgements = self.evaluation, self.found, self.judgements
        collection, queries = self.contents.collection, self.evaluation.queries
        measured = len(judgements.queries)
        return Report(
            id=report_id,
            title=evaluation.title,
            protocol=evaluation.protocol,
            collection=collection.name,
            uid=collection.uid,
            engine=self.engine.name,
            encoder=_made_by(self.field),
            kind=evaluation.kind,
            relevance=evaluation.relevance,
            asked=evaluation.asked,
            queries=measured,
            left_out=len(queries) + len(evaluation.refused) - len(found.refused) - measured,
            documents=len(self.contents.documents),
            depth=evaluation.depth,
            measures=tuple(figure_of(name, of, evaluation.seed) for name, of in values.items()),
            **self._behind(values, pictures),
            made_at=at,
            seconds=0,
            command=evaluation.command,
            seed=evaluation.seed,
            made_with=__version__,
            versions={name: version(name) for name in _LIBRARIES},
        )

    def _behind(
        self, values: Mapping[str, Mapping[str, float]], pictures: Pictures
    ) -> dict[str, Any]:
        """Return the fields of a report that say what lies behind its figures."""
        queries, hits, contents = self.evaluation.queries, self.found.hits, self.contents
        by_category = self.evaluation.relevance == "category"
        return {
            "categories": analysis.by_category(values, queries),
            "precision_recall": analysis.precision_recall(self._values, self.evaluation.depth),
            "distances": analysis.distances(hits, self.judgements),
            "confusion": analysis.confusion(hits, queries, contents) if by_category else None,
            "worst": worst(
                values,
                hits,
                self.judgements,
                queries=queries,
                contents=contents,
                pictures=pictures,
            ),
        }


def _made_by(field: VectorField) -> MadeBy:
    return MadeBy(
        id=field.encoder, fingerprint=field.fingerprint, dims=field.dims, metric=field.metric
    )


def figure_of(name: str, values: Mapping[str, float], seed: int) -> Figure:
    """Return a measure by its values of the queries, of which there are some."""
    mean, low, high = interval(list(values.values()), seed)
    return Figure(name=name, mean=mean, low=low, high=high)
