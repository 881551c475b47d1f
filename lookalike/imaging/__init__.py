"""The one door for foreign bytes: sniff, bound, decode, orient; thumbnails, hashes, EXIF."""

from lookalike.imaging.decode import Limits, Picture, decode
from lookalike.imaging.derive import Derived, as_jpeg, derive, preview
from lookalike.imaging.exif import Facts
from lookalike.imaging.sniff import ACCEPTED, is_candidate

__all__ = [
    "ACCEPTED",
    "Derived",
    "Facts",
    "Limits",
    "Picture",
    "as_jpeg",
    "decode",
    "derive",
    "is_candidate",
    "preview",
]
