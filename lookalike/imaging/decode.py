"""Foreign bytes in, an upright sRGB array out; the only way."""

import ctypes
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from lookalike.core.errors import UnsupportedFormat
from lookalike.core.locks import file_lock
from lookalike.imaging.exif import Facts, facts_of, orientation_of
from lookalike.imaging.headers import claimed_size
from lookalike.imaging.limits import (
    Limits,
    check_claim,
    check_file_bytes,
    check_header,
)
from lookalike.imaging.pixels import eight_bits, srgb_on_white, upright
from lookalike.imaging.refusal import refusing
from lookalike.imaging.sniff import ACCEPTED, describe, format_of

__all__ = ["Limits", "Picture", "decode"]

SHORT_SIDE = 448
"""The working image has at least this short side, where the file has it."""
GIANT = 16_000_000
"""Above so many pixels images are decoded one at a time, so that many threads and processes need
no more memory than one: a WebP of 50 million pixels takes 800 MB while it is unpacked."""

_PLUGINS = {
    "JPEG": JpegImagePlugin.JpegImageFile.format,
    "PNG": PngImagePlugin.PngImageFile.format,
    "WebP": WebPImagePlugin.WebPImageFile.format,
    "GIF": GifImagePlugin.GifImageFile.format,
    "AVIF": AvifImagePlugin.AvifImageFile.format,
    "HEIC": pillow_heif.HeifImageFile.format,
    "BMP": BmpImagePlugin.BmpImageFile.format,
    "TIFF": TiffImagePlugin.TiffImageFile.format,
}
_giants = threading.Lock()
# Pillow's blocks of 16 MB would stay in the heap of glibc, 200 MB in each process after a giant.
_give_memory_back = getattr(ctypes.CDLL(None), "malloc_trim", lambda _kept: 0)

DEFAULT_LIMITS = Limits()

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
Image.preinit()  # here and not in several threads at once
# Our own limits stand before every decode, so that a raised LOOKALIKE_MAX_PIXELS counts.
Image.MAX_IMAGE_PIXELS = None
# Damaged EXIF and the like are told by what becomes of the file, not on stderr.
warnings.filterwarnings("ignore", module=r"PIL\.")
del MpoImagePlugin  # imported for its registration


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded image and what its file says of itself.

    `image`: (height, width, 3) uint8, sRGB, upright, on white; the working image, or all of it.
    `width`, `height`: pixels of the file itself, upright. `format`: such as `JPEG`.
    """

    image: NDArray[np.uint8]
    width: int
    height: int
    format: str
    facts: Facts


def decode(
    data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, *, full: bool = False
) -> Picture:
    """Return the picture in `data`; `name` is for messages only. Safe in several threads.

    The working image: of a JPEG the smallest DCT scale (1, 1/2, 1/4, 1/8) whose short side is
    >= 448; of any other the pixels, averaged over squares of n x n where the short side is 896 or
    more, n the largest that leaves 448. With `full` neither, but that a JPEG over `limits.pixels`
    comes at the scale that is under it. Of an animation the first frame.
    Raises UnsupportedFormat, ImageTooLarge, ImageTruncated, ImageBroken and nothing else.
    """
    check_file_bytes(data, name, limits)
    kind = format_of(data[:64])
    if kind is None:
        raise UnsupportedFormat(file=name, found=describe(data[:1024]), accepted=ACCEPTED)
    with refusing(data, name, kind), ExitStack() as alone:
        return _picture(data, name, limits, kind, full=full, alone=alone)


def _picture(
    data: bytes, name: str, limits: Limits, kind: str, *, full: bool, alone: ExitStack
) -> Picture:
    """Open and load; of a giant `alone` takes the turn, and gives it back when all of this is freed."""
    # A WebP or GIF takes its memory when it is opened, the others when they are loaded.
    has_turn = _is_giant(claimed_size(data, kind) or (0, 0))
    if has_turn:
        alone.enter_context(_turn_of_giants())
    image = _opened(data, name, limits, kind)
    orientation = orientation_of(image) if kind == "JPEG" else 0
    size = image.size
    if kind == "JPEG":
        image.draft(None, _draft_size(size, limits, full=full))
    if _is_giant(size) and not has_turn:
        alone.enter_context(_turn_of_giants())
    image.load()
    facts = facts_of(image)
    orientation = orientation or orientation_of(image)
    if kind == "TIFF":
        size, orientation = image.size, 1  # the library has turned it while loading
    pixels = _pixels(image, orientation, shrink=not full and kind != "JPEG")
    width, height = size if orientation < 5 else size[::-1]
    return Picture(pixels, width, height, kind, facts)


def _opened(data: bytes, name: str, limits: Limits, kind: str) -> Image.Image:
    """Open, which reads the header alone, and hold what it claims against the limits."""
    check_claim(data, name, limits, kind)
    image = Image.open(BytesIO(data), formats=[_PLUGINS[kind]])
    check_header(image, data, name, limits, kind)
    return image


def _draft_size(size: tuple[int, int], limits: Limits, *, full: bool) -> tuple[int, int]:
    """Return what to ask of `draft` so that it takes the smallest scale that is allowed."""
    width, height = size
    for scale in (1, 2, 4, 8) if full else (8, 4, 2, 1):
        pixels = width * height // scale**2
        if pixels <= limits.pixels if full else -(-min(size) // scale) >= SHORT_SIDE:
            return max(width // scale, 1), max(height // scale, 1)
    return size


def _pixels(image: Image.Image, orientation: int, *, shrink: bool) -> NDArray[np.uint8]:
    # Turned before it is shrunk: the squares then lie the same for every orientation.
    turned = eight_bits(upright(image, orientation))
    factor = min(turned.size) // SHORT_SIDE
    if shrink and factor > 1:
        turned = turned.reduce(factor)
    return np.array(srgb_on_white(turned, image.info.get("icc_profile")))


def _is_giant(size: tuple[int, int]) -> bool:
    return size[0] * size[1] > GIANT


@contextmanager
def _turn_of_giants() -> Iterator[None]:
    with _giants, ExitStack() as held:
        with suppress(OSError):  # no folder to lock in: then each process keeps to itself
            held.enter_context(file_lock(giants_lock(), wait=True))
        held.callback(_give_memory_back, 0)
        yield


def giants_lock() -> Path:
    """Return the file that the processes of this user lock while they decode a giant."""
    return Path(gettempdir()) / f"lookalike-{os.getuid()}-giants.lock"
