"""Writing trees of files, and reading what a source says of them."""

import os
from collections import Counter
from pathlib import Path

from lookalike.sources.base import Found, Options, Skipped
from lookalike.sources.folder import FolderSource

PNG = b"\x89PNG\r\n\x1a\n"
LIMIT = 1_000_000


def is_png(name: str, head: bytes) -> bool:
    """Stand in for the image door: a PNG by its name or by its first bytes."""
    return name.lower().endswith(".png") or head.startswith(PNG)


def folder(root, **options) -> FolderSource:
    """Make the source under test."""
    return FolderSource(root, is_candidate=is_png, options=Options(**options))


def write(path: Path, data: bytes = PNG) -> Path:
    """Write a file, its folders too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def named(folder: Path, *names: bytes) -> Path:
    """Return the path of a name in raw bytes."""
    return folder.joinpath(*map(os.fsdecode, names))


def candidates(source: FolderSource) -> list[Found]:
    """Return what the source found."""
    return [each for each in source if isinstance(each, Found)]


def paths(source: FolderSource) -> list[str]:
    """Return the candidates as shown paths relative to the source, in the order they came."""
    entries = [each.entry for each in candidates(source)]
    return ["/".join(filter(None, (entry.folder, entry.filename))) for entry in entries]


def reasons(source: FolderSource) -> Counter[str]:
    """Count what was skipped, by reason."""
    return Counter(each.reason for each in source if isinstance(each, Skipped))
