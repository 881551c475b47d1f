"""A small collection on each engine, and evaluations of it."""

from dataclasses import replace

import pytest

from lookalike.core.settings import load_settings
from lookalike.encoders import registry
from lookalike.evaluation.contents import contents_of
from lookalike.evaluation.questions import questions
from lookalike.evaluation.runner import evaluate
from lookalike.evaluation.task import Evaluation
from tests.contract.conftest import engine  # noqa: F401
from tests.evaluation.asking.reds import ATTIC, Mute, Red, fill


@pytest.fixture
def encoders():
    made = [Red(), Mute()]
    for each in made:
        registry.register(each)
    yield made
    for each in made:
        registry.forget(each.id)


@pytest.fixture
def settings(tmp_path):
    return load_settings(data=tmp_path)


@pytest.fixture
def attic(engine, encoders):  # noqa: F811
    """The collection ATTIC."""
    return fill(engine, "attic", encoders, ATTIC)


@pytest.fixture
def ask(engine, settings):  # noqa: F811
    """Evaluate a collection: `ask(collection, place=, captions=, qrels=, encoder=, measures=)`."""

    def ask(collection, *, place=None, captions=False, qrels=None, encoder="red", **given):
        contents = contents_of(engine, collection)
        asked = questions(engine, settings, contents, place=place, captions=captions, qrels=qrels)
        evaluation = Evaluation(
            title="Attic",
            kind=asked.kind,
            relevance=asked.relevance,
            queries=asked.queries,
            judgements=asked.judgements,
            measures=("AP@100", "P@1"),
            refused=asked.refused,
        )
        show = given.pop("show", lambda _done, _of: None)
        return evaluate(
            engine, settings, contents, encoder, replace(evaluation, **given), show=show
        )

    return ask
