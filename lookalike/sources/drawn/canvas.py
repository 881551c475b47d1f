"""What a picture is painted on: pixels at twice the size, and lights that shine after dark."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from lookalike.sources.drawn.light import NIGHT, Light, Pixels
from lookalike.sources.drawn.palette import RGB, Rng, darker, mix
from lookalike.sources.drawn.shapes import Points

SCALE = 2
BITS = 4


@dataclass(frozen=True, slots=True)
class Shine:
    """The glow of something that gives light: its middle (x, y) and radius in pixels."""

    middle: tuple[float, float]
    radius: float
    colour: RGB


@dataclass(slots=True)
class Canvas:
    """`pixels`: (tall, wide, 3), SCALE times the finished size. `side`: -1 for light from the left.

    `lamps`: (tall, wide), 255 where a pixel gives light itself; only at night.
    """

    pixels: Pixels
    style: str
    light: Light
    side: int
    rng: Rng
    shines: list[Shine] = field(default_factory=list)
    lamps: Pixels | None = None

    @property
    def tall(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def wide(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def short(self) -> int:
        """The shorter side in pixels."""
        return int(min(self.pixels.shape[:2]))

    @property
    def is_night(self) -> bool:
        """Whether lamps are lit."""
        return self.light is NIGHT

    def fade(self, top: RGB, bottom: RGB, start: float = 0, end: float = 1) -> None:
        """Fill the rows from `start` to `end` (shares of the height) with a gradient."""
        first, last = int(start * self.tall), int(end * self.tall)
        t = np.linspace(0, 1, max(1, last - first))[:, None]
        rows = np.array(top) * (1 - t) + np.array(bottom) * t
        self.spread(rows[: last - first, None, :].astype(np.uint8), first)

    def spread(self, rows: Pixels, first: int = 0) -> None:
        """Fill rows from `first` on, each with one colour; `rows`: (n, 1, 3)."""
        region = self.pixels[first : first + len(rows)]
        if len(region):
            cv2.repeat(rows[: len(region)], 1, self.wide, region)

    def dim(self, outline: Points, strength: float, blur: float) -> None:
        """Cast a soft shadow: darken what lies in an outline of pixels; `blur` in pixels."""
        margin = 2 * blur + 2
        low = np.floor(np.maximum(outline.min(0) - margin, 0)).astype(int)
        high = np.ceil(np.minimum(outline.max(0) + margin, (self.wide, self.tall))).astype(int)
        if (high - low < 4).any():
            return
        step = 4
        wide, tall = (int(each) for each in (high - low + step - 1) // step)
        mask = np.zeros((tall, wide), np.uint8)
        small = np.rint((outline - low) / step * 2**BITS).astype(np.int32)
        cv2.fillPoly(mask, [small], 255, cv2.LINE_AA, BITS)
        soft = cv2.GaussianBlur(mask, (0, 0), max(0.6, blur / step))
        across, down = (int(each) for each in high - low)
        full = cv2.resize(soft, (across, down), interpolation=cv2.INTER_LINEAR)
        tint = np.array(mix((255, 255, 255), darker((70, 66, 96), 0.3), strength), np.float64) / 255
        ramp = 255 - np.linspace(0, 255, 256)[:, None] * (1 - tint)
        factor = cv2.applyColorMap(full, ramp.astype(np.uint8)[:, None, :])
        region = self.pixels[low[1] : high[1], low[0] : high[0]]
        cv2.multiply(region, factor, region, 1 / 255)


def blank(shape: tuple[int, int], style: str, light: Light, side: int, rng: Rng) -> Canvas:
    """Return a canvas, nothing painted yet, for a picture of `shape` (tall, wide)."""
    pixels = np.empty((shape[0] * SCALE, shape[1] * SCALE, 3), np.uint8)
    canvas = Canvas(pixels, style, light, side, rng)
    if canvas.is_night:
        canvas.lamps = np.zeros(pixels.shape[:2], np.uint8)
    return canvas
