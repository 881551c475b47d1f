"""What every image must have to be learned from, by loss."""

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.sources.labelled import Need

USUAL = "softmax"

NEEDS: dict[str, Need] = {
    USUAL: "category",
    "contrastive": "category",
    "captions": "captions",
}

_NO_CAPTIONS = N_("a head learns from categories; learn from captions with --recipe scratch")


def check_loss(recipe: str, loss: str) -> None:
    """Raise BadRequest for a loss that the recipe cannot learn by: captions are told of pictures."""
    if recipe == "head" and NEEDS[loss] == "captions":
        raise BadRequest(field="--loss", reason=_(_NO_CAPTIONS))
