"""Draws a small folder of patterns in named colours, in every format that is read."""

import math
import random
from collections.abc import Callable
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw, ImageFilter

pillow_heif.register_heif_opener()

COLOURS = {
    "red": (196, 58, 49), "orange": (226, 135, 53), "yellow": (233, 196, 82),
    "green": (84, 138, 84), "teal": (44, 122, 123), "blue": (58, 95, 170),
    "purple": (124, 84, 150), "pink": (222, 140, 160), "brown": (128, 92, 66),
    "grey": (120, 124, 128),
}  # fmt: skip
FORMATS = ("jpg", "png", "webp", "gif", "avif", "heic", "bmp", "tiff")
PAPER = (246, 243, 236)

Colour = tuple[int, int, int]
Pattern = Callable[[ImageDraw.ImageDraw, int, int, Colour, random.Random], None]


def stripes(
    draw: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, chance: random.Random
) -> None:
    """Draw slanted stripes."""
    step, slant = chance.randint(24, 60), chance.choice((-1, 0, 1)) * chance.randint(20, 140)
    for x in range(-200, w + 200, step):
        draw.polygon(
            [(x, 0), (x + step // 2, 0), (x + step // 2 + slant, h), (x + slant, h)], colour
        )


def checks(
    draw: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, chance: random.Random
) -> None:
    """Draw a board of squares."""
    side = chance.randint(28, 70)
    for y in range(0, h, side):
        for x in range(0, w, side):
            if (x // side + y // side) % 2:
                draw.rectangle([x, y, x + side - 1, y + side - 1], colour)


def dots(draw: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, chance: random.Random) -> None:
    """Draw rows of dots, every other row shifted."""
    step = chance.randint(40, 80)
    r = step * chance.uniform(0.2, 0.38)
    for row, y in enumerate(range(0, h + step, step)):
        for x in range(0, w + step, step):
            cx = x + (step // 2 if row % 2 else 0)
            draw.ellipse([cx - r, y - r, cx + r, y + r], colour)


def waves(draw: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, chance: random.Random) -> None:
    """Draw lines that go up and down."""
    step, length = chance.randint(30, 56), chance.uniform(60, 140)
    for y in range(-step, h + step, step):
        line = [(x, y + 14 * math.sin(x / length * math.tau)) for x in range(0, w + 8, 8)]
        draw.line(line, colour, width=step // 3, joint="curve")


def terrazzo(
    draw: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, chance: random.Random
) -> None:
    """Draw chips of stone in shades of one colour."""
    for _chip in range(110):
        cx, cy, r = chance.randint(0, w), chance.randint(0, h), chance.randint(8, 34)
        shade = tuple(min(255, max(0, part + chance.randint(-40, 60))) for part in colour)
        turns = sorted(chance.uniform(0, math.tau) for _corner in range(5))
        draw.polygon([(cx + r * math.cos(t), cy + r * math.sin(t)) for t in turns], shade)


def hills(draw: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, chance: random.Random) -> None:
    """Draw hills, one behind the other, under a sun."""
    cx, cy, r = chance.randint(80, w - 80), chance.randint(60, h // 3), chance.randint(24, 48)
    draw.ellipse([cx - r, cy - r, cx + r, cy + r], (250, 214, 130))
    for layer in range(4):
        shade = tuple(min(255, int(part * (1.2 - 0.2 * layer))) for part in colour)
        base, phase = h * (0.45 + 0.14 * layer), chance.uniform(0, math.tau)
        top = [(x, base + 34 * math.sin(x / 90 + phase)) for x in range(0, w + 8, 8)]
        draw.polygon([(0, h), *top, (w, h)], shade)


PATTERNS: tuple[Pattern, ...] = (stripes, checks, dots, waves, terrazzo, hills)


def draw_folder(folder: Path, count: int, seed: int) -> list[Path]:
    """Draw `count` images into `folder/PATTERN/COLOUR-N.FORMAT` and return their paths."""
    chance = random.Random(seed)
    paths = []
    for number in range(count):
        pattern = PATTERNS[number % len(PATTERNS)]
        name = chance.choice(list(COLOURS))
        w, h = chance.choice(((480, 360), (360, 480), (420, 420), (600, 380)))
        image = Image.new("RGB", (w, h), PAPER)
        pattern(ImageDraw.Draw(image), w, h, COLOURS[name], chance)
        image = image.filter(ImageFilter.GaussianBlur(0.6))
        path = (
            folder
            / pattern.__name__
            / f"{name}-{number}.{FORMATS[number // len(PATTERNS) % len(FORMATS)]}"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
        paths.append(path)
    return paths
