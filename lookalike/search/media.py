"""Where the data folder keeps what it has of a collection; originals of others are never copied."""

import re
from collections.abc import Iterable
from pathlib import Path

from lookalike.core.errors import NotFound

THUMBNAIL = 320
LARGE = 1280

_ID = re.compile(r"[0-9a-f]{64}\Z")


def collection_folder(data: Path, uid: str) -> Path:
    """Return the folder of one collection in the data folder, whatever the engine."""
    return data / "collections" / uid


def reports_folder(data: Path, uid: str) -> Path:
    """Return the folder with the reports of one collection, there or not."""
    return data / "reports" / uid


def added_folder(data: Path, uid: str) -> Path:
    """Return the folder with the files that were added to a collection on the site."""
    return collection_folder(data, uid) / "added"


def media_path(data: Path, uid: str, document_id: str, size: int = THUMBNAIL) -> Path:
    """Return the path of a WebP copy with `size` pixels on its longest side; NotFound for no id."""
    if not _ID.match(document_id):
        raise NotFound(kind="image", name=document_id)
    folder = collection_folder(data, uid) / "media" / document_id[:2]
    return folder / f"{document_id}-{size}.webp"


def forget_copies(data: Path, uid: str, ids: Iterable[str]) -> None:
    """Delete all WebP copies of documents that have gone."""
    for gone in ids:
        for path in media_path(data, uid, gone).parent.glob(f"{gone}-*.webp"):
            path.unlink(missing_ok=True)
