"""`lookalike train`: an encoder learned from pictures of yours."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lookalike.cli.context import engine_open, example, json_option
from lookalike.cli.learning import answer, learning, stages
from lookalike.core.errors import BadRequest, NotFound
from lookalike.core.extras import needs
from lookalike.core.files import plain_name
from lookalike.core.settings import Settings, settings
from lookalike.core.texts import N_, _
from lookalike.encoders.bundle import check_new, has_bundle, read_bundle
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import Limits, is_candidate
from lookalike.search.collections import seen
from lookalike.search.labelled import labelled_in
from lookalike.sources.labelled import Labelled, Need, labelled_at
from lookalike.training.labels import NEEDS, USUAL, check_loss

if TYPE_CHECKING:
    from lookalike.training.bovw import Fitted
    from lookalike.training.learn import Learned
    from lookalike.training.method import Method

RECIPES = ("head", "scratch", "finetune", "bovw")
NETWORKS = RECIPES[:3]
ONLY_OF = {
    "base": ("head", "finetune"),
    "blocks": ("finetune",),
    "weights": ("finetune",),
    "side": ("scratch",),
    **dict.fromkeys(
        ("loss", "augment", "epochs", "batch", "rate", "precision", "validation", "fresh"), NETWORKS
    ),
}
"""Options that not every recipe has."""
PLANNED = {
    "epochs": "epochs",
    "batch": "batch",
    "rate": "peak",
    "loss": "loss",
    "precision": "precision",
}
"""Options by the field of the plan that they set."""

_NOT_OF_IT = N_("the recipe {recipe} has no such option, only {others}")
_NO_DATA = N_("there is neither a folder, ZIP or CSV “{data}” nor a collection of that name")


@click.command()
@click.argument("data", metavar="DATA")
@click.option("--name", required=True, metavar="NAME", help="What the encoder is called.")
@click.option(
    "--recipe", type=click.Choice(RECIPES), default="head", show_default=True, help="How."
)
@click.option("--base", metavar="ENCODER", help="Encoder under a head; model to fine-tune.")
@click.option(
    "--blocks", type=click.IntRange(1), metavar="N", help="Last ones that learn; 2 unless said."
)
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Weights of the model to fine-tune.",
)
@click.option(
    "--side", type=click.Choice(("32", "64", "128")), help="Pixels that scratch looks at."
)
@click.option("--loss", type=click.Choice(tuple(NEEDS)), help="What is minimised.")
@click.option(
    "--augment", type=click.Choice(("light", "strong")), help="How much pictures are changed."
)
@click.option("--epochs", type=click.IntRange(1, 10_000), metavar="N", help="Times all is shown.")
@click.option("--batch", type=click.IntRange(2, 65_536), metavar="N", help="Pictures in one step.")
@click.option(
    "--learning-rate",
    "rate",
    type=click.FloatRange(0, 100, min_open=True),
    metavar="X",
    help="At its highest.",
)
@click.option(
    "--validation",
    type=click.FloatRange(0.01, 0.5),
    metavar="X",
    help="Share that judges, where no split says which.",
)
@click.option("--precision", type=click.Choice(("float32", "bfloat16")), help="Else as it pays.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=0, show_default=True, help="Of all chance."
)
@click.option("--fresh", is_flag=True, help="Forget an unfinished training of that name.")
@json_option
@example("lookalike train ~/Labelled --name plants --recipe head")
def train(*, data: str, name: str, recipe: str, seed: int, as_json: bool, **given: Any) -> int:
    """Learn an encoder from labelled images: a folder of folders, a ZIP, a CSV or a collection.

    `head` learns on top of another encoder, in minutes. `scratch` learns a small network from
    nothing, `finetune` the last blocks of a deep one, `bovw` a vocabulary of visual words, which
    needs no labels. Killed and started again it goes on. The status is 3 where images could not be
    read.
    """
    current = settings()
    _check_options(recipe, given)
    check_loss(recipe, given["loss"] or USUAL)
    check_new(current.data, f"{'bovw' if recipe == 'bovw' else 'learned'}:{name}")
    with ExitStack() as stack:
        need: Need | None = None if recipe == "bovw" else NEEDS[given["loss"] or USUAL]
        items = _items(stack, data, current, need)
        with needs("train"):
            learned = _learned(items, recipe, current, name=name, source=data, seed=seed, **given)
    return answer(learned, as_json)


def _check_options(recipe: str, given: Mapping[str, Any]) -> None:
    """Raise BadRequest for an option that would change nothing."""
    for option, recipes in ONLY_OF.items():
        if given[option] and recipe not in recipes:
            reason = _(_NOT_OF_IT).format(recipe=recipe, others=", ".join(recipes))
            field = "--learning-rate" if option == "rate" else f"--{option}"
            raise BadRequest(field=field, reason=reason)


def _items(stack: ExitStack, data: str, current: Settings, need: Need | None) -> Iterator[Labelled]:
    """Return the images of a path, else of the collection that is called so."""
    if Path(data).exists() or "/" in data:
        return labelled_at(data, is_candidate=is_candidate, need=need)
    engine, _settings = stack.enter_context(engine_open())
    try:
        collection = seen(engine, data)
    except (NotFound, BadRequest) as error:
        raise BadRequest(field="DATA", reason=_(_NO_DATA).format(data=data)) from error
    return labelled_in(engine, current, collection.name)


def _learned(
    items: Iterator[Labelled],
    recipe: str,
    current: Settings,
    *,
    name: str,
    source: str,
    seed: int,
    fresh: bool,
    **given: Any,
) -> "Learned | Fitted":
    if recipe == "bovw":
        return _words(items, current, name=name, source=source, seed=seed)
    from lookalike.training.augment import LIGHT, STRONG
    from lookalike.training.learn import Request, learn
    from lookalike.training.share import VALIDATION_SHARE

    wanted = {PLANNED[key]: given[key] for key in PLANNED if given[key] is not None}
    if given["augment"]:
        wanted["augment"] = STRONG if given["augment"] == "strong" else LIGHT
    listed = list(items)
    method = _method(recipe, listed, current, given)
    share = given["validation"] or VALIDATION_SHARE
    request = Request(f"learned:{name}", plain_name(Path(source).name), seed, fresh, share, wanted)
    with learning() as shows:
        return learn(listed, method, request, current, shows)


def _method(
    recipe: str, items: Sequence[Labelled], current: Settings, given: Mapping[str, Any]
) -> "Method":
    if recipe == "scratch":
        from lookalike.training.scratch import Scratch, side_of

        return Scratch(int(given["side"] or side_of(items, current)))
    if recipe == "finetune":
        from lookalike.training.finetune import BLOCKS, DEFAULT, Finetune

        return Finetune(given["base"] or DEFAULT, given["blocks"] or BLOCKS, given["weights"])
    from lookalike.training.head import HeadMethod

    base = load_encoder(given["base"] or current.encoder)
    has_files = has_bundle(current.data, base.id)
    return HeadMethod(base, read_bundle(current.data, base.id) if has_files else None)


def _words(
    items: Iterator[Labelled], current: Settings, *, name: str, source: str, seed: int
) -> "Fitted":
    from lookalike.training.bovw import train_bovw

    limits = Limits.from_settings(current)
    with stages() as show:
        return train_bovw(
            items,
            name=name,
            source=plain_name(Path(source).name),
            data_folder=current.data,
            limits=limits,
            seed=seed,
            show=show,
        )
