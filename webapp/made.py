"""What the page of an encoder says of how it was made: the card of its bundle as plain values."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pydantic import JsonValue

from lookalike.core.figures import decimals, short
from lookalike.core.files import without_controls
from lookalike.core.texts import N_, _
from lookalike.encoders.card import Card
from webapp.paths import last_part

MOST_CATEGORIES = 1_000
MOST_PARAMETERS = 120
LONGEST = 120
DEEPEST = 4
LARGEST = 10**12
SMALL = 0.1

TOLD_APART = frozenset(
    {"name", "seed", "seconds", "epochs", "base", "fingerprint", "plan.seed", "unpulled"}
)
"""Parts of a recipe that have a row of their own."""

_MEANINGS = {
    "purity@10": N_("Share of the 10 nearest of a validation image that are of its category."),
    "recall@10": N_("Share of validation captions that have their image among the 10 nearest."),
}

_PULLED = N_(
    "Measured after rows were pulled towards their categories ({strength}), as strongly as did best on "
    "these same images: on others expect less."
)
_UNPULLED = N_("Before that it was {figure}.")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One measure on the validation share: its `figure`, and what it `means`, where that is known."""

    name: str
    figure: str
    means: str


@dataclass(frozen=True, slots=True)
class Made:
    """A card; what it does not tell is empty or None.

    `source`: without its folder, unless paths may be shown; `has_more`: whether there may be more
    `categories` than these; `parameters`: of the recipe, name and value; `sees`: the preprocessing,
    alike; `is_pulled`: whether its measures are of rows that its curves did not see yet.
    """

    card: Card
    source: str
    images: int | None
    validation: int | None
    categories: Sequence[str]
    has_more: bool
    digest: str
    recipe: str
    seed: str
    epochs: int | None
    seconds: float | None
    parameters: Sequence[Pair]
    sees: Sequence[Pair]
    files: Sequence[tuple[str, int]]
    measures: Sequence[Judged]
    is_pulled: bool


def made_of(card: Card, *, show_paths: bool) -> Made:
    """Return what a card tells, whoever wrote it: no more than a page can show."""
    recipe, data = card.recipe, card.data
    plan = recipe.get("plan")
    seed = plan.get("seed") if isinstance(plan, dict) else recipe.get("seed")
    source = _text(data.get("source"))
    categories = data.get("categories")
    listed = categories if isinstance(categories, list) else []
    return Made(
        card=card,
        source=source if show_paths else last_part(source),
        images=_whole(data.get("images")),
        validation=_whole(data.get("validation")),
        categories=[_text(each) for each in listed[:MOST_CATEGORIES]],
        has_more=len(listed) >= MOST_CATEGORIES,
        digest=_text(data.get("digest")),
        recipe=_text(recipe.get("name")),
        seed=_text(seed),
        epochs=_whole(recipe.get("epochs")),
        seconds=_amount(recipe.get("seconds")),
        parameters=_parameters(recipe),
        sees=_parameters(card.preprocessing),
        files=[(name, file.bytes) for name, file in card.files.items()],
        measures=measures_of(card),
        is_pulled=pull_of(card) > 0,
    )


def measures_of(card: Card) -> list[Judged]:
    """Return the measures of a card as they are shown."""
    return [
        Judged(name, _figure(value), _meaning(name, card)) for name, value in card.measures.items()
    ]


def pull_of(card: Card) -> float:
    """Return how strongly rows are pulled towards their categories after the training, 0 for not."""
    return _amount(card.recipe.get("pull")) or 0.0


def _meaning(name: str, card: Card) -> str:
    told = [_(_MEANINGS[name])] if name in _MEANINGS else []
    if told and (strength := pull_of(card)):
        told.append(_(_PULLED).format(strength=short(strength)))
        before = _amount(card.recipe.get("unpulled"))
        if before is not None:
            told.append(_(_UNPULLED).format(figure=_figure(before)))
    return " ".join(told)


def _figure(value: float) -> str:
    if abs(value) >= 1000:
        return short(value)
    return decimals(value, 4 if abs(value) < SMALL else 3)


def _parameters(told: Mapping[str, JsonValue]) -> list[Pair]:
    pairs = (
        (name.removeprefix("plan."), value)
        for name, value in _flat(told)
        if name not in TOLD_APART and value
    )
    return list(islice(pairs, MOST_PARAMETERS))


def _flat(told: Mapping[str, JsonValue], before: str = "", depth: int = 1) -> Iterator[Pair]:
    """Yield the values of objects in objects by their names, joined with a dot."""
    for name, value in told.items():
        whole = f"{before}{without_controls(name)[:LONGEST]}"
        if isinstance(value, dict) and value and depth < DEEPEST:
            yield from _flat(value, f"{whole}.", depth + 1)
        else:
            yield whole, _text(value)


def _text(value: JsonValue) -> str:
    """Return a value as a line of text; of what is missing an empty one."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = without_controls(told)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _whole(value: JsonValue) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value <= LARGEST else None  # type: ignore[operator,return-value]


def _amount(value: JsonValue) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= LARGEST else None  # type: ignore[operator,return-value]
