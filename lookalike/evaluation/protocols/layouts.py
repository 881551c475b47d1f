"""Data sets in the layouts that people have them in: what of each is indexed, what is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lookalike.core.errors import SourceRefused
from lookalike.core.texts import N_, _
from lookalike.evaluation.protocols.batches import unpacked_batches
from lookalike.evaluation.protocols.protocol import Data, Layout, Protocol, classes_of
from lookalike.evaluation.protocols.unpacking import unpacked_zip
from lookalike.imaging import is_candidate
from lookalike.sources.base import Found, Source
from lookalike.sources.datasets.lists import class_names, pairs
from lookalike.sources.datasets.part import LEAVE_OUT
from lookalike.sources.datasets.place import Place
from lookalike.sources.labelled import Labelled, labelled_of
from lookalike.sources.table import Table

_MISSING = N_("{count} of the {all} classes that are asked for are not there: {names}")
_TINY = ("train/", "val/", "wnids.txt", "words.txt")
SHOWN = 5


@dataclass(frozen=True)
class DataSet:
    """`index`: what is searched; `asking`: the images to ask with, the captions to ask by on them."""

    index: Source
    asking: Callable[[], Iterator[Labelled]]


def data_set(protocol: Protocol, data: Data, path: Path, scratch: Path) -> DataSet:
    """Open the data of a protocol that lie at `path`; what must be unpacked goes below `scratch`.

    Raises SourceRefused where they are not what they should be.
    """
    return _LAYOUTS[data.layout](protocol, data, path, scratch)


_place = partial(Place, is_candidate=is_candidate)


def _folders(protocol: Protocol, data: Data, path: Path, _scratch: Path) -> DataSet:
    return _of_folders(_place(path), protocol, data.index, data.queries or data.index)


def _batches(protocol: Protocol, data: Data, path: Path, scratch: Path) -> DataSet:
    place = _place(unpacked_batches(path, data.classes, scratch))
    return _of_folders(place, protocol, "train", "test")


def _of_folders(place: Place, protocol: Protocol, index: str, queries: str) -> DataSet:
    indexed = place.images(index, classes_of(protocol.index_classes))
    asked = classes_of(protocol.query_classes)
    _check_classes(indexed, asked or classes_of(protocol.index_classes), place.path)
    asking = place.images(queries, asked) if asked or queries != index else indexed
    return DataSet(indexed, lambda: labelled_of(asking))


def _check_classes(source: Source, wanted: tuple[str, ...], path: Path) -> None:
    if not wanted:
        return
    there = {each.entry.category for each in source if isinstance(each, Found)}
    absent = [each for each in wanted if each not in there]
    if absent:
        names = ", ".join(absent[:SHOWN]) + (", ..." if len(absent) > SHOWN else "")
        reason = _(_MISSING).format(count=len(absent), all=len(wanted), names=names)
        raise SourceRefused(source=str(path), reason=reason)


def _tiny_imagenet(_protocol: Protocol, data: Data, path: Path, scratch: Path) -> DataSet:
    root = f"{data.index}/" if data.index else ""
    try:
        place = _place(path)
    except SourceRefused:  # it has more files than are read in place, or is damaged
        place = _place(unpacked_zip(path, tuple(root + each for each in _TINY), scratch))
    names = class_names(place, root)
    shown = dict(pairs(place, f"{root}val/val_annotations.txt"))

    def by_folder(folder: str | None, _filename: str) -> str | None:
        return names.get(folder or "")

    def by_list(_folder: str | None, filename: str) -> str | None:
        return names.get(shown.get(filename, ""))

    asking = place.images(f"{root}val", label=by_list)
    return DataSet(place.images(f"{root}train", label=by_folder), lambda: labelled_of(asking))


def _captions(_protocol: Protocol, data: Data, path: Path, _scratch: Path) -> DataSet:
    place = _place(path)
    index = place.images(data.index)
    beside, _slash, _name = data.captions.rpartition("/")
    captions: dict[str, list[str]] = {}
    with place.as_file(data.captions) as table:
        for row in Table(table, ["caption"]):
            captions.setdefault(f"{beside}/{row.image}".lstrip("/"), []).append(row.caption or "")
    return _captioned(index, f"{data.index}/", captions)


def _flickr8k_text(_protocol: Protocol, data: Data, path: Path, _scratch: Path) -> DataSet:
    place = _place(path.parent)
    listed = set(place.text(data.listed).split())
    captions: dict[str, list[str]] = {}
    for numbered, caption in pairs(place, data.path):
        captions.setdefault(numbered.partition("#")[0], []).append(caption.strip())

    def if_listed(_folder: str | None, filename: str) -> str | None:
        return None if filename in listed else LEAVE_OUT

    return _captioned(place.images(data.index, label=if_listed), "", captions)


def _captioned(index: Source, folder: str, captions: Mapping[str, list[str]]) -> DataSet:
    """Ask by the captions of all that is indexed; `captions`: by `folder` and name of the image."""

    def asking() -> Iterator[Labelled]:
        for each in labelled_of(index):
            told = tuple(filter(None, captions.get(folder + each.name, ())))
            yield replace(each, captions=told)

    return DataSet(index, asking)


_LAYOUTS: Mapping[Layout, Callable[[Protocol, Data, Path, Path], DataSet]] = {
    "folders": _folders,
    "cifar-batches": _batches,
    "tiny-imagenet": _tiny_imagenet,
    "captions": _captions,
    "flickr8k-text": _flickr8k_text,
}
