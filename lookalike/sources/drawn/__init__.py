"""Drawings of our own: the sample collection, and as many more as training wants."""

from lookalike.core.texts import N_
from lookalike.sources.drawn.drawing import DEMO_SEEDS, Drawing, draw
from lookalike.sources.drawn.source import DrawnSource

COLLECTION, TITLE = "sample", N_("Drawn sample")
"""Name and title of the collection that the drawn sample goes into."""

__all__ = ["COLLECTION", "DEMO_SEEDS", "TITLE", "Drawing", "DrawnSource", "draw"]
