"""Sources and their files by uri: what was ingested once can be read again."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from lookalike.core.document import FileEntry
from lookalike.core.errors import BadInput, ImageRefused, SourceRefused
from lookalike.core.files import FILE_SCHEME, is_own_file, shown, uri_to_path
from lookalike.core.texts import N_, _
from lookalike.sources import added
from lookalike.sources.added import AddedSource, added_path, read_added
from lookalike.sources.archive import ArchiveSource, is_archive, opened, read_member
from lookalike.sources.base import ALL, Found, IsCandidate, Options, Source
from lookalike.sources.folder import FolderSource
from lookalike.sources.listing import resolve_root
from lookalike.sources.opening import read_whole
from lookalike.sources.zipped import Zip

DRAWN = "drawn://demo"

OpenArchive = Callable[[bytes], Zip]

_UNKNOWN = N_(
    "it is neither a folder, a file or a ZIP on this machine, nor anything else known here"
)
_NOT_HERE = N_("it is not on this machine")


def source_at(
    path: Path | str | bytes, *, is_candidate: IsCandidate, options: Options = ALL
) -> FolderSource | ArchiveSource:
    """Return the folder, file or ZIP at a path on this machine; SourceRefused where there is none."""
    kind = ArchiveSource if is_archive(resolve_root(path)) else FolderSource
    return kind(path, is_candidate=is_candidate, options=options)


def source_of(
    uri: str, added_root: Path, *, is_candidate: IsCandidate, options: Options = ALL
) -> Source:
    """Return the source that its uri names; SourceRefused where it is unknown or not there any more.

    `added_root`: where what was added to the collection in question is kept. `options`: those of
    the run that is to be repeated; what was added and what is drawn has none.
    """
    if uri.startswith(added.SCHEME):
        return AddedSource(added_root, uri.removeprefix(added.SCHEME))
    if uri.rstrip("/") == DRAWN:
        from lookalike.sources.drawn import DrawnSource

        return DrawnSource()
    if is_own_file(uri) and (path := uri_to_path(uri)).startswith(b"/"):
        return source_at(path, is_candidate=is_candidate, options=options)
    raise SourceRefused(source=uri, reason=_(_UNKNOWN))


def read_uri(
    uri: str, added_root: Path, limit: int, *, open_archive: OpenArchive = opened
) -> bytes:
    """Return the bytes of one file that a source listed, wherever they are, at most `limit`.

    Whoever reads many gives an `open_archive` that remembers. Raises ImageRefused, SourceRefused
    where they cannot be read, with the reason.
    """
    if uri.startswith(added.SCHEME):
        return read_added(added_root, uri, limit)
    if uri.startswith(f"{DRAWN}/"):
        from lookalike.sources.drawn import DrawnSource

        return DrawnSource().read(Found(FileEntry(uri=uri, size=0, filename=uri)), limit)
    if not uri.startswith(f"{FILE_SCHEME}/"):
        raise ImageRefused(file=uri, reason=_(_NOT_HERE))
    path = _path_of(uri)
    if is_own_file(uri):
        return read_whole(path, path, limit, shown(path.rpartition(b"/")[2]))
    return read_member(open_archive(path), uri, limit)


def is_there(file: FileEntry, added_root: Path) -> bool:
    """Say whether a file that a source listed is there with as many bytes; none of them is read.

    Of a member the archive is looked for alone.
    """
    uri = file.uri
    try:
        if uri.startswith(added.SCHEME):
            return added_path(added_root, uri).stat().st_size == file.size
        if uri.startswith(f"{FILE_SCHEME}/"):
            path = Path(os.fsdecode(_path_of(uri)))
            return path.is_file() and (not is_own_file(uri) or path.stat().st_size == file.size)
    except (BadInput, OSError):
        return False
    return uri.startswith(f"{DRAWN}/")


def _path_of(uri: str) -> bytes:
    """Return where the path of a `file://` uri, or of a member's archive, leads; SourceRefused."""
    return resolve_root(uri_to_path(uri.partition("#")[0]))


def place_of(uri: str, source: str) -> tuple[str, str]:
    """Return folder and name of a file of `source`, the folder relative to it, as people know them."""
    inside = uri.removeprefix(source).lstrip("/#") if uri.startswith(source) else ""
    if uri.startswith(added.SCHEME):
        inside = inside.partition("/")[2]  # its number is ours
    folder, _slash, name = unquote(inside or uri.rpartition("/")[2]).rpartition("/")
    return folder, name
