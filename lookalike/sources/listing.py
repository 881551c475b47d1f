"""Roots and folders: where a source begins, and what one folder holds."""

# pathlib knows no raw bytes, and names need not be UTF-8:
# ruff: noqa: PTH116

import os
import stat
from pathlib import Path
from typing import Literal

from lookalike.core.errors import SourceRefused
from lookalike.core.files import shown
from lookalike.core.texts import N_, _
from lookalike.sources import reasons

Kind = Literal["folder", "file", "link", "other"]

_NOT_THERE = N_("there is no such file or folder")
_NOT_A_PATH = N_("it is not a path")


def resolve_root(root: Path | str | bytes) -> bytes:
    """Return the absolute path that `root` leads to; SourceRefused where it leads nowhere."""
    try:
        raw = os.fsencode(root)
        if not raw:
            raise ValueError(root)  # noqa: TRY301 - realpath would take it for the current folder
        return os.path.realpath(raw, strict=True)
    except ValueError as error:
        raise SourceRefused(source=repr(root), reason=_(_NOT_A_PATH)) from error
    except OSError as error:
        raise _refused(os.fsencode(root), error) from error


def is_file(root: bytes) -> bool:
    """Say whether a root is a file, not a folder; SourceRefused where it is neither."""
    try:
        mode = os.stat(root).st_mode
    except OSError as error:
        raise _refused(root, error) from error
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise SourceRefused(source=shown(root), reason=_(reasons.NOT_A_FILE))
    return stat.S_ISREG(mode)


def _refused(root: bytes, error: OSError) -> SourceRefused:
    reason = _NOT_THERE if isinstance(error, FileNotFoundError) else reasons.of(error)
    return SourceRefused(source=shown(root), reason=_(reason))


def list_root(root: bytes) -> list[tuple[bytes, Kind]]:
    """Return what `list_folder` does; SourceRefused where the root cannot be listed."""
    try:
        return list_folder(root)
    except OSError as error:
        raise _refused(root, error) from error


def list_folder(folder: bytes) -> list[tuple[bytes, Kind]]:
    """Return (name, kind) of all that is in one folder, by the bytes of the names; raises OSError."""
    with os.scandir(folder) as entries:
        return sorted((entry.name, _kind(entry)) for entry in entries)


def _kind(entry: "os.DirEntry[bytes]") -> Kind:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"
