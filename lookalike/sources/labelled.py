"""Images with what is known of them: a folder or ZIP with one folder a category, or a CSV."""

# pathlib knows no raw bytes, and would follow `..` through links:
# ruff: noqa: PTH116, PTH118, PTH120

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from lookalike.core.errors import BadRequest, ImageRefused
from lookalike.core.files import path_to_uri, shown
from lookalike.core.texts import N_, _
from lookalike.sources import reasons
from lookalike.sources.base import Found, IsCandidate, Skipped, Source
from lookalike.sources.listing import resolve_root
from lookalike.sources.named import place_of, source_at
from lookalike.sources.opening import is_within, read_whole
from lookalike.sources.table import Row, Table, is_table

Need = Literal["category", "captions"]

_COLUMN = {"category": "category", "captions": "caption"}
_HARMLESS = {reasons.NOT_AN_IMAGE, reasons.HIDDEN, reasons.EXCLUDED, reasons.LINK_TO_FOLDER}

_NO_CAPTIONS = N_(
    "a folder or ZIP holds no captions; give a CSV with the columns image and caption"
)
_ADDRESS = N_(
    "“{image}” is an address, and addresses are not fetched yet; download the images and name files"
)
_CONTRADICTS = N_("“{image}” is “{found}” here and “{before}” in a row above")
_OUTSIDE = N_("it lies outside of the folder of the CSV that names it")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One image with what is known of it; `read(limit)` gives its bytes or raises ImageRefused.

    `name`: as people know it, the path below the folder or the cell of the CSV; for messages.
    `split`: as the CSV has it, in lower case. `version`: differs where the bytes may differ.
    """

    uri: str
    name: str
    category: str | None
    captions: tuple[str, ...]
    split: str | None
    read: Callable[[int], bytes]
    version: str = ""


def labelled_at(
    path: Path | str | bytes, *, is_candidate: IsCandidate, need: Need | None = None
) -> Iterator[Labelled]:
    """Return the images of a folder or ZIP by their first folder, or of a CSV, in a fixed order.

    A CSV names its images below its own folder, or by absolute paths; several rows of one image
    give it several captions. What it names need not be there: `read` tells. What is found but
    cannot be read, a link out of the folder say, comes too and is refused by its `read`.
    SourceRefused, at once: no such thing, or a CSV without the column; for a row of one while it is
    iterated. BadRequest for captions of what holds none.
    """
    root = resolve_root(path)
    if is_table(root):
        return _of_table(Table(root, [_COLUMN[need]] if need else []), os.path.dirname(root))
    if need == "captions":
        raise BadRequest(field=shown(root), reason=_(_NO_CAPTIONS))
    return labelled_of(source_at(root, is_candidate=is_candidate))


def labelled_of(source: Source) -> Iterator[Labelled]:
    """Yield the images of a source; what was found but cannot be read comes too."""
    for each in source:
        if isinstance(each, Found):
            entry = each.entry
            yield Labelled(
                uri=entry.uri,
                name="/".join(filter(None, (entry.folder, entry.filename))),
                category=entry.category,
                captions=(),
                split=None,
                read=partial(source.read, each),
                version=f"{entry.size} {entry.mtime}",
            )
        elif each.reason not in _HARMLESS:
            yield _unreadable(each, source.uri)


def _unreadable(skipped: Skipped, source: str) -> Labelled:
    name = "/".join(filter(None, place_of(skipped.uri, source)))
    read = partial(_refuse, name, skipped.reason)
    return Labelled(skipped.uri, name, None, (), None, read)


def _refuse(name: str, reason: str, _limit: int) -> bytes:
    raise ImageRefused(file=name, reason=_(reason))


@dataclass(slots=True)
class _Known:
    """What the rows of one image say of it together."""

    name: str
    category: str | None
    captions: list[str]
    split: str | None


def _of_table(table: Table, folder: bytes) -> Iterator[Labelled]:
    known: dict[bytes, _Known] = {}
    for row in table:
        if row.image.lower().startswith(("http://", "https://")):
            table.refuse(_(_ADDRESS).format(image=row.image[:200]), row.line)
        # As text, so that `./a.jpg` and `a.jpg` are one image.
        path = os.path.normpath(os.path.join(folder, row.image.encode()))
        before = known.setdefault(path, _Known(row.image, row.category, [], row.split))
        before.category = _agreed(table, row, row.category, before.category)
        before.split = _agreed(table, row, row.split, before.split)
        if row.caption and row.caption not in before.captions:
            before.captions.append(row.caption)
    for path, each in known.items():
        yield Labelled(
            uri=path_to_uri(path),
            name=each.name,
            category=each.category,
            captions=tuple(each.captions),
            split=each.split,
            read=partial(_read, path, folder, each.name),
            version=_version(path),
        )


def _agreed(table: Table, row: Row, found: str | None, before: str | None) -> str | None:
    """Return what two rows of one image say; SourceRefused where they contradict each other."""
    if found and before and found != before:
        reason = _(_CONTRADICTS).format(image=row.image, found=found, before=before)
        table.refuse(reason, row.line)
    return before or found


def _read(path: bytes, folder: bytes, name: str, limit: int) -> bytes:
    """Return the bytes; a relative name must stay below the folder, an absolute one may lead anywhere."""
    if name.startswith("/"):
        return read_whole(path, os.path.realpath(path), limit, name)
    if not is_within(path, folder):
        raise ImageRefused(file=name, reason=_(_OUTSIDE))
    return read_whole(path, folder, limit, name)


def _version(path: bytes) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime}"
