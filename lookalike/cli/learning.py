"""What `lookalike train` shows while it works, and what it says in the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from lookalike.cli.context import print_json
from lookalike.core.texts import N_, _

if TYPE_CHECKING:
    from lookalike.training.bovw import Fitted
    from lookalike.training.learn import Learned, Shows
    from lookalike.training.task import Reached

DONE, REFUSED = 0, 3
MOST_NAMED = 20

_LEARNED = N_("{id}: learned from {count} images in {seconds} s")
_JUDGED = {
    "purity@10": N_("of the 10 nearest of a validation image {share:.1%} are of its category"),
    "recall@10": N_("{share:.1%} of validation captions have their image among the nearest 10"),
}
_PULLED = N_(
    "  after rows were pulled towards their categories, as strongly as did best on these same images; "
    "before that {before:.1%}"
)
_NEXT = N_(
    "Use it: lookalike ingest FOLDER -e {id}, or: lookalike collections add-encoder NAME {id}"
)
_LEFT_OUT = N_("Left out: {count}")
_STATE = N_("epoch {epoch}, loss {loss:.3f}, {rate:.0f} images/s")
_SO_FAR = N_("validation {share:.1%}")


@contextmanager
def learning() -> "Iterator[Shows]":
    """Yield what shows the stages: bars on a terminal, else nothing."""
    from lookalike.training.learn import Shows

    with _bars() as progress:
        reading, encoding, training = (
            progress.add_task(each, total=None, visible=False, state="")
            for each in (_("reading"), _("encoding"), _("training"))
        )

        def train(reached: "Reached") -> None:
            progress.update(
                training,
                completed=reached.step,
                total=reached.steps,
                visible=True,
                state=_state(reached),
            )

        yield Shows(
            read=lambda done, of: progress.update(reading, completed=done, total=of, visible=True),
            encoded=lambda done, of: progress.update(
                encoding, completed=done, total=of, visible=True
            ),
            trained=train,
        )


@contextmanager
def stages() -> "Iterator[Callable[[str, int, int], None]]":
    """Yield a function that shows how far the stage of a name is: a bar each on a terminal."""
    with _bars() as progress:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=None, state="")
            progress.update(tasks[stage], completed=done, total=of)

        yield show


def answer(learned: "Learned | Fitted", as_json: bool) -> int:
    """Print what came out and return the exit status: 3 where images were left out."""
    status = REFUSED if learned.refused else DONE
    card = learned.bundle.card
    if as_json:
        print_json(
            {
                "id": card.id,
                "fingerprint": card.fingerprint,
                "dims": card.dims,
                "recipe": card.recipe,
                "data": card.data,
                "measures": card.measures,
                "refused": [{"name": name, "reason": why} for name, why in learned.refused],
            }
        )
        return status
    for line in _lines(card.id, card.data, card.recipe, card.measures):
        click.echo(line)
    if learned.refused:
        click.echo(_(_LEFT_OUT).format(count=len(learned.refused)), err=True)
    for _name, why in learned.refused[:MOST_NAMED]:
        click.echo(f"  {why}", err=True)
    return status


def _bars() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[state]}", markup=False),
        console=console,
        disable=not console.is_terminal,
    )


def _lines(
    id: str, data: dict[str, Any], recipe: dict[str, Any], measures: dict[str, float]
) -> Iterator[str]:
    count = data["images"] - data.get("validation", 0)
    yield _(_LEARNED).format(id=id, count=count, seconds=recipe["seconds"])
    for measure, sentence in _JUDGED.items():
        if measure in measures:
            yield _(sentence).format(share=measures[measure])
    if recipe.get("pull"):
        yield _(_PULLED).format(before=recipe["unpulled"])
    yield _(_NEXT).format(id=id)


def _state(reached: "Reached") -> str:
    told = _(_STATE).format(epoch=reached.epoch, loss=reached.loss, rate=reached.rate)
    if reached.validation is None:
        return told
    return f"{told}, {_(_SO_FAR).format(share=reached.validation)}"
