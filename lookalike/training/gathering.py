"""What is known of images by their content, while they are gathered from wherever they lie."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lookalike.core.errors import BadRequest, ImageRefused
from lookalike.core.texts import N_, _
from lookalike.imaging import Limits
from lookalike.sources.labelled import Labelled, Need
from lookalike.training.share import SPLITS, TEST, TRAIN, VALIDATION
from lookalike.training.squares import Task

Refused = tuple[str, str]
"""The name of an image, and a sentence why it is left out."""

_SPLIT = N_(
    "“{name}” is in the split “{split}”, and there are train, test, and val, validation or dev"
)
_TWO = N_("{name} is left out: the same image is in the categories {categories}.")
_NO_CATEGORY = N_(
    "{name} is left out: it has no category; put it into a folder named so, or name it in a CSV."
)
_NO_CAPTION = N_("{name} is left out: it has no caption.")


@dataclass(slots=True)
class Seen:
    """What all places of one image say of it, and its number among the squares, or why it has none."""

    names: list[str] = field(default_factory=list)
    categories: set[str] = field(default_factory=set)
    captions: dict[str, None] = field(default_factory=dict)
    splits: set[str] = field(default_factory=set)
    row: int | None = None
    refusal: ImageRefused | None = None

    @property
    def split(self) -> str | None:
        """The one that counts of several: nothing that is tested on is learned from."""
        return next((each for each in (TEST, VALIDATION, TRAIN) if each in self.splits), None)

    def refused(self) -> list[Refused]:
        """Return all places of it, where it could not be decoded."""
        if self.refusal is None:
            return []
        kind, known = type(self.refusal), self.refusal.params
        return [(name, str(kind(**(known | {"file": name})))) for name in self.names]

    def why_not(self, need: Need | None) -> str | None:
        """Return a sentence why it cannot be learned from, None where it can."""
        name = self.names[0]
        if len(self.categories) > 1:
            listed = ", ".join(f"“{each}”" for each in sorted(self.categories)[:5])
            return _(_TWO).format(name=name, categories=listed)
        if need == "category" and not self.categories:
            return _(_NO_CATEGORY).format(name=name)
        if need == "captions" and not self.captions:
            return _(_NO_CAPTION).format(name=name)
        return None


class Gathering:
    """Reads images one by one, and hands over those whose bytes are new and not for a test."""

    def __init__(self, listing: Sequence[Labelled], limits: Limits) -> None:
        self.listing = listing
        self.limits = limits
        self.seen: dict[str, Seen] = {}
        self.refused: list[Refused] = []
        self.read = 0

    def tasks(self) -> Iterator[Task]:
        """Yield what is to be decoded; what cannot be read is noted in `refused`."""
        for item in self.listing:
            self.read += 1
            try:
                data = item.read(self.limits.file_bytes)
            except ImageRefused as refusal:
                self.refused.append((item.name, str(refusal)))
                continue
            content = hashlib.sha256(data).hexdigest()
            is_new = content not in self.seen
            self._note(self.seen.setdefault(content, Seen()), item)
            if is_new and split_of(item) != TEST:
                yield Task(content, item.name, data)

    def left(self, need: Need | None) -> dict[str, Seen]:
        """Return, by content in its order, what can be learned from; notes what cannot."""
        kept: dict[str, Seen] = {}
        for content, seen in sorted(self.seen.items()):
            self.refused += seen.refused()
            if seen.row is None or seen.split == TEST:
                continue
            if reason := seen.why_not(need):
                self.refused.append((seen.names[0], reason))
            else:
                kept[content] = seen
        return kept

    @staticmethod
    def _note(seen: Seen, item: Labelled) -> None:
        seen.names.append(item.name)
        if item.category:
            seen.categories.add(item.category)
        if split := split_of(item):
            seen.splits.add(split)
        seen.captions.update(dict.fromkeys(item.captions))


def split_of(item: Labelled) -> str | None:
    """Return TRAIN, VALIDATION, TEST, or None; BadRequest for a split of another name."""
    if item.split is None:
        return None
    if item.split not in SPLITS:
        reason = _(_SPLIT).format(name=item.name, split=item.split[:60])
        raise BadRequest(field="DATA", reason=reason)
    return SPLITS[item.split]


def in_order(items: Iterable[Labelled]) -> list[Labelled]:
    """Return the items in an order that does not depend on how they were listed."""
    return sorted(items, key=lambda each: (each.uri, each.category or "", each.captions))
