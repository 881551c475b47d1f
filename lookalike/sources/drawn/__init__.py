"""Drawings of our own: the sample collection, and as many more as training wants."""

from lookalike.sources.drawn.drawing import DEMO_SEEDS, Drawing, draw
from lookalike.sources.drawn.source import DrawnSource

__all__ = ["DEMO_SEEDS", "Drawing", "DrawnSource", "draw"]
