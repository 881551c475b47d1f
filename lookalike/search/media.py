"""Where the site's own copies of pictures lie; originals are never copied."""

import re
from pathlib import Path

from lookalike.core.errors import NotFound

THUMBNAIL = 320

_ID = re.compile(r"[0-9a-f]{64}\Z")


def collection_folder(data: Path, uid: str) -> Path:
    """Return the folder of one collection in the data folder, whatever the engine."""
    return data / "collections" / uid


def media_path(data: Path, uid: str, document_id: str, size: int = THUMBNAIL) -> Path:
    """Return the path of a WebP copy with `size` pixels on its longest side; NotFound for no id."""
    if not _ID.match(document_id):
        raise NotFound(kind="image", name=document_id)
    folder = collection_folder(data, uid) / "media" / document_id[:2]
    return folder / f"{document_id}-{size}.webp"
