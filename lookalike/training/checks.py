"""Whether there is anything to be learned from what was gathered."""

from collections.abc import Iterator

import numpy as np

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.sources.labelled import Need
from lookalike.training.dataset import Examples

FEWEST = 10

_NOTHING = N_("there is no image in it to learn from")
_NONE = N_("not one of its {count} images can be used. The first: {reason}")
_MOST = N_(
    "{refused} of its {count} images cannot be used; mend them or take them out. The first: {reason}"
)
_FEW = N_("it holds {count} images to learn from, and a training needs {fewest} at least")
_FEW_OF_CATEGORIES = N_(
    "it holds {count} images to learn from, and a training needs {fewest} at least, in two categories "
    "or more"
)
_NO_CATEGORY = N_(
    "its images have no categories; put them into one folder each, or give a CSV with the columns "
    "image and category"
)
_ONE_CATEGORY = N_(
    "all its images are in one category, “{category}”, and a training needs two at least; add another, "
    "or learn without any with --recipe bovw"
)
_ONE_TAUGHT = N_(
    "all its images that are not for validation are in one category, and that takes two at least"
)
_ONE_IMAGE = N_(
    "the category “{category}” has one image, and a training needs two of each; add one or take it out"
)
_NO_TRAINING = N_("all its images are for validation, and none is left to learn from")
_NO_VALIDATION = N_("none of its images is for validation; name some so in the column split")


def check_examples(examples: Examples, need: Need | None) -> None:
    """Raise BadRequest where nothing can be learned from the examples, with the reason."""
    reason = next(_reasons(examples, need), None)
    if reason is not None:
        raise BadRequest(field="DATA", reason=reason.rstrip("."))


def _reasons(examples: Examples, need: Need | None) -> Iterator[str]:
    count, refused = len(examples.ids), len(examples.refused)
    if not count and not refused:
        yield _(_NOTHING)
    if refused > count:
        sentence = _(_MOST if count else _NONE)
        first = examples.refused[0][1]
        yield sentence.format(refused=refused, count=count + refused, reason=first)
    if count < FEWEST:
        sentence = _(_FEW_OF_CATEGORIES if need == "category" else _FEW)
        yield sentence.format(count=count, fewest=FEWEST)
    if need == "category":
        yield from _of_categories(examples)
    if examples.is_validation.all():
        yield _(_NO_TRAINING)
    if not examples.is_validation.any():
        yield _(_NO_VALIDATION)


def _of_categories(examples: Examples) -> Iterator[str]:
    if not examples.categories:
        yield _(_NO_CATEGORY)
    if len(examples.categories) == 1:
        yield _(_ONE_CATEGORY).format(category=examples.categories[0])
    taught = examples.labels[~examples.is_validation]
    if len(taught) and len(np.unique(taught[taught >= 0])) < 2:
        yield _(_ONE_TAUGHT)
    counts = np.bincount(examples.labels[examples.labels >= 0], minlength=1)
    if counts.min() == 1:
        yield _(_ONE_IMAGE).format(category=examples.categories[int(counts.argmin())])
