"""A document: one image by its bytes, with every place those bytes were found."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

MAX_TEXT = 8_000
MAX_NAME = 1_000
MAX_TAGS = 100
YEARS = range(1800, 2200)


class FileEntry(BaseModel):
    """One place where the bytes of a document were found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uri: str
    size: int = Field(ge=0, description="bytes")
    mtime: float = Field(0.0, description="seconds since 1970, UTC")
    folder: str = Field("", description="relative to the source, / between parts, no / at the ends")
    filename: str = ""
    category: str | None = None
    tags: tuple[str, ...] = ()
    caption: str | None = None
    source: str = Field("", description="uri of the source it came from")


class Location(BaseModel):
    """Where a picture was taken, in degrees (WGS 84)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)


class Document(BaseModel):
    """An image, its files and what is known of it.

    A value out of bounds (year 0, latitude 91, NaN, a caption of 40 kB) is dropped and named in
    `notes`; the image stays. So no engine ever meets a value another engine would reject.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{64}$", description="sha256 of the bytes")
    files: tuple[FileEntry, ...] = ()
    width: int = Field(0, ge=0, description="pixels, after orientation")
    height: int = Field(0, ge=0, description="pixels, after orientation")
    format: str = ""
    bytes: int = Field(0, ge=0)
    taken_at: datetime | None = None
    taken_at_assumed_utc: bool = Field(False, description="the camera gave no offset")
    location: Location | None = None
    camera: str | None = None
    perceptual_hash: str | None = Field(None, description="64 bits as 16 hex digits")
    colours: tuple[str, ...] = Field((), description="dominant ones, #rrggbb, most first")
    ingested_at: datetime | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _drop_what_is_out_of_bounds(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        kept, notes = dict(data), list(data.get("notes", ()))
        _bound_taken_at(kept, notes)
        _bound_location(kept, notes)
        kept["files"] = tuple(_bound_file(entry, notes) for entry in kept.get("files", ()))
        camera = kept.get("camera")
        if isinstance(camera, str) and len(camera) > MAX_NAME:
            kept["camera"] = None
            notes.append("camera dropped: too long")
        kept["notes"] = tuple(dict.fromkeys(notes))
        return kept

    @field_validator("files")
    @classmethod
    def _one_entry_per_uri(cls, files: tuple[FileEntry, ...]) -> tuple[FileEntry, ...]:
        return merge_files((), files)

    @property
    def category(self) -> list[str]:
        """The categories of its files, sorted."""
        return sorted({file.category for file in self.files if file.category})

    @property
    def tags(self) -> list[str]:
        """The tags of its files, sorted."""
        return sorted({tag for file in self.files for tag in file.tags if tag})

    @property
    def captions(self) -> list[str]:
        """The captions of its files, sorted."""
        return sorted({file.caption for file in self.files if file.caption})

    @property
    def filenames(self) -> list[str]:
        """The names of its files, sorted."""
        return sorted({file.filename for file in self.files if file.filename})

    @property
    def folders(self) -> list[str]:
        """The folders of its files, sorted."""
        return sorted({file.folder for file in self.files if file.folder})

    def with_files(self, files: Iterable[FileEntry]) -> Self:
        """Return the same document found at `files`."""
        return self.model_copy(update={"files": merge_files((), files)})


def merge_files(stored: Iterable[FileEntry], new: Iterable[FileEntry]) -> tuple[FileEntry, ...]:
    """Return the entries of both, one per uri (the new one counts), sorted by uri.

    The new ones come within the bounds of a document, whichever way they came.
    """
    bounded = (_bound_file(file, []) for file in new)
    by_uri = {file.uri: file for file in stored} | {file.uri: file for file in bounded}
    return tuple(by_uri[uri] for uri in sorted(by_uri))


def without_uris(files: Iterable[FileEntry], uris: Iterable[str]) -> tuple[FileEntry, ...]:
    """Return `files` but those at one of `uris`."""
    gone = set(uris)
    return tuple(file for file in files if file.uri not in gone)


def _bound_taken_at(kept: dict[str, Any], notes: list[str]) -> None:
    taken_at = kept.get("taken_at")
    if isinstance(taken_at, str):
        try:
            taken_at = datetime.fromisoformat(taken_at)
        except ValueError:
            taken_at = None
            notes.append("date dropped: not a date")
    if isinstance(taken_at, datetime):
        if taken_at.year not in YEARS:
            taken_at = None
            notes.append("date dropped: its year is impossible")
        elif taken_at.tzinfo is None:
            taken_at = taken_at.replace(tzinfo=UTC)
            kept["taken_at_assumed_utc"] = True
    kept["taken_at"] = taken_at


def _bound_location(kept: dict[str, Any], notes: list[str]) -> None:
    location = kept.get("location")
    if isinstance(location, Mapping):
        try:
            kept["location"] = Location.model_validate(location)
        except ValidationError:
            kept["location"] = None
            notes.append("place dropped: not a place on earth")


def _bound_file(entry: FileEntry | Mapping[str, Any], notes: list[str]) -> FileEntry:
    file = entry if isinstance(entry, FileEntry) else FileEntry.model_validate(entry)
    changes: dict[str, Any] = {}
    if file.caption is not None and len(file.caption) > MAX_TEXT:
        changes["caption"] = None
        notes.append("caption dropped: too long")
    if file.category is not None and len(file.category) > MAX_NAME:
        changes["category"] = None
        notes.append("category dropped: too long")
    tags = tuple(tag for tag in file.tags if len(tag) <= MAX_NAME)[:MAX_TAGS]
    if tags != file.tags:
        changes["tags"] = tags
        notes.append("tags dropped: too long or too many")
    return file.model_copy(update=changes) if changes else file
