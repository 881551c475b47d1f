"""What the camera wrote: date, place, its name. Nothing in here may be trusted to be of its type."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from PIL import Image
from pydantic import ValidationError

from lookalike.core.document import Location

MAX_CAMERA = 200

_ORIENTATION, _MAKE, _MODEL, _CHANGED = 0x0112, 0x010F, 0x0110, 0x0132
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_DATES = ((0x9003, 0x9011), (0x9004, 0x9012))  # original, digitised: each with its offset
_OFFSET = 0x9010
_DATE = re.compile(r"(\d{4})\D(\d\d)\D(\d\d)[ T](\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"([+-])(\d\d):?(\d\d)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a picture beside its pixels; `notes` name what was there but impossible."""

    taken_at: datetime | None = None
    taken_at_assumed_utc: bool = False
    location: Location | None = None
    camera: str | None = None
    notes: tuple[str, ...] = ()


def orientation_of(image: Image.Image) -> int:
    """Return the EXIF orientation 1 to 8; 1 where there is none or another."""
    value = _tags(image).get(_ORIENTATION)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def facts_of(image: Image.Image) -> Facts:
    """Return the facts in the EXIF of an opened image; hostile values never raise."""
    tags = _tags(image)
    if not tags:
        return Facts()
    notes: list[str] = []
    taken_at, assumed = _date({**tags, **_directory(image, _EXIF_IFD)}, notes)
    location = _location(_directory(image, _GPS_IFD), notes)
    return Facts(taken_at, assumed, location, _camera(tags), tuple(notes))


def _tags(image: Image.Image) -> Mapping[int, Any]:
    try:
        return dict(image.getexif())
    except Exception:  # noqa: BLE001 - damaged EXIF is as none
        return {}


def _directory(image: Image.Image, ifd: int) -> Mapping[int, Any]:
    try:
        return dict(image.getexif().get_ifd(ifd))
    except Exception:  # noqa: BLE001 - damaged EXIF is as none
        return {}


def _date(tags: Mapping[int, Any], notes: list[str]) -> tuple[datetime | None, bool]:
    """Return the date, and whether UTC was assumed; a date nobody set is none at all."""
    for date, offset in (*_DATES, (_CHANGED, _OFFSET)):
        text = _text(tags.get(date))
        if not text.strip(" :"):
            continue
        zone = _zone(_text(tags.get(offset)))
        try:
            return _moment(text, zone or UTC), zone is None
        except ValueError:
            notes.append("date dropped: not a date")
    return None, False


def _moment(text: str, zone: timezone) -> datetime:
    parts = _DATE.match(text)
    if parts is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = map(int, parts.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)


def _zone(text: str) -> timezone | None:
    if text == "Z":
        return UTC
    parts = _ZONE.fullmatch(text)
    if parts is None:
        return None
    offset = timedelta(hours=int(parts[2]), minutes=int(parts[3]))
    return timezone(-offset if parts[1] == "-" else offset) if offset < timedelta(days=1) else None


def _location(gps: Mapping[int, Any], notes: list[str]) -> Location | None:
    """Return the place of GPS tags 1 to 4 (Exif 3.0, 4.6.6): degrees, minutes, seconds and side."""
    north, lat, east, lon = (gps.get(tag) for tag in (1, 2, 3, 4))
    if lat is None or lon is None:
        return None
    signs = {"N": 1, "S": -1, "E": 1, "W": -1}
    try:
        return Location(
            lat=signs[_text(north)[:1].upper()] * _degrees(lat),
            lon=signs[_text(east)[:1].upper()] * _degrees(lon),
        )
    except (ValidationError, ArithmeticError, LookupError, TypeError, ValueError):
        notes.append("place dropped: not a place on earth")
        return None


def _degrees(value: Any) -> float:
    parts = value if isinstance(value, tuple) else (value,)
    degrees = math.fsum(float(part) / 60**power for power, part in enumerate(parts[:3]))
    if not math.isfinite(degrees):
        raise ValueError(degrees)
    return degrees


def _camera(tags: Mapping[int, Any]) -> str | None:
    make, model = _text(tags.get(_MAKE)), _text(tags.get(_MODEL))
    if make and not model.casefold().startswith(make.casefold()):
        model = f"{make} {model}"
    return model.strip()[:MAX_CAMERA] or None


def _text(value: object) -> str:
    """Return a value as one clean line: bytes or text up to the first NUL, "" for anything else.

    The standard says ASCII, cameras write UTF-8, and the library reads Latin-1.
    """
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    if not isinstance(value, bytes):
        return ""
    raw = value[:1000].split(b"\0", 1)[0]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
