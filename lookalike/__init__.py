"""Lookalike: search your own images by example, by words, or by both."""

__version__ = "0.1.0"
