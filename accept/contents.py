"""What a collection holds, read through its engine, and how two collections differ."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from lookalike.core.document import FileEntry
from lookalike.core.settings import Settings
from lookalike.core.vectors import Rows
from lookalike.search.engine import Engine
from lookalike.search.engines import open_engine
from lookalike.search.media import collection_folder, media_path

AT_ONCE = 200
NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Contents:
    """Documents without `ingested_at`, vectors and digests of thumbnails, each by id.

    `listed` counts how often the engine lists each id; `media` holds the names of all media files.
    """

    documents: dict[str, dict[str, Any]]
    vectors: dict[str, Rows]
    thumbnails: dict[str, str]
    listed: Counter[str]
    media: frozenset[str]

    @property
    def uris(self) -> Counter[str]:
        """How often each place is listed."""
        return Counter(
            file["uri"] for document in self.documents.values() for file in document["files"]
        )

    def faults(self) -> list[str]:
        """Return what no collection may have: twins, orphans, documents without their parts."""
        ids = set(self.documents)
        named = {name.rsplit("-", 1)[0] for name in self.media if not name.startswith(".")}
        wrong = {
            "documents listed twice": [each for each, n in self.listed.items() if n != 1],
            "files listed twice": [uri for uri, n in self.uris.items() if n != 1],
            "documents without files": [k for k, d in self.documents.items() if not d["files"]],
            "documents without a vector": ids - self.vectors.keys(),
            "documents without a thumbnail": ids - self.thumbnails.keys(),
            "media without a document": named - ids,
        }
        return [f"{len(which)} {what}" for what, which in wrong.items() if which]


def contents(settings: Settings, name: str) -> Contents:
    """Read all that the collection `name` holds."""
    engine = open_engine(settings)
    try:
        return _contents(engine, settings, name)
    finally:
        engine.close()


def places(settings: Settings, name: str) -> dict[str, tuple[FileEntry, ...]]:
    """Return the files of every document, by id."""
    engine = open_engine(settings)
    try:
        return dict(engine.listing(name))
    finally:
        engine.close()


def _contents(engine: Engine, settings: Settings, name: str) -> Contents:
    collection = engine.collection(name)
    [field] = collection.encoders.values()
    listed = Counter(document_id for document_id, _files in engine.listing(name))
    ids = sorted(listed)
    documents: dict[str, dict[str, Any]] = {}
    vectors: dict[str, Rows] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        vectors |= engine.vectors(name, field.name, some)
        for key, document in engine.get(name, some).items():
            documents[key] = document.model_dump(mode="json", exclude={"ingested_at"})
    thumbnails = {}
    for key in ids:
        path = media_path(settings.data, collection.uid, key)
        if path.is_file():
            thumbnails[key] = hashlib.sha256(path.read_bytes()).hexdigest()
    folder = collection_folder(settings.data, collection.uid) / "media"
    media = frozenset(path.name for path in folder.rglob("*") if path.is_file())
    return Contents(documents, vectors, thumbnails, listed, media)


def differences(one: Contents, other: Contents) -> list[str]:
    """Say in which documents, vectors (more than 1e-6) and thumbnails two collections differ."""
    found = []
    for what, mine, theirs in (
        ("documents", one.documents, other.documents),
        ("thumbnails", one.thumbnails, other.thumbnails),
    ):
        differing = [k for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k)]
        if differing:
            found.append(f"{len(differing)} {what} differ")
    apart = farthest(one.vectors, other.vectors)
    if apart > NEARLY:
        found.append(f"vectors differ by up to {apart:.1e}")
    return found


def told(faults: list[str]) -> str:
    """Return `; ` and each fault, to end a figure with; nothing where there is none."""
    return "".join(f"; {each}" for each in faults)


def farthest(one: dict[str, Rows], other: dict[str, Rows]) -> float:
    """Return the largest difference of two numbers of the same row; infinite where rows miss."""
    if one.keys() != other.keys():
        return float("inf")
    return max((float(np.abs(one[key] - other[key]).max()) for key in one), default=0.0)
