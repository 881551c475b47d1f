"""What will be drawn: every choice that a caption speaks of, made before a pixel is."""

from dataclasses import dataclass

import numpy as np

from lookalike.sources.drawn import families  # noqa: F401 - fills the registry
from lookalike.sources.drawn.light import LIGHTS, Light
from lookalike.sources.drawn.palette import (
    NAMED,
    RGB,
    Colour,
    Rng,
    distance,
    named,
    rgb_of,
    together,
)
from lookalike.sources.drawn.pen import CUT_PAPER, FLAT, INKED, PASTEL, SHADED, WATERCOLOUR
from lookalike.sources.drawn.places import PLACES, Place
from lookalike.sources.drawn.subjects import Subject, subjects

WIDE = ((450, 600), (400, 600), (384, 576), (360, 640))
TALL = ((600, 450), (560, 448), (600, 400))
SQUARE = ((520, 520), (480, 480))
PANORAMA = ((256, 640),)
_WOVEN = ("weave", "weave")
_SURFACES = {
    FLAT: ("grain", "smooth", "paper"),
    SHADED: ("grain", "grain", "smooth"),
    INKED: ("paper", "paper", "grain"),
    WATERCOLOUR: ("paper",),
    CUT_PAPER: ("grain", "paper"),
    PASTEL: ("paper", "weave"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`shape`: (tall, wide). `side`: -1 for light from the left. `place` only for objects."""

    seed: int
    subject: Subject
    shape: tuple[int, int]
    colours: tuple[Colour, ...]
    manner: str
    style: str
    surface: str
    light: Light
    side: int
    place: Place | None
    ground: Colour
    count: int
    size: float
    faces: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its colours, each once."""
        return tuple(dict.fromkeys(colour.name for colour in self.colours))


def plan(seed: int) -> Plan:
    """Choose what to draw for a seed; subjects take turns, so that each comes equally often."""
    rng = np.random.default_rng(seed)
    every = subjects()
    subject = every[seed % len(every)]
    style = _style(subject, rng)
    place = PLACES[str(rng.choice(subject.places))] if subject.places else None
    manner = _manner(subject, place, rng)
    colours, ground = _colours(subject, place, manner, rng)
    count = _count(subject, place, rng)
    surfaces = (*_SURFACES[style], *(_WOVEN if subject.kind == "swatch" and style == FLAT else ()))
    return Plan(
        seed=seed,
        subject=subject,
        shape=_shape(subject, count, rng),
        colours=colours,
        manner=manner,
        style=style,
        surface=str(rng.choice(surfaces)),
        light=_light(subject, place, rng),
        side=int(rng.choice((-1, 1))),
        place=place,
        ground=ground,
        count=count,
        size=float(rng.choice((0.6, 0.85, 1.0, 1.0, 1.15))),
        faces=str(rng.choice(("left", "right"))),
    )


def _style(subject: Subject, rng: Rng) -> str:
    if subject.kind == "swatch":
        return str(rng.choice((FLAT, FLAT, CUT_PAPER, WATERCOLOUR, PASTEL, SHADED)))
    if subject.kind == "landscape":
        return str(rng.choice((FLAT, FLAT, WATERCOLOUR, WATERCOLOUR, PASTEL, CUT_PAPER)))
    return str(rng.choice((FLAT, SHADED, SHADED, INKED, WATERCOLOUR, CUT_PAPER, PASTEL)))


def _colours(
    subject: Subject, place: Place | None, manner: str, rng: Rng
) -> tuple[tuple[Colour, ...], Colour]:
    """Return the colours of the subject and one for what is around it, told apart from them."""
    if subject.kind == "swatch":
        colours = together(rng, int(rng.integers(subject.tones[0], subject.tones[1] + 1)))
        return colours, colours[0]
    if place is None:
        return (), named("white", rng)
    main = named(dict(subject.always).get(manner) or str(rng.choice(subject.colours)), rng)
    others = [name for name in subject.second if name != main.name]
    second = named(str(rng.choice(others or ["white"])), rng)
    kept = (main.rgb, second.rgb) if subject.both else (main.rgb,)
    apart = [name for name in place.colours if _is_apart(rgb_of(NAMED[name][0]), kept)]
    ground = named(str(rng.choice(apart or ["cream"])), rng)
    return (main, second), ground


def _is_apart(colour: RGB, others: tuple[RGB, ...]) -> bool:
    return all(distance(colour, other) > 55 for other in others)


def _light(subject: Subject, place: Place | None, rng: Rng) -> Light:
    if subject.kind == "swatch":
        return LIGHTS["day"]
    if subject.lights:
        return LIGHTS[str(rng.choice(subject.lights))]
    if place is not None and place.outdoors:
        return LIGHTS[
            str(rng.choice(("day", "day", "day", "morning", "overcast", "dusk", "night")))
        ]
    if place is not None and place.ground is None:
        return LIGHTS[str(rng.choice(("day", "day", "day", "day", "day", "lamplight")))]
    return LIGHTS[str(rng.choice(("day", "day", "day", "morning", "dusk", "lamplight")))]


def _count(subject: Subject, place: Place | None, rng: Rng) -> int:
    if place is None:
        return 1
    return min(subject.most, place.most, int(rng.choice((1, 1, 1, 1, 2, 2, 3, 3, 4, 5))))


def _shape(subject: Subject, count: int, rng: Rng) -> tuple[int, int]:
    """Return a size that suits what it holds: no crowd on a narrow sheet."""
    if count > 2:
        kinds: tuple[tuple[tuple[int, int], ...], ...] = (WIDE, WIDE, WIDE, SQUARE, PANORAMA)
    elif subject.kind == "object":
        kinds = (WIDE, WIDE, TALL, TALL, SQUARE, SQUARE) if count == 1 else (WIDE, WIDE, SQUARE)
    else:
        kinds = (WIDE, WIDE, WIDE, TALL, TALL, SQUARE, SQUARE, PANORAMA)
    kind = kinds[rng.integers(len(kinds))]
    return kind[rng.integers(len(kind))]


def _manner(subject: Subject, place: Place | None, rng: Rng) -> str:
    """Return how it is drawn; what can fly does so in the air alone."""
    aloft = place is not None and place.aloft
    fitting = [each for each in subject.manners if (each == "flying") == aloft]
    return str(rng.choice(fitting or subject.manners))
