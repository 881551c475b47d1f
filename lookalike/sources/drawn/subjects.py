"""The registry: what can be drawn. A new subject is one decorated function in a file of its family."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, Unpack

from lookalike.sources.drawn.palette import RGB, Rng
from lookalike.sources.drawn.pen import Pen

Kind = Literal["swatch", "object", "landscape"]
Paint = Callable[[Pen, Rng, Sequence[RGB], str], None]
"""Draws with a pen, in colours (the main one first), in a manner (one of the subject's own).

Swatches fill the canvas, landscapes too; objects fill x and y from -1 to 1 and stand on `base`.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be drawn, and how it is spoken of.

    `says`: for swatches and landscapes captions with `{all}`, `{a}`, `{b}` and `{others}` (all but a)
    for colours, `{manner}`, `{light}`; for objects the noun and its plural. `tones`: how few and how
    many colours a swatch takes. `colours`: main colours of an object; `second`: of its second one;
    `always`: (manner, colour) of manners with one colour alone. `places`: where an object may be.
    `base`: where its feet are; `size`: how large it is beside others; `lean`: degrees it may be
    turned by; `most`: how many may be together; `verb`: what it does to the side it faces;
    `both`: captions name its second colour too.
    """

    category: str
    folder: str
    kind: Kind
    paint: Paint
    says: tuple[str, ...]
    colours: tuple[str, ...] = ()
    second: tuple[str, ...] = ("cream",)
    tones: tuple[int, int] = (2, 2)
    manners: tuple[str, ...] = ("",)
    places: tuple[str, ...] = ()
    base: float = 0.9
    size: float = 1.0
    verb: str = ""
    lean: float = 0.0
    most: int = 5
    always: tuple[tuple[str, str], ...] = ()
    both: bool = False
    lights: tuple[str, ...] = ()


_SUBJECTS: dict[str, Subject] = {}


def swatch(
    category: str, *says: str, tones: tuple[int, int] = (2, 2), manners: tuple[str, ...] = ("",)
) -> Callable[[Paint], Paint]:
    """Register a pattern; see Subject."""

    def take(paint: Paint) -> Paint:
        _add(Subject(category, "swatches", "swatch", paint, says, tones=tones, manners=manners))
        return paint

    return take


def landscape(
    category: str,
    *says: str,
    manners: tuple[str, ...] = ("",),
    lights: tuple[str, ...] = ("day", "morning", "overcast", "dusk", "night"),
) -> Callable[[Paint], Paint]:
    """Register a landscape; see Subject."""

    def take(paint: Paint) -> Paint:
        _add(
            Subject(
                category, "landscapes", "landscape", paint, says, manners=manners, lights=lights
            )
        )
        return paint

    return take


class Looks(TypedDict, total=False):
    """What may be said of an object; see Subject."""

    second: tuple[str, ...]
    manners: tuple[str, ...]
    base: float
    size: float
    verb: str
    lean: float
    most: int
    always: tuple[tuple[str, str], ...]
    both: bool


def thing(
    category: str,
    folder: str,
    noun: str,
    plural: str,
    *,
    colours: tuple[str, ...],
    places: tuple[str, ...],
    **looks: Unpack[Looks],
) -> Callable[[Paint], Paint]:
    """Register an object; see Subject."""

    def take(paint: Paint) -> Paint:
        says = (noun, plural)
        of_it = Subject(
            category, folder, "object", paint, says, colours=colours, places=places, **looks
        )
        _add(of_it)
        return paint

    return take


def subjects() -> tuple[Subject, ...]:
    """Return all subjects, by category."""
    return tuple(_SUBJECTS[category] for category in sorted(_SUBJECTS))


def _add(subject: Subject) -> None:
    if subject.category in _SUBJECTS:
        raise ValueError(f"{subject.category} is there twice")
    _SUBJECTS[subject.category] = subject
