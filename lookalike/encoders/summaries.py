"""What encoders that are learned here say of themselves: a sentence, and numbers out of their cards."""

from lookalike.core.texts import N_, _
from lookalike.encoders.card import Card

LEARNED = N_(
    "learned from {count} images in {categories} categories, {held} more held out; images only"
)
CAPTIONED = N_("learned from {count} images and their captions, {held} more held out; images only")
WORDS = N_("visual words learned from {count} images; images only")


def summary_told(summary: str, card: Card | None) -> str:
    """Return what an encoder says of itself in the language in use, where the sentence is one of ours."""
    numbers = _numbers(card) if card else {}
    for sentence in (LEARNED, CAPTIONED, WORDS) if numbers else ():
        if sentence.format(**numbers) == summary:
            return _(sentence).format(**numbers)
    return _(summary)


def _numbers(card: Card) -> dict[str, int]:
    """Return the numbers that such a sentence names; none where the card does not have them."""
    images, held = card.data.get("images"), card.data.get("validation", 0)
    categories = card.data.get("categories", [])
    if not (isinstance(images, int) and isinstance(held, int) and isinstance(categories, list)):
        return {}
    return {"count": images - held, "categories": len(categories), "held": held}
