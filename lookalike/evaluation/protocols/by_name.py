"""Images told by the names of their classes: words of each name, and whichever lies nearest."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, distances, unit_rows
from lookalike.encoders.base import Encoder
from lookalike.evaluation.checkpoint import Found, checkpoint
from lookalike.evaluation.contents import Contents, Held
from lookalike.evaluation.queries import EvalQuery
from lookalike.evaluation.retrieval import Retrieval, Show
from lookalike.evaluation.runner import conclude
from lookalike.evaluation.task import Evaluated, Evaluation
from lookalike.search.engine import Engine
from lookalike.search.plan import ready_field

_NO_WORDS = N_("it does not read words, and this asks by words alone")


@dataclass(frozen=True)
class _ByName(Retrieval):
    """Compares images with the words for their classes, through the encoder alone.

    `words`: (classes, dims) rows in the order of the documents, each of which is a class.
    """

    words: Rows
    template: str

    def ask(self, queries: Sequence[EvalQuery]) -> Found:
        """Return the classes nearest to some images; equally near ones in the order of their names."""
        found = Found()
        rows = self._rows(queries, found)
        if self.field.metric == "cosine":
            rows = unit_rows(rows)
        classes = list(self.contents.documents)
        for query, row in zip(found.own, rows, strict=True):
            far = distances(self.words, row, self.field.metric)
            nearest = np.argsort(far, kind="stable")[: self.depth]
            found.hits[query] = [(classes[place], float(far[place])) for place in nearest]
        return found

    def digest(self, queries: Sequence[EvalQuery]) -> str:
        """Return a sha256 over what decides what is found, the words included."""
        known = f"{super().digest(queries)} {self.template} {sorted(self.contents.documents)}"
        return hashlib.sha256(known.encode()).hexdigest()


def named_contents(contents: Contents) -> Contents:
    """Return the categories of a collection in place of its documents: nothing else is to be found."""
    held = {_id(name): Held(name, (name,)) for name in sorted(contents.members())}
    return replace(contents, documents=held)


def check_reads_words(encoder: Encoder) -> None:
    """Raise EncoderUnavailable for an encoder that does not read words."""
    if not encoder.reads_words:
        raise EncoderUnavailable(encoder=encoder.id, reason=_(_NO_WORDS))


def evaluate_by_name(
    engine: Engine,
    settings: Settings,
    contents: Contents,
    encoder: Encoder,
    evaluation: Evaluation,
    *,
    template: str,
    show: Show,
) -> Evaluated:
    """Ask, measure and write the report, as `runner.evaluate` does, among categories of `contents`.

    `template`: the words for one, `{name}` in them. The field calls this zero-shot (Radford et al.,
    ICML 2021, section 3.1). EncoderUnavailable where the encoder does not read words.
    """
    started = time.monotonic()
    check_reads_words(encoder)
    classes = named_contents(contents)
    field = ready_field(contents.collection, encoder.id)
    texts = [template.format(name=each.name) for each in classes.documents.values()]
    words = encoder.encode_words(texts)
    rows = unit_rows(words) if field.metric == "cosine" else words
    retrieval = _ByName(engine, settings, classes, field, evaluation.depth, rows, template)
    with checkpoint(settings.data, retrieval.digest(evaluation.queries)) as kept:
        found = retrieval.run(evaluation.queries, kept, show)
        evaluated = conclude(
            engine, settings, classes, field, evaluation=evaluation, found=found, started=started
        )
        kept.clear()
    return evaluated


def _id(name: str) -> str:
    """Return what stands for a class in place of a document's id."""
    return hashlib.sha256(name.encode()).hexdigest()
