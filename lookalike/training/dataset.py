"""The examples of a training: read and decoded once, then one memory map."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike import __version__
from lookalike.core.errors import BadRequest, ImageRefused
from lookalike.core.locks import file_lock
from lookalike.core.texts import N_, _
from lookalike.encoders.square import Fit
from lookalike.imaging import Limits
from lookalike.sources.labelled import Labelled, Need
from lookalike.training.gathering import Gathering, in_order, split_of
from lookalike.training.share import TEST, VALIDATION_SHARE, validation_share
from lookalike.training.squares import Done, squares
from lookalike.training.store import Store

_TOO_LARGE = N_(
    "{count} images of {side} x {side} pixels take {needed} MB, and the limit is {limit} MB; "
    "take smaller pictures, or fewer of them"
)

Show = Callable[[int, int], None]
"""(files read so far, all of them)"""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What is learned from, in the order of `ids`, whatever the order it was listed in.

    `images`: (n, side, side, 3) uint8 sRGB, mapped from disk. `labels`: (n,) int64, places in
    `categories`, -1 for none. `ids`: sha256 of the files' bytes. `refused`: (name, sentence) of all
    that is left out. `digest`: sha256 over ids, categories, captions and splits.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    categories: tuple[str, ...]
    captions: tuple[tuple[str, ...], ...]
    ids: tuple[str, ...]
    is_validation: NDArray[np.bool_]
    refused: tuple[tuple[str, str], ...]
    digest: str

    @property
    def held_out(self) -> int:
        """How many of them judge and do not teach."""
        return int(self.is_validation.sum())


def gather(
    items: Iterable[Labelled],
    folder: Path,
    *,
    side: int,
    fit: Fit,
    limits: Limits,
    max_bytes: int,
    validation: float = VALIDATION_SHARE,
    need: Need | None = None,
    processes: int = 0,
    show: Show | None = None,
) -> Examples:
    """Return the items as examples, from `folder` where the same was gathered there before.

    Equal bytes are one example; what is in the split `test`, or lacks what is needed, or is in two
    categories, is none. What was killed begins anew. `processes`: that decode, 0 for one per
    processor. Raises BadRequest (over `max_bytes`, a split of unknown name), SourceRefused,
    StorageFull.
    """
    listing = in_order(items)
    _check_size(listing, side, max_bytes)
    key = _key(listing, side, fit, limits, need)
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder, side)
    with file_lock(folder / "lock", wait=True):
        found = store.load(key)
        if found is None:
            gathering = Gathering(listing, limits)
            made = squares(
                gathering.tasks(), limits=limits, side=side, fit=fit, processes=processes
            )
            with store.room():
                _fill(store, gathering, made, show)
                _finish(store, gathering, key, need)
            found = store.load(key)
    if found is None:
        raise OSError(f"{folder} does not keep what is written to it")
    return _examples(*found, validation)


def _fill(store: Store, gathering: Gathering, made: Iterable[Done], show: Show | None) -> None:
    store.begin()
    count = 0
    for done in made:
        kept = []
        for task, outcome in done:
            if isinstance(outcome, ImageRefused):
                gathering.seen[task.id].refusal = outcome
            else:
                gathering.seen[task.id].row = count
                kept.append(outcome)
                count += 1
        store.append(kept)
        if show:
            show(gathering.read, len(gathering.listing))


def _finish(store: Store, gathering: Gathering, key: str, need: Need | None) -> None:
    kept = gathering.left(need)
    examples = [
        [content, next(iter(seen.categories), None), list(seen.captions), seen.split]
        for content, seen in kept.items()
    ]
    rows = np.array([seen.row for seen in kept.values()], np.int64)
    store.finish(
        rows, {"key": key, "examples": examples, "refused": sorted(set(gathering.refused))}
    )


def _examples(images: NDArray[np.uint8], record: dict[str, Any], share: float) -> Examples:
    known: list[tuple[str, str | None, list[str], str | None]] = record["examples"]
    categories = sorted({category for _id, category, _captions, _split in known if category})
    place = {category: label for label, category in enumerate(categories)}
    labels = np.array([place.get(each[1] or "", -1) for each in known], np.int64)
    ids = tuple(each[0] for each in known)
    return Examples(
        images=images,
        labels=labels,
        categories=tuple(categories),
        captions=tuple(tuple(each[2]) for each in known),
        ids=ids,
        is_validation=validation_share(ids, labels, [each[3] for each in known], share),
        refused=tuple((name, reason) for name, reason in record["refused"]),
        digest=hashlib.sha256(json.dumps(known).encode()).hexdigest(),
    )


def _check_size(listing: Sequence[Labelled], side: int, max_bytes: int) -> None:
    count = len({each.uri for each in listing if split_of(each) != TEST})
    needed = count * side * side * 3
    if needed > max_bytes:
        reason = _(_TOO_LARGE).format(
            count=count, side=side, needed=-(-needed // 10**6), limit=max_bytes // 10**6
        )
        raise BadRequest(field="DATA", reason=reason)


def _key(
    listing: Sequence[Labelled], side: int, fit: Fit, limits: Limits, need: Need | None
) -> str:
    """Return what is equal only where the same files would give the same squares and words."""
    digest = hashlib.sha256(json.dumps([__version__, side, fit, asdict(limits), need]).encode())
    for each in listing:
        told = [each.uri, each.version, each.category, each.captions, each.split]
        digest.update(json.dumps(told).encode())
    return digest.hexdigest()
