"""The drawn collection as a source: listed at once, drawn only when read."""

from collections.abc import Iterator

import cv2

from lookalike.core.document import FileEntry
from lookalike.core.errors import ImageRefused
from lookalike.core.texts import N_, _
from lookalike.sources.base import ALL, Found, Skipped
from lookalike.sources.drawn.caption import caption, stem, tags
from lookalike.sources.drawn.drawing import DEMO_SEEDS, paint
from lookalike.sources.drawn.light import Pixels
from lookalike.sources.drawn.plan import Plan, plan
from lookalike.sources.opening import too_many_bytes

SCHEME = "drawn://demo/"
VERSION = 1
"""Raised with every change that alters a drawing: entries of another version are drawn again."""

_PUBLISHED = 1_767_225_600.0
_NOT_DRAWN = N_("it is not one of the drawn pictures")
_OPTIONS = {
    ".jpg": (cv2.IMWRITE_JPEG_QUALITY, 92),
    ".png": (cv2.IMWRITE_PNG_COMPRESSION, 1),
    ".webp": (cv2.IMWRITE_WEBP_QUALITY, 86),
}


class DrawnSource:
    """Pictures by their seeds, those of the demo where nothing is said; implements Source.

    A picture's uri is `drawn://demo/<seed>`: it is no file and no address, and nothing but its seed
    is needed to have it again. Its size is not known before it is drawn and is stated as 0; its time
    stands for the VERSION of the drawings. So a second run finds all unchanged and draws nothing.
    """

    options = ALL

    def __init__(self, seeds: range = DEMO_SEEDS) -> None:
        """Take the pictures of `seeds`; those of the demo are never learned from."""
        self._seeds = seeds

    @property
    def uri(self) -> str:
        """The collection of all drawings, however many are taken of it."""
        return SCHEME

    def __iter__(self) -> Iterator[Found | Skipped]:
        """Yield every picture with its category, caption, tags and file name; nothing is drawn."""
        for seed in self._seeds:
            yield Found(self._entry(seed))

    def read(self, found: Found, limit: int) -> bytes:
        """Draw one picture and return it as a file of the format its name says.

        Raises ImageRefused for what is no picture of this source, ImageTooLarge above `limit`.
        """
        entry = found.entry
        seed = _seed_of(entry.uri)
        if seed not in self._seeds:
            raise ImageRefused(file=entry.filename, reason=_(_NOT_DRAWN))
        planned = plan(seed)
        data = encode(paint(planned), _ending(planned))
        if len(data) > limit:
            raise too_many_bytes(entry.filename, len(data), limit)
        return data

    def _entry(self, seed: int) -> FileEntry:
        planned = plan(seed)
        return FileEntry(
            uri=f"{SCHEME}{seed}",
            size=0,
            mtime=_PUBLISHED + VERSION,
            folder=planned.subject.folder,
            filename=stem(planned) + _ending(planned),
            category=planned.subject.category,
            tags=tags(planned),
            caption=caption(planned),
            source=self.uri,
        )


def encode(image: Pixels, ending: str) -> bytes:
    """Return an RGB image as the bytes of a file; `ending` is .jpg, .png or .webp."""
    done, data = cv2.imencode(ending, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), _OPTIONS[ending])
    if not done:
        raise ImageRefused(file=ending, reason=_(_NOT_DRAWN))
    return data.tobytes()


def _ending(planned: Plan) -> str:
    """Return the format that suits: PNG where there is no grain, else JPEG, now and then WebP."""
    if planned.surface == "smooth":
        return ".png"
    return ".webp" if planned.seed % 20 == 7 else ".jpg"


def _seed_of(uri: str) -> int:
    digits = uri.removeprefix(SCHEME)
    return int(digits) if uri.startswith(SCHEME) and digits.isdecimal() else -1
