"""Documents as Elasticsearch stores them: `_source`, its parts, and back."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from lookalike.core.document import Document
from lookalike.core.vectors import Rows
from lookalike.search.sorting import sort_name
from lookalike.search.words import document_words

KNOWN = (
    "files",
    "width",
    "height",
    "format",
    "bytes",
    "taken_at",
    "taken_at_assumed_utc",
    "location",
    "camera",
    "perceptual_hash",
    "colour",
    "ingested_at",
    "notes",
)


def source_of(document: Document) -> dict[str, Any]:
    """Return the `_source` of a new document, without its vectors; what is not known is left out."""
    source: dict[str, Any] = {
        "id": document.id,
        **file_part(document),
        "width": document.width,
        "height": document.height,
        "bytes": document.bytes,
        "format": document.format,
        "camera": document.camera,
        "colour": list(document.colours),
        "taken_at": _moment(document.taken_at),
        "taken_at_assumed_utc": document.taken_at_assumed_utc,
        "ingested_at": _moment(document.ingested_at),
        "location": document.location and document.location.model_dump(),
        "perceptual_hash": document.perceptual_hash,
        "notes": list(document.notes),
    }
    return {key: value for key, value in source.items() if value not in (None, "", [])}


def file_part(document: Document) -> dict[str, Any]:
    """Return all that follows from a document's files: the part an update replaces."""
    return {
        "files": [file.model_dump(mode="json") for file in document.files],
        "file_count": len(document.files),
        "category": document.category,
        "tags": document.tags,
        "folder": document.folders,
        "filename": document.filenames,
        "sort_name": sort_name(document),
        "words": document_words(document),
    }


def document_of(id_: str, source: Mapping[str, Any]) -> Document:
    """Return the document of a `_source`; fields that are none of its own are left alone."""
    known = {key: source[key] for key in KNOWN if key in source}
    if "colour" in known:
        known["colours"] = known.pop("colour")
    return Document.model_validate({"id": id_, **known})


def packed(row: Rows, *, as_base64: bool) -> str | list[float]:
    """Return a row as Elasticsearch reads it: base64 of big-endian float32, or a list of numbers."""
    if as_base64:
        return base64.b64encode(np.asarray(row, ">f4").tobytes()).decode("ascii")
    return [float(number) for number in row]


def _moment(moment: datetime | None) -> str | None:
    """Return ISO 8601; an offset with seconds, which Elasticsearch cannot read, becomes UTC."""
    if moment is None:
        return None
    offset = moment.utcoffset()
    if offset is not None and (offset.microseconds or offset.seconds % 60):
        moment = moment.astimezone(UTC)
    return moment.isoformat()
