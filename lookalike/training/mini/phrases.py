"""English phrases for the teacher: templates filled from its vocabulary, so that no word is alone."""

from collections.abc import Sequence
from random import Random

TEMPLATES = (
    "a photo of a {one}",
    "a picture of {one}",
    "a {one} and a {two}",
    "{one} {two}",
    "the {one} of a {two}",
    "two {one} beside a {two}",
    "{colour} {one}",
    "a {colour} {one} on a {two}",
    "a small {colour} {one}",
    "people with a {one}",
    "a {one} in the {two}",
    "close-up of a {one}",
)
COLOURS = (
    "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "grey",
    "golden", "striped", "dotted", "bright", "dark",
)  # fmt: skip
SHORTEST = 3


def words_in(vocabulary: Sequence[str]) -> list[str]:
    """Return the whole English words of a vocabulary, in its order: the common ones first."""
    return [
        each for each in vocabulary if len(each) >= SHORTEST and each.isascii() and each.isalpha()
    ]


def phrases(words: Sequence[str], count: int, seed: int) -> list[str]:
    """Return `count` phrases; common words come more often, as the square of a chance is small."""
    chance = Random(seed)  # noqa: S311 - phrases, no secrets

    def word() -> str:
        return words[int(chance.random() ** 2 * len(words))]

    return [
        chance.choice(TEMPLATES).format(one=word(), two=word(), colour=chance.choice(COLOURS))
        for _number in range(count)
    ]
