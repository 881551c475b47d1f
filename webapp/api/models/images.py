"""Images of a collection, and what is added to it."""

from datetime import datetime
from typing import ClassVar, Self

from flask_openapi3.models.file import FileStorage
from pydantic import Field

from lookalike.core.document import Document, Location
from webapp.api.models.base import HIDDEN, Form, Output


class File(Output):
    """One place where the bytes of an image were found."""

    uri: str | None = Field(description=HIDDEN)
    source: str | None = Field(description=HIDDEN)
    size: int
    mtime: float
    folder: str
    filename: str
    category: str | None
    tags: list[str]
    caption: str | None


class Image(Output):
    """An image and what is known of it."""

    id: str
    files: list[File]
    category: list[str]
    tags: list[str]
    captions: list[str]
    filenames: list[str]
    width: int
    height: int
    format: str
    bytes: int
    taken_at: datetime | None
    taken_at_assumed_utc: bool
    location: Location | None
    camera: str | None
    perceptual_hash: str | None
    colours: list[str]
    ingested_at: datetime | None
    notes: list[str]
    thumbnail: str = Field(description="address of a copy with 320 pixels on the longest side")

    @classmethod
    def of(cls, document: Document, thumbnail: str, *, show_paths: bool) -> Self:
        """Return a document as the API shows it."""
        known = document.model_dump()
        if not show_paths:
            known["files"] = [each | {"uri": None, "source": None} for each in known["files"]]
        shown = ("category", "tags", "captions", "filenames")
        return cls(
            **known, **{name: getattr(document, name) for name in shown}, thumbnail=thumbnail
        )


class Images(Output):
    """A page of a collection's images."""

    collection: str
    total: int
    next: int | None = Field(description="number of the next page")
    images: list[Image]


class QueryForm(Form):
    """An image to search with."""

    image: FileStorage


class StoredQuery(Output):
    """An upload, kept a day."""

    token: str
    like: str = Field(description="how the parameters `like` and `not` name it")
    thumbnail: str = Field(description="address of its small copy")


class AddForm(Form):
    """Images, or ZIPs of images, to add."""

    files_in: ClassVar[str] = "files"

    files: list[FileStorage] = Field(min_length=1)
    category: str | None = Field(
        None, max_length=200, description="of all of them; else a ZIP's folders are the categories"
    )
