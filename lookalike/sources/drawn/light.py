"""The light a picture is seen in: colours of the sky, and what it does to all other colours."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from lookalike.sources.drawn.palette import RGB, rgb_of

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Light:
    """`sky`: top, middle, horizon. `gains`: of red, green, blue. `shadow`: how dark, 0..1."""

    name: str
    phrase: str
    sky: tuple[RGB, RGB, RGB]
    gains: tuple[float, float, float]
    shadow: float


def _sky(top: str, middle: str, horizon: str) -> tuple[RGB, RGB, RGB]:
    return rgb_of(top), rgb_of(middle), rgb_of(horizon)


DAY = Light("day", "", _sky("6fb1e0", "a5d0ec", "dcecf2"), (1.0, 1.0, 1.0), 0.38)
MORNING = Light(
    "morning", "in the morning", _sky("a9c9e3", "e6d9d8", "fbe6c4"), (1.03, 1.0, 0.95), 0.3
)
OVERCAST = Light(
    "overcast", "on a grey day", _sky("a9b4bc", "c3cacd", "dcdedb"), (0.95, 0.97, 0.99), 0.2
)
DUSK = Light("dusk", "at dusk", _sky("6c5a97", "e08c84", "fbc27c"), (1.0, 0.84, 0.76), 0.42)
NIGHT = Light("night", "at night", _sky("2c3d78", "42588f", "7787b6"), (0.46, 0.54, 0.76), 0.5)
LAMP = Light(
    "lamplight", "by lamplight", _sky("6c5a97", "e08c84", "fbc27c"), (1.0, 0.89, 0.74), 0.5
)

LIGHTS = {light.name: light for light in (DAY, MORNING, OVERCAST, DUSK, NIGHT, LAMP)}


@cache
def grading(light: Light) -> Pixels:
    """Return the lookup table (1, 256, 3) that turns daylight into `light`."""
    level = np.linspace(0, 1, 256)[:, None]
    graded = level * np.array(light.gains)
    if light is NIGHT:
        graded = graded + np.array([0.02, 0.03, 0.07]) * (1 - level)
    table: Pixels = np.clip(np.rint(graded * 255), 0, 255).astype(np.uint8)
    return table[None]


def sky_at(light: Light, tall: int) -> Pixels:
    """Return the colours of the sky from top to horizon, shape (tall, 1, 3)."""
    stops = np.array(light.sky, np.float64)
    at = np.linspace(0, 1, max(tall, 1))
    parts = [np.interp(at, (0, 0.55, 1), stops[:, part]) for part in range(3)]
    return np.stack(parts, axis=1).astype(np.uint8)[:, None, :]
