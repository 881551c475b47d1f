"""Swatches of bands and threads: stripes, plaid, herringbone, zigzag, waves."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import cv2
import numpy as np

from lookalike.sources.drawn.grids import steps
from lookalike.sources.drawn.palette import RGB, Rng, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import box, moved
from lookalike.sources.drawn.subjects import swatch

_TURNS = {"vertical": 0, "horizontal": 90, "diagonal": 45}


@swatch(
    "stripes",
    "{manner} {all} stripes",
    "{all} stripes",
    tones=(2, 4),
    manners=("vertical", "horizontal", "diagonal", "thin", "wide", "uneven"),
)
def stripes(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw bands of equal or uneven width."""
    turn = _TURNS.get(manner, int(rng.choice([0, 90, 90, 45, -45])))
    pen = pen.at(0, 0, 1, turn)
    pen.cover(colours[0])
    width = {"thin": rng.uniform(0.035, 0.06), "wide": rng.uniform(0.24, 0.36)}.get(
        manner, rng.uniform(0.09, 0.2)
    )
    x, number = -pen.reach, 0
    while x < pen.reach:
        wide = float(width * (rng.uniform(0.35, 1.7) if manner == "uneven" else 1))
        if number % len(colours):
            outline = box(x + wide / 2, 0, wide / 2, pen.reach)
            pen.fill(outline, colours[number % len(colours)], "flat", edge=False)
        x, number = x + wide, number + 1


@swatch("plaid", "{all} plaid", "{all} tartan", tones=(3, 4), manners=("", "", "diagonal"))
def plaid(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Weave bands of warp and weft; where they cross both are seen."""
    canvas = pen.canvas
    threads = [
        (0, 0.34),
        (1, 0.2),
        (0, 0.06),
        (2, 0.05),
        (0, 0.06),
        (1, 0.2),
        (len(colours) - 1, 0.03),
    ]
    size = canvas.short * rng.uniform(0.28, 0.55)
    profile = np.concatenate(
        [
            np.full((max(2, round(share * size)), 3), colours[which], np.float32)
            for which, share in threads
        ]
    )
    far = (int(np.hypot(canvas.wide, canvas.tall)) + 4) // 2
    run = np.resize(profile[::2], (far, 3))
    twill = (np.add.outer(np.arange(far), np.arange(far)) % 6 < 3)[..., None]
    warp, weft = run[None], run[:, None]
    cloth = np.where(twill, warp * 0.65 + weft * 0.35, warp * 0.35 + weft * 0.65).astype(np.uint8)
    turn = 45 if manner else float(rng.uniform(-3, 3))
    matrix = cv2.getRotationMatrix2D((far / 2, far / 2), turn, 2)
    matrix = matrix + np.array([(0, 0, (canvas.wide - far) / 2), (0, 0, (canvas.tall - far) / 2)])
    whole = (canvas.wide, canvas.tall)
    cv2.warpAffine(cloth, matrix, whole, canvas.pixels, borderMode=cv2.BORDER_REFLECT)


@swatch(
    "waves", "{all} waves", "{manner} {all} waves", tones=(2, 4), manners=("gentle", "steep", "")
)
def waves(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Lay wavy bands over each other, each over the one above it."""
    pen = pen.at(0, 0, 1, float(rng.choice([0, 0, 8, -12, 90])))
    pen.cover(colours[0])
    height = {"gentle": 0.03, "steep": 0.12}.get(manner, 0.065)
    length, width = rng.uniform(0.4, 0.9), rng.uniform(0.14, 0.24)
    x = np.linspace(-pen.reach, pen.reach, 120)
    drift = rng.uniform(-0.4, 0.4)
    for number, y in enumerate(np.arange(-pen.reach - height, pen.reach, width)):
        crest = y + height * np.sin(2 * np.pi * x / length + number * drift * np.pi)
        foot = np.full_like(x, y + width + 2.5 * height)
        outline = np.concatenate([np.stack([x, crest], 1), np.stack([x, foot], 1)[::-1]])
        pen.fill(outline, colours[number % len(colours)], "flat", edge=False)


@swatch("zigzag", "{all} zigzag", "{all} chevrons", tones=(2, 3), manners=("", "thin", "wide"))
def zigzag(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw bands of chevrons."""
    pen = pen.at(0, 0, 1, float(rng.choice([0, 0, 90])))
    pen.cover(colours[0])
    width = {"thin": 0.07, "wide": 0.24}.get(manner, 0.14) * float(rng.uniform(0.85, 1.2))
    step, lift = width * rng.uniform(1.0, 1.5), width * rng.uniform(0.9, 1.4)
    corners = steps(pen, step)
    offsets = lift * (np.arange(len(corners)) % 2)
    for number, y in enumerate(np.arange(-pen.reach - lift, pen.reach, width)):
        if number % len(colours):
            edge = np.stack([corners, y + offsets], 1)
            outline = np.concatenate([edge, moved(edge, 0, width)[::-1]])
            pen.fill(outline, colours[number % len(colours)], "flat", edge=False)


@swatch("herringbone", "{all} herringbone", tones=(2, 4))
def herringbone(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Lay planks in pairs at right angles."""
    pen = pen.at(0, 0, 1, 45)
    pen.cover(mix(colours[0], (60, 56, 60), 0.35))
    wide = float(rng.uniform(0.12, 0.2))
    gap, count = wide * 0.46, int(np.ceil(pen.reach / wide)) + 2
    for row in range(-count, count):
        for column in range(-count, count):
            if (column - row) % 4 > 1 or (column - row) % 4 == 1:
                continue
            x, y = column * wide, row * wide
            if max(abs(x), abs(y)) > pen.reach + 2 * wide:
                continue
            first, second = rng.integers(len(colours), size=2)
            pen.fill(
                box(x + wide, y + wide / 2, 2 * gap, gap),
                _shade(colours[first], rng),
                "flat",
                edge=False,
            )
            pen.fill(
                box(x - wide / 2, y + wide, gap, 2 * gap),
                _shade(colours[second], rng),
                "flat",
                edge=False,
            )


def _shade(colour: RGB, rng: Rng) -> RGB:
    return mix(
        colour, (255, 255, 255) if rng.random() < 0.5 else (40, 36, 50), float(rng.uniform(0, 0.12))
    )
