"""What a collection holds, read once: which documents there are, their categories and captions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lookalike.core.document import FileEntry
from lookalike.core.texts import N_, _
from lookalike.search.engine import Collection, Engine

_NAMELESS = N_("image {id}")


@dataclass(frozen=True, slots=True)
class Held:
    """One document: what it is called, and the sorted union of what its files say of it."""

    name: str
    categories: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """The documents of a collection by id, in the order of their ids.

    `state`: sha256 over the ids, which decide what can be found; what files say of them does not.
    """

    collection: Collection
    documents: Mapping[str, Held]
    state: str

    def name(self, document_id: str) -> str:
        """Return what a document is called."""
        held = self.documents.get(document_id)
        return (held and held.name) or _(_NAMELESS).format(id=document_id[:8])

    def categories(self, document_id: str) -> tuple[str, ...]:
        """Return the categories of a document, none where it is not there."""
        held = self.documents.get(document_id)
        return held.categories if held else ()

    def members(self) -> dict[str, dict[str, int]]:
        """Return category -> id -> 1 of the documents that have it; every category counts."""
        found: dict[str, dict[str, int]] = {}
        for document_id, held in self.documents.items():
            for category in held.categories:
                found.setdefault(category, {})[document_id] = 1
        return found


def contents_of(engine: Engine, collection: Collection) -> Contents:
    """Read what a collection holds; raises as the engine does."""
    return contents_from(collection, engine.listing(collection.name))


def contents_from(
    collection: Collection, listing: Iterable[tuple[str, Sequence[FileEntry]]]
) -> Contents:
    """Return what a listing of (id, files) says that a collection holds."""
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    found: dict[str, Held] = {}
    for document_id, files in listing:
        categories = tuple(sorted({each.category for each in files if each.category}))
        captions = tuple(sorted({each.caption for each in files if each.caption}))
        name = next((each.filename for each in files if each.filename), "")
        found[document_id] = Held(name, shared.setdefault(categories, categories), captions)
    documents = {each: found[each] for each in sorted(found)}
    state = hashlib.sha256("".join(documents).encode()).hexdigest()
    return Contents(collection, documents, state)


def ids_by_uri(engine: Engine, collection: Collection) -> dict[str, str]:
    """Return uri -> document id of every file in a collection."""
    return {file.uri: each for each, files in engine.listing(collection.name) for file in files}
