"""Named colours, how they vary, and which of them go together."""

from dataclasses import dataclass

import numpy as np

RGB = tuple[int, int, int]
Rng = np.random.Generator

NAMED: dict[str, tuple[str, ...]] = {
    "red": ("c8323a", "d33f3b", "b82c33"),
    "orange": ("e8822e", "ef9440", "dd742a"),
    "yellow": ("f2c53d", "f4cf5a", "eebd36"),
    "mustard": ("cf9f34", "c7952e"),
    "green": ("4f9a57", "45904f", "66a657"),
    "dark green": ("2c5e45", "275640"),
    "olive": ("87883f", "7c7f3d"),
    "mint": ("a8d8bd", "b4dec8"),
    "teal": ("2a8788", "227a80"),
    "turquoise": ("4fb9b6", "5cc2bb"),
    "light blue": ("a3cbe6", "94c2e1"),
    "blue": ("2f6db5", "3a79c2", "2b61a8"),
    "navy": ("223258", "273a63"),
    "purple": ("75509c", "6a468f"),
    "lilac": ("bfa8da", "b79fd4"),
    "pink": ("eb9db0", "ea8fa8", "f0aebb"),
    "brown": ("7d5136", "885a3c", "704832"),
    "beige": ("dfcba6", "d8c29b"),
    "cream": ("f4e9d0", "f3e6cb"),
    "white": ("f8f6f1", "f5f5f3"),
    "grey": ("8f949a", "9ba0a5"),
    "black": ("2a2a2f", "26282d"),
}

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("red", "white", "navy", "cream"),
    ("white", "red", "grey", "black"),
    ("blue", "white", "light blue", "navy"),
    ("navy", "cream", "mustard", "teal"),
    ("green", "white", "mint", "dark green"),
    ("yellow", "white", "grey", "orange"),
    ("black", "white", "red", "grey"),
    ("pink", "cream", "red", "brown"),
    ("teal", "beige", "orange", "navy"),
    ("purple", "lilac", "cream", "pink"),
    ("mint", "pink", "white", "teal"),
    ("olive", "cream", "mustard", "brown"),
    ("orange", "navy", "cream", "light blue"),
    ("dark green", "beige", "pink", "mustard"),
    ("turquoise", "white", "yellow", "pink"),
    ("brown", "beige", "cream", "olive"),
    ("light blue", "cream", "orange", "blue"),
    ("yellow", "blue", "white", "red"),
    ("lilac", "yellow", "white", "purple"),
    ("grey", "pink", "white", "black"),
    ("red", "pink", "orange", "cream"),
    ("green", "yellow", "cream", "blue"),
    ("teal", "mint", "white", "mustard"),
    ("purple", "yellow", "cream", "teal"),
)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour with the name a caption may give it."""

    name: str
    rgb: RGB


def rgb_of(code: str) -> RGB:
    """Return the red, green and blue of `rrggbb`."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def named(name: str, rng: Rng) -> Colour:
    """Return one shade of a named colour, a little different every time."""
    shade = rgb_of(str(rng.choice(NAMED[name])))
    brightness = rng.uniform(0.96, 1.04)
    red, green, blue = (round(part * brightness + rng.uniform(-4, 4)) for part in shade)
    return Colour(name, (_within(red), _within(green), _within(blue)))


def together(rng: Rng, count: int) -> tuple[Colour, ...]:
    """Return `count` (2 to 4) different colours that go together, in any order."""
    family = TOGETHER[rng.integers(len(TOGETHER))]
    chosen = family[:count] if rng.random() < 0.6 else rng.choice(family, count, replace=False)
    names = rng.permutation(np.asarray(chosen))
    return tuple(named(str(name), rng) for name in names)


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """Return `one` with a share (0..1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return _within(red), _within(green), _within(blue)


def darker(colour: RGB, share: float = 0.25) -> RGB:
    """Return a darker, slightly cooler shade, as shadows are."""
    return mix(colour, (28, 24, 52), share)


def lighter(colour: RGB, share: float = 0.3) -> RGB:
    """Return a lighter, slightly warmer shade, as light is."""
    return mix(colour, (255, 250, 236), share)


def luminance(colour: RGB) -> float:
    """Return the brightness the eye sees, 0..255 (Rec. 601 weights)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def distance(one: RGB, other: RGB) -> float:
    """Return how far apart two colours are, roughly as the eye weighs it."""
    weights = (0.55, 0.75, 0.4)
    return float(
        sum((w * (a - b)) ** 2 for w, a, b in zip(weights, one, other, strict=True)) ** 0.5
    )


def _within(part: int) -> int:
    return min(255, max(0, part))
