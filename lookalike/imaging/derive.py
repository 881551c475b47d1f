"""What is made from an image: thumbnail, perceptual hash, dominant colours."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

THUMBNAIL_SIDE = 320
MAX_COLOURS = 5

_QUALITY = 80
_FULL_QUALITY = 92
_HASH_SIDE = 32
_COLOUR_SIDE = 64
_BINS = 6
_STEPS = np.arange(_HASH_SIDE)
_DCT = np.cos(np.pi / _HASH_SIDE * np.outer(np.arange(8), _STEPS + 0.5)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Derived:
    """`thumbnail`: WebP bytes; `perceptual_hash`: 16 hex digits; `colours`: #rrggbb, most first."""

    thumbnail: bytes
    perceptual_hash: str
    colours: tuple[str, ...]


def derive(image: NDArray[np.uint8]) -> Derived:
    """Return what is made from a working image (h, w, 3) uint8; hash and colours from its thumbnail."""
    small = _fitted(image, THUMBNAIL_SIDE)
    return Derived(_webp(small), _perceptual_hash(small), _colours(small))


def preview(image: NDArray[np.uint8], side: int) -> bytes:
    """Return the image as WebP, its longest side at most `side` pixels, with no metadata."""
    return _webp(_fitted(image, side))


def as_jpeg(image: NDArray[np.uint8]) -> bytes:
    """Return all of the image (h, w, 3) uint8 as JPEG, with no metadata; colours are sRGB."""
    file = BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=_FULL_QUALITY, subsampling=0)
    return file.getvalue()


def _fitted(image: NDArray[np.uint8], side: int) -> Image.Image:
    picture = Image.fromarray(image)
    scale = side / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _webp(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=_QUALITY, method=0)
    return file.getvalue()


def _perceptual_hash(picture: Image.Image) -> str:
    """Return pHash, 64 bits: which of the lowest 8 x 8 DCT terms of 32 x 32 greys exceed their median.

    The constant term is left out of the median. Source: C. Zauner, Implementation and benchmarking
    of perceptual image hash functions, 2010, section 3.2.1.
    """
    grey = picture.convert("L").resize((_HASH_SIDE, _HASH_SIDE), Image.Resampling.BOX)
    terms = (_DCT @ np.asarray(grey, np.float32) @ _DCT.T).ravel()
    bits = terms > np.median(terms[1:])
    return np.packbits(bits).tobytes().hex()


def _colours(picture: Image.Image) -> tuple[str, ...]:
    """Return the mean colours of the fullest of 6 x 6 x 6 equal bins of RGB, at most 5."""
    small = picture.copy()
    small.thumbnail((_COLOUR_SIDE, _COLOUR_SIDE), Image.Resampling.BOX)
    colours = np.asarray(small).reshape(-1, 3)
    bins = (colours.astype(np.intp) * _BINS // 256) @ (_BINS**2, _BINS, 1)
    counts = np.bincount(bins, minlength=_BINS**3)
    fullest = np.argsort(-counts, kind="stable")[:MAX_COLOURS]
    fullest = fullest[counts[fullest] > 0]
    sums = np.stack([np.bincount(bins, channel, _BINS**3)[fullest] for channel in colours.T])
    means = np.rint(sums / counts[fullest]).astype(np.uint8)
    return tuple(f"#{mean.tobytes().hex()}" for mean in means.T)
