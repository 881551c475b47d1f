"""What every image must have to be learned from, by loss."""

from lookalike.sources.labelled import Need

USUAL = "softmax"

NEEDS: dict[str, Need] = {
    USUAL: "category",
    "contrastive": "category",
    "captions": "captions",
}
