"""Pictures drawn by formula, the same on every machine."""

import numpy as np


def drawn(height, width, phase=0):
    """Draw waves of three colours: integers alone, so every machine draws the same."""
    y, x = (axis * 1000 // max(height, width) for axis in np.mgrid[0:height, 0:width])
    waves = [3 * x + y * y // 400, 2 * y - x, x * y // 250]
    turns = np.stack([wave + 90 * phase for wave in waves], axis=-1) % 510
    return np.asarray(np.abs(turns - 255), np.uint8)


def plain(value, height=64, width=64):
    """Return an image of one grey."""
    return np.full((height, width, 3), value, np.uint8)
