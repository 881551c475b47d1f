"""Where objects are: the registry of what is behind and under them."""

from collections.abc import Callable
from dataclasses import dataclass

from lookalike.sources.drawn.canvas import Canvas
from lookalike.sources.drawn.palette import RGB, Rng

Backdrop = Callable[[Canvas, Rng, RGB], None]
"""Paints what is behind, in a colour that the captions name (or not at all)."""

SOFT = ("cream", "beige", "mint", "light blue", "pink", "lilac", "white", "turquoise", "mustard")


@dataclass(frozen=True, slots=True)
class Place:
    """What is behind and under an object.

    `phrase` may hold `{colour}`, one of `colours`. `ground`: where things stand, as shares of the
    height from the far to the near end; None where they float. `outdoors`: the light is the sky's.
    `casts`: things cast shadows on the ground. `aloft`: it is for what flies. `most`: how many
    objects it bears.
    """

    name: str
    phrase: str
    paint: Backdrop
    ground: tuple[float, float] | None
    outdoors: bool = False
    colours: tuple[str, ...] = ("beige",)
    casts: bool = True
    aloft: bool = False
    most: int = 5


PLACES: dict[str, Place] = {}


def place(
    name: str,
    phrase: str,
    ground: tuple[float, float] | None,
    *,
    outdoors: bool = False,
    colours: tuple[str, ...] = ("beige",),
    casts: bool = True,
    aloft: bool = False,
    most: int = 5,
) -> Callable[[Backdrop], Backdrop]:
    """Register a place; see Place."""

    def take(paint: Backdrop) -> Backdrop:
        PLACES[name] = Place(name, phrase, paint, ground, outdoors, colours, casts, aloft, most)
        return paint

    return take
