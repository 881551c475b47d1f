"""What the page of an image says of it: plain values, ready for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from lookalike.core.document import Document, FileEntry, Location
from lookalike.core.files import FILE_SCHEME, shown, uri_to_path
from lookalike.search.engine import Collection
from webapp.cards import address_in
from webapp.forms import MAX_WORDS, Asked

PUBLIC_MAP = (
    "https://www.openstreetmap.org/?mlat={lat:.5f}&mlon={lon:.5f}#map=13/{lat:.5f}/{lon:.5f}"
)

Word = tuple[str, str]
"""A text with the address of a search for it, empty where none can be asked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture was taken.

    `text`: latitude and longitude in degrees; `x`, `y`: on a plate carrée of 360 x 180, from its
    upper left; `address`: on a public map.
    """

    text: str
    x: float
    y: float
    address: str


@dataclass(frozen=True, slots=True)
class FoundAt:
    """One place where the bytes are: `path` is empty where it may not be shown or there is none."""

    name: str
    folder: Word | None
    path: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of an image; what is not known is empty, None or 0.

    `vectors`: ids of encoders, each with the state of their vectors, `ready` or `filling`.
    """

    width: int
    height: int
    bytes: int
    format: Word | None
    taken_at: datetime | None
    taken_on: str
    assumed_utc: bool
    camera: Word | None
    place: Place | None
    colours: Sequence[str]
    categories: Sequence[Word]
    tags: Sequence[Word]
    captions: Sequence[Word]
    vectors: Sequence[tuple[str, str]]
    files: Sequence[FoundAt]
    notes: Sequence[str]
    ingested_at: datetime | None


def facts_of(
    collection: Collection, document: Document, *, show_paths: bool, lacks: str = ""
) -> Facts:
    """Return the facts of a document; full paths only where `show_paths` is on.

    It counts as having vectors of every encoder of its collection but the one it `lacks`.
    """
    name = collection.name
    return Facts(
        width=document.width,
        height=document.height,
        bytes=document.bytes or max((file.size for file in document.files), default=0),
        format=_only(name, "format", document.format),
        taken_at=document.taken_at,
        taken_on=_day(name, document.taken_at),
        assumed_utc=document.taken_at_assumed_utc,
        camera=_only(name, "camera", document.camera),
        place=_place(document.location),
        colours=document.colours,
        categories=_words(name, "category", document.category),
        tags=_words(name, "tags", document.tags),
        captions=[(each, _search(name, Asked(q=each))) for each in document.captions],
        vectors=[
            (field.encoder, field.state)
            for field in collection.encoders.values()
            if field.encoder != lacks
        ],
        files=[_found_at(name, each, show_paths) for each in document.files],
        notes=document.notes,
        ingested_at=document.ingested_at,
    )


def path_of(uri: str) -> str:
    """Return the path that a `file://` uri names, as text; of a member of an archive `archive › member`.

    An address of the web is itself; all else is no path and empty.
    """
    if uri.startswith(("http://", "https://")):
        return uri
    if not uri.startswith(FILE_SCHEME):
        return ""
    archive, _hash, member = uri.partition("#")
    path = shown(uri_to_path(archive))
    return f"{path} › {unquote(member, errors='replace')}" if member else path


def _found_at(collection: str, file: FileEntry, show_paths: bool) -> FoundAt:
    path = path_of(file.uri) if show_paths else ""
    return FoundAt(file.filename, _only(collection, "folder", file.folder), path)


def _place(location: Location | None) -> Place | None:
    if location is None:
        return None
    return Place(
        text=f"{location.lat:.4f}, {location.lon:.4f}",
        x=round(location.lon + 180, 1),
        y=round(90 - location.lat, 1),
        address=PUBLIC_MAP.format(lat=location.lat, lon=location.lon),
    )


def _day(collection: str, moment: datetime | None) -> str:
    return _search(collection, Asked(where=(f"taken_at={moment:%Y-%m-%d}",))) if moment else ""


def _words(collection: str, field: str, values: Sequence[str]) -> list[Word]:
    return [(each, _filtered(collection, field, each)) for each in values]


def _only(collection: str, field: str, value: str | None) -> Word | None:
    return (value, _filtered(collection, field, value)) if value else None


def _filtered(collection: str, field: str, value: str) -> str:
    return _search(collection, Asked(where=(f"{field}={value}",)))


def _search(collection: str, asked: Asked) -> str:
    """Return the address of a search, or nothing where it holds more than can be asked."""
    if any(len(text) > MAX_WORDS for text in (asked.q, *asked.where)):
        return ""
    return address_in(collection)(asked)
