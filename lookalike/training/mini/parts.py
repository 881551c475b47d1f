"""What `mini` learns from: the training parts of data sets, and what nothing may be learned from.

A category is a group and a name in it, `cifar-10\tdog`: names are told apart within their group
alone, for what one data set calls a golden retriever another calls a dog. Of what has captions the
name is empty.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from lookalike.imaging import is_candidate
from lookalike.sources.base import Found, Source
from lookalike.sources.datasets.lists import class_names
from lookalike.sources.datasets.part import LEAVE_OUT
from lookalike.sources.datasets.place import Place
from lookalike.sources.drawn.source import DrawnSource
from lookalike.sources.labelled import Labelled, labelled_of
from lookalike.sources.table import Table
from lookalike.training.mini.recipe import Recipe
from lookalike.training.share import TEST

BETWEEN = "\t"
KEPT = 30
"""Classes of Caltech 101 that nothing is learned from: the first by the sha256 of their names."""


def items(recipe: Recipe, data_sets: Path) -> Iterator[Labelled]:
    """Yield the images of all parts, and as split `test` all that nothing may be learned from.

    Raises SourceRefused where a data set is not in the folder `data_sets`.
    """
    for name in recipe.parts:
        yield from PARTS[name](recipe, data_sets)


def _tiny_imagenet(_recipe: Recipe, data_sets: Path) -> Iterator[Labelled]:
    place, root = _place(data_sets / "tiny-imagenet-200.zip"), "tiny-imagenet-200/"
    names = class_names(place, root)

    def named(folder: str | None, _filename: str) -> str | None:
        return _category("tiny-imagenet", names.get(folder or "", ""))

    yield from labelled_of(place.images(f"{root}train", label=named))
    yield from _for_tests(place.images(f"{root}val"))


def _cifar(_recipe: Recipe, data_sets: Path) -> Iterator[Labelled]:
    place = _place(data_sets / "cifar10.zip")
    yield from labelled_of(place.images("cifar10/train", label=partial(_in_group, "cifar-10")))
    yield from _for_tests(place.images("cifar10/test"))


def _caltech(_recipe: Recipe, data_sets: Path) -> Iterator[Labelled]:
    place = _place(data_sets / "caltech101-mini.zip")
    classes = {each.category for each in labelled_of(place.images("caltech101-mini"))}
    kept = sorted(filter(None, classes), key=lambda name: hashlib.sha256(name.encode()).digest())

    def taught(folder: str | None, filename: str) -> str | None:
        return LEAVE_OUT if folder in kept[:KEPT] else _in_group("caltech", folder, filename)

    yield from labelled_of(place.images("caltech101-mini", label=taught))
    yield from _for_tests(place.images("caltech101-mini", classes=kept[:KEPT]))


def _photos(_recipe: Recipe, data_sets: Path) -> Iterator[Labelled]:
    def named(folder: str | None, _filename: str) -> str | None:
        group, _dash, name = (folder or "").partition("-")
        return _category(f"photos-{group}", name)

    place = _place(data_sets / "photos-mini.zip")
    yield from labelled_of(place.images("photos-mini", label=named))


def _flickr8k(_recipe: Recipe, data_sets: Path) -> Iterator[Labelled]:
    place = _place(data_sets / "flickr8k-train-dev.zip")
    captions: dict[str, list[str]] = {}
    with place.as_file("flickr8k/captions.csv") as table:
        for row in Table(table, ["caption"]):
            captions.setdefault(row.image, []).append(row.caption or "")
    for each in labelled_of(place.images("flickr8k/train")):
        told = tuple(filter(None, captions.get(f"train/{each.name}", ())))
        yield replace(each, category=_category("flickr8k", ""), captions=told)
    yield from _for_tests(place.images("flickr8k/dev"))


def _drawn(recipe: Recipe, _data_sets: Path) -> Iterator[Labelled]:
    first, count = recipe.drawn.seeds
    source = DrawnSource(range(first, first + count))
    for found in source:
        if isinstance(found, Found):
            entry = found.entry
            yield Labelled(
                uri=entry.uri,
                name=entry.filename,
                category=_category("drawn", ""),
                captions=(entry.caption or "",),
                split=None,
                read=partial(source.read, found),
            )


PARTS: Mapping[str, Callable[[Recipe, Path], Iterator[Labelled]]] = {
    "tiny-imagenet": _tiny_imagenet,
    "cifar-10": _cifar,
    "caltech": _caltech,
    "photos": _photos,
    "flickr8k": _flickr8k,
    "drawn": _drawn,
}


def part_of(category: str) -> str:
    """Return the part that an example of `category` is from."""
    group = category.partition(BETWEEN)[0]
    return "photos" if group.startswith("photos-") else group


def _in_group(group: str, folder: str | None, _filename: str) -> str | None:
    return _category(group, folder or "")


def _category(group: str, name: str) -> str:
    return f"{group}{BETWEEN}{name.replace('_', ' ').strip()}"


def _for_tests(source: Source) -> Iterator[Labelled]:
    for each in labelled_of(source):
        yield replace(each, category=None, split=TEST)


_place = partial(Place, is_candidate=is_candidate)
