"""Drawings: one seed, one picture, the same everywhere and always."""

from dataclasses import dataclass

import numpy as np

from lookalike.sources.drawn.canvas import blank
from lookalike.sources.drawn.caption import caption, tags
from lookalike.sources.drawn.composition import compose
from lookalike.sources.drawn.finish import finish
from lookalike.sources.drawn.light import Pixels
from lookalike.sources.drawn.plan import Plan, plan

DEMO_SEEDS = range(1_000_000, 1_001_500)
"""What the demo shows. Seeds from 1,000,000 on are never trained on."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """`image`: RGB, uint8, (tall, wide, 3)."""

    image: Pixels
    category: str
    caption: str
    tags: tuple[str, ...]


def draw(seed: int) -> Drawing:
    """Draw the picture of a seed."""
    planned = plan(seed)
    return Drawing(paint(planned), planned.subject.category, caption(planned), tags(planned))


def paint(planned: Plan) -> Pixels:
    """Return the pixels of what is planned."""
    rng = np.random.default_rng((planned.seed, 1))
    canvas = blank(planned.shape, planned.style, planned.light, planned.side, rng)
    compose(canvas, planned, rng)
    return finish(canvas, planned.surface)
