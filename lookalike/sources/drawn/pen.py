"""A pen: draws shapes in its own unit and position, in the style of the canvas."""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from lookalike.sources.drawn import texture
from lookalike.sources.drawn.canvas import BITS, Canvas, Shine
from lookalike.sources.drawn.light import Pixels
from lookalike.sources.drawn.palette import RGB, darker, lighter, luminance, mix
from lookalike.sources.drawn.shapes import Points, moved

INK = (38, 34, 44)
FLAT, SHADED, INKED, WATERCOLOUR, CUT_PAPER, PASTEL = STYLES = (
    "flat",
    "shaded",
    "ink",
    "watercolour",
    "cut paper",
    "pastel",
)
_TEXTURED = {WATERCOLOUR: texture.mottle, PASTEL: texture.strokes}


@dataclass(frozen=True, slots=True)
class Pen:
    """`matrix` (2, 3) leads from the pen's unit to pixels; `unit`: pixels in one unit."""

    canvas: Canvas
    matrix: Points
    unit: float

    def at(
        self, x: float, y: float, size: float = 1, turn: float = 0, *, mirror: bool = False
    ) -> "Pen":
        """Return a pen that draws elsewhere, in another size, turned by degrees, mirrored."""
        angle = math.radians(turn)
        cos, sin = math.cos(angle) * size, math.sin(angle) * size
        flip = -1 if mirror else 1
        inner = np.array([[cos * flip, -sin, x], [sin * flip, cos, y], [0, 0, 1]])
        return Pen(self.canvas, self.matrix @ inner, self.unit * size)

    @property
    def reach(self) -> float:
        """Half the diagonal of the canvas: a pattern from -reach to reach covers it, however turned."""
        return math.hypot(self.canvas.wide, self.canvas.tall) / 2 / self.unit

    def sees(self, x: float, y: float, radius: float) -> bool:
        """Say whether something of this radius about (x, y) may be on the canvas."""
        left, top = self.to_pixels(np.array([[x, y]]))[0]
        far = radius * self.unit
        inside = -far < left < self.canvas.wide + far and -far < top < self.canvas.tall + far
        return bool(inside)

    def cover(self, colour: RGB) -> None:
        """Fill the whole canvas."""
        far = 1.02 * self.reach
        corners = np.array([(-far, -far), (far, -far), (far, far), (-far, far)])
        self.mark(corners, colour)

    def fill(self, outline: Points, colour: RGB, form: str = "round", *, edge: bool = True) -> None:
        """Fill an outline; `form` says how light falls on it: round, flat or none; `edge`: line it."""
        style = self.canvas.style
        place = self.to_pixels(outline)
        if self.canvas.lamps is not None:
            cv2.fillPoly(self.canvas.lamps, [_fixed(place)], 0, cv2.LINE_8, BITS)
        if style == SHADED and form != "none":
            tile = texture.ball if form == "round" else texture.slope
            self._paint(place, _ramp(colour), tile(self.canvas.side), is_tile=False)
        elif style in _TEXTURED:
            self._paint(place, _stain(colour, style), _TEXTURED[style](), is_tile=True)
            if style == WATERCOLOUR and edge:
                self._outline(place, darker(colour, 0.22), 0.0035)
        elif style == CUT_PAPER:
            if form != "none":
                shift = self.canvas.short * 0.006
                self.canvas.dim(
                    moved(place, -self.canvas.side * shift, shift * 1.3), 0.55, shift * 1.2
                )
            self._solid(place, colour)
        else:
            self._solid(place, colour)
            if style == INKED and edge:
                self._outline(place, INK, 0.006)

    def mark(self, outline: Points, colour: RGB) -> None:
        """Fill an outline without form or edge: a spot, a part of the background."""
        self.fill(outline, colour, "none", edge=False)

    def line(self, path: Points, colour: RGB, width: float, *, closed: bool = False) -> None:
        """Draw a line, `width` in the pen's unit."""
        if self.canvas.style == INKED and luminance(colour) < 90:
            colour = INK
        thickness = max(1, round(width * self.unit))
        fixed = [_fixed(self.to_pixels(path))]
        cv2.polylines(self.canvas.pixels, fixed, closed, colour, thickness, cv2.LINE_AA, BITS)

    def shine(self, outline: Points, lit: RGB, by_day: RGB, halo: float) -> None:
        """Fill an outline that gives light at night, glowing `halo` units around; `by_day` it does not."""
        canvas = self.canvas
        if canvas.lamps is None:
            self.fill(outline, by_day, "flat")
            return
        place = self.to_pixels(outline)
        self._solid(place, lit)
        cv2.fillPoly(canvas.lamps, [_fixed(place)], 255, cv2.LINE_AA, BITS)
        middle = place.mean(0)
        radius = halo * self.unit + float(np.abs(place - middle).max())
        if halo:
            canvas.shines.append(Shine((float(middle[0]), float(middle[1])), radius, lit))

    def shadow(self, outline: Points, strength: float = 0.4, blur: float = 0.05) -> None:
        """Darken what lies in an outline."""
        self.canvas.dim(self.to_pixels(outline), strength, max(1.0, blur * self.unit))

    def to_pixels(self, outline: Points) -> Points:
        """Return the pixels of points in the pen's unit."""
        placed: Points = outline @ self.matrix[:2, :2].T + self.matrix[:2, 2]
        return placed

    def _solid(self, place: Points, colour: RGB) -> None:
        cv2.fillPoly(self.canvas.pixels, [_fixed(place)], colour, cv2.LINE_AA, BITS)

    def _outline(self, place: Points, colour: RGB, share: float) -> None:
        thickness = max(2, round(share * self.canvas.short))
        cv2.polylines(
            self.canvas.pixels, [_fixed(place)], True, colour, thickness, cv2.LINE_AA, BITS
        )

    def _paint(self, place: Points, ramp: Pixels, tile: Pixels, *, is_tile: bool) -> None:
        """Fill with a ramp of colours: where on the ramp, the tile says, stretched or cut."""
        canvas = self.canvas
        start = np.floor(place.min(0)).astype(int)
        extent = np.ceil(place.max(0)).astype(int) - start + 1
        low = np.maximum(start, 0)
        high = np.minimum(start + extent, (canvas.wide, canvas.tall))
        if (high - low < 1).any():
            return
        wide, tall = (int(each) for each in high - low)
        if is_tile:
            light = texture.cut(tile, tall, wide, canvas.rng)
        else:
            light = _stretched(tile, low - start, high - start, extent)
        mask = np.zeros((tall, wide), np.uint8)
        cv2.fillPoly(mask, [_fixed(place - low)], 255, cv2.LINE_AA, BITS)
        region = canvas.pixels[low[1] : high[1], low[0] : high[0]]
        cv2.copyTo(
            cv2.applyColorMap(light, ramp),
            cv2.threshold(mask, 96, 255, cv2.THRESH_BINARY)[1],
            region,
        )


def whole(canvas: Canvas) -> Pen:
    """Return a pen whose unit is half the shorter side and whose origin is the canvas' middle."""
    unit = canvas.short / 2
    matrix = np.array([[unit, 0, canvas.wide / 2], [0, unit, canvas.tall / 2]])
    return Pen(canvas, matrix, unit)


def _fixed(place: Points) -> npt.NDArray[np.int32]:
    return np.asarray(np.rint(place * 2**BITS), np.int32)


def _stretched(
    tile: Pixels,
    low: npt.NDArray[np.int_],
    high: npt.NDArray[np.int_],
    extent: npt.NDArray[np.int_],
) -> Pixels:
    """Return the part from `low` to `high` of a tile stretched to `extent`, all (x, y)."""
    scale = (tile.shape[0] - 1) / np.maximum(extent - 1, 1)
    matrix = np.array([[scale[0], 0, low[0] * scale[0]], [0, scale[1], low[1] * scale[1]]])
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(tile, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


@lru_cache(maxsize=4096)
def _ramp(colour: RGB) -> Pixels:
    """Return the colours (256, 1, 3) of a body from shadow over its own to the brightest light."""
    stops = [darker(colour, 0.62), darker(colour, 0.25), colour, lighter(colour, 0.34)]
    return _between((20, 80, 135, 215), stops)


@lru_cache(maxsize=4096)
def _stain(colour: RGB, style: str) -> Pixels:
    """Return the colours (256, 1, 3) of thin to thick paint."""
    thin = 0.42 if style == WATERCOLOUR else 0.22
    thick = mix(colour, darker(colour, 0.5), 0.5)
    return _between((30, 128, 230), [thick, lighter(colour, 0.06), lighter(colour, thin)])


def _between(at: tuple[int, ...], stops: list[RGB]) -> Pixels:
    table = np.array(stops, np.float64)
    levels = np.arange(256)
    parts = [np.interp(levels, at, table[:, part]) for part in range(3)]
    return np.stack(parts, axis=1).astype(np.uint8)[:, None, :]
