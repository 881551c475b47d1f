"""From labelled pictures to an encoder: gather, train, and write the bundle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from pydantic import JsonValue

from lookalike.core.settings import Settings
from lookalike.encoders.bundle import Bundle, check_new, write_bundle
from lookalike.encoders.card import Card
from lookalike.encoders.learned_from import KEY, MOST, hashes_of, packed
from lookalike.encoders.summaries import CAPTIONED, LEARNED
from lookalike.imaging import Limits
from lookalike.sources.labelled import Labelled
from lookalike.training.checks import check_examples
from lookalike.training.dataset import Examples, gather
from lookalike.training.labels import NEEDS, USUAL, check_loss
from lookalike.training.method import Encoded, Made, Method
from lookalike.training.plan import CAPTIONS, Plan
from lookalike.training.share import VALIDATION_SHARE
from lookalike.training.task import Progress, Show
from lookalike.training.workplace import check_same, finish, workplace

MAX_BYTES = 32 * 2**30
"""The most that squares of all pictures may take on the disk."""

MOST_NAMES = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be learned. `source`: what the data are, for the card; `wanted`: fields of the plan.

    `validation`: the share of images that judge and do not teach, unless splits of the data say which.
    """

    encoder_id: str
    source: str
    seed: int = 0
    fresh: bool = False
    validation: float = VALIDATION_SHARE
    wanted: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Learned:
    """What came out: the bundle, how it went, and the images that were refused with their reasons."""

    bundle: Bundle
    progress: Progress
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shows:
    """What is called with the progress of each stage: reading, encoding below, training."""

    read: Encoded
    encoded: Encoded
    trained: Show


def learn(
    items: Iterable[Labelled], method: Method, request: Request, settings: Settings, shows: Shows
) -> Learned:
    """Learn an encoder from labelled pictures and keep it; started again after a kill it goes on.

    Raises BadRequest where the data do not suffice, Conflict where there is an encoder of that id,
    or an unfinished training of it with other settings, or one that goes on.
    """
    check_new(settings.data, request.encoder_id)
    loss = request.wanted.get("loss", USUAL)
    check_loss(method.recipe, loss)
    need = NEEDS[loss]
    with workplace(settings.data, request.encoder_id, fresh=request.fresh) as folder:
        limits = Limits.from_settings(settings)
        examples = gather(
            items,
            folder / "examples",
            side=method.side,
            fit=method.fit,
            limits=limits,
            max_bytes=MAX_BYTES,
            validation=request.validation,
            need=need,
            show=shows.read,
        )
        check_examples(examples, need)
        plan = _plan(method, len(examples.ids) - examples.held_out, request)
        settled = {
            "plan": plan.as_dict(),
            "method": method.settled(),
            "data": examples.digest,
            "validation": examples.held_out,
        }
        check_same(folder, request.encoder_id, settled)
        model, progress = method.train(examples, plan, folder, shows.trained, shows.encoded)
        made = method.made(model, plan)
        card = _card(request, method, made, plan=plan, examples=examples, progress=progress)
        bundle = write_bundle(settings.data, card, made.files, _training(examples, made, progress))
        finish(folder)
    return Learned(bundle, progress, examples.refused)


def _plan(method: Method, count: int, request: Request) -> Plan:
    """Return the plan of a method with what is wanted; two pictures are mixed only for a softmax."""
    plan = replace(method.plan(count, request.seed), **request.wanted)
    if method.takes_pictures and plan.loss == "softmax":
        return plan
    return replace(plan, augment=replace(plan.augment, cutmix=0.0, mixup=0.0))


def _training(examples: Examples, made: Made, progress: Progress) -> dict[str, JsonValue]:
    """Return the curves, and what tells later whether an image was learned from, here or below."""
    curves: list[JsonValue] = [{**each} for each in progress.curves]
    judged = zip(examples.ids, examples.is_validation, strict=True)
    hashes = hashes_of(each for each, is_held in judged if not is_held)
    if made.below is not None:
        hashes = np.union1d(hashes, made.below)
    known: dict[str, JsonValue] = {KEY: packed(hashes)} if len(hashes) <= MOST else {}
    return {"curves": curves, **known}


def _card(
    request: Request,
    method: Method,
    made: Made,
    *,
    plan: Plan,
    examples: Examples,
    progress: Progress,
) -> Card:
    held = examples.held_out
    by_captions = plan.loss == CAPTIONS
    measure, summary = ("recall@10", CAPTIONED) if by_captions else ("purity@10", LEARNED)
    data: dict[str, JsonValue] = {
        "source": request.source,
        "images": len(examples.ids),
        "validation": held,
        "categories": list(examples.categories[:MOST_NAMES]),
        "digest": examples.digest,
    }
    return Card(
        id=request.encoder_id,
        kind=made.kind,
        dims=made.dims,
        summary=summary.format(
            count=len(examples.ids) - held, categories=len(examples.categories), held=held
        ),
        preprocessing=made.preprocessing,
        recipe=_recipe(method, plan, progress),
        data=data,
        measures={measure: progress.validation},
        base=made.base,
    )


def _recipe(method: Method, plan: Plan, progress: Progress) -> dict[str, JsonValue]:
    return {
        "name": method.recipe,
        **method.settled(),
        "plan": plan.as_dict(),
        "epochs": len(progress.curves),
        "seconds": round(progress.seconds),
        "pull": progress.pull,
        **({"unpulled": progress.unpulled} if progress.pull else {}),
    }
