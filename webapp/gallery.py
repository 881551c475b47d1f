"""A few images of a collection, and a few words, to begin from."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from threading import Lock

from lookalike.core.document import Document, FileEntry
from lookalike.search.engine import Collection, Engine

SHOWN = 42
LOOKED_AT = 600
LIFETIME = 300.0
KEPT = 64
PHRASES = 4
LONGEST = 34


class Galleries:
    """Picks images by collection, from as many categories as there are, and keeps the choice a while."""

    def __init__(self) -> None:
        self._picks: dict[str, tuple[float, list[str]]] = {}
        self._guard = Lock()

    def of(self, engine: Engine, collection: Collection, most: int = SHOWN) -> list[Document]:
        """Return up to `most` documents of `collection`; what went meanwhile is left out."""
        ids = self._known(collection.uid)
        if ids is None:
            ids = pick(islice(engine.listing(collection.name), LOOKED_AT), seed=collection.uid)
            if len(ids) == SHOWN:  # a small collection may be growing right now
                self._keep(collection.uid, ids)
        found = engine.get(collection.name, ids[:most]) if ids else {}
        return [found[each] for each in ids if each in found]

    def _known(self, uid: str) -> list[str] | None:
        until, ids = self._picks.get(uid, (0.0, []))
        return ids if until > time.monotonic() else None

    def _keep(self, uid: str, ids: list[str]) -> None:
        with self._guard:
            if len(self._picks) >= KEPT:
                self._picks.clear()
            self._picks[uid] = (time.monotonic() + LIFETIME, ids)


def pick(listing: Iterable[tuple[str, tuple[FileEntry, ...]]], seed: str) -> list[str]:
    """Return up to `SHOWN` ids, one of each category in turn, in an order that `seed` settles."""
    by_category: defaultdict[str, list[str]] = defaultdict(list)
    for document_id, files in listing:
        category = next((file.category for file in files if file.category), "")
        by_category[category].append(document_id)
    shuffle = random.Random(seed)  # noqa: S311 - variety, not secrecy
    piles = [sorted(by_category[category]) for category in sorted(by_category)]
    for pile in piles:
        shuffle.shuffle(pile)
    shuffle.shuffle(piles)
    rounds = max(map(len, piles), default=0)
    in_turn = (pile[turn] for turn in range(rounds) for pile in piles if turn < len(pile))
    return list(islice(in_turn, SHOWN))


def phrases_of(documents: Sequence[Document]) -> list[str]:
    """Return up to `PHRASES` short phrases, of captions, tags and categories in turn.

    Each stands with one of `documents`, so that a search for it finds something.
    """
    found: dict[str, str] = {}
    left = list(documents)
    for phrase_of in islice(cycle(_PHRASES), len(_PHRASES) * PHRASES):
        for document in left:
            phrase = phrase_of(document)
            if phrase and len(phrase) <= LONGEST and phrase.casefold() not in found:
                found[phrase.casefold()] = phrase
                left.remove(document)
                break
        if len(found) == PHRASES:
            break
    return list(found.values())


def _caption(document: Document) -> str:
    return next((each for each in document.captions if " " in each.strip()), "").strip()


def _tagged(document: Document) -> str:
    tag, category = _tag(document), _category(document)
    return f"{tag} {category}" if tag and category and tag not in category else ""


def _category(document: Document) -> str:
    return next(iter(document.category), "")


def _tag(document: Document) -> str:
    return next((tag for file in document.files for tag in file.tags), "")


_PHRASES: Sequence[Callable[[Document], str]] = (_caption, _tagged, _category, _tag)
