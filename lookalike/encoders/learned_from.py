"""Which images an encoder learned from: short hashes beside its card, so that a report can say so."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import LookalikeError
from lookalike.encoders.bundle import encoder_folder, has_bundle, read_card
from lookalike.encoders.card import MAX_TRAINING, TRAINING

KEY = "learned_from"
"""Its name in the file of the training, which decides no fingerprint and travels with the bundle."""

MOST = 1_000_000
"""Of more images nothing is kept: the file has a limit."""

DIGITS = 16
"""Of the id of an image, the sha256 of its bytes as hex: 8 bytes."""

Hashes = NDArray[np.uint64]


def hashes_of(ids: Iterable[str]) -> Hashes:
    """Return the first 8 bytes of ids (n,), in their order."""
    raw = bytes.fromhex("".join(each[:DIGITS] for each in ids))
    return np.frombuffer(raw, ">u8").astype(np.uint64)


def packed(hashes: Hashes) -> str:
    """Return hashes as text: sorted, each once, 8 bytes with the lowest first, in base64."""
    return base64.b64encode(np.unique(hashes).astype("<u8").tobytes()).decode()


def kept_in(folder: Path) -> Hashes | None:
    """Return the hashes that lie in the folder of a bundle; None where there are none that can be read."""
    try:
        with (folder / TRAINING).open("rb") as file:
            raw = base64.b64decode(json.loads(file.read(MAX_TRAINING))[KEY], validate=True)
        return np.frombuffer(raw, "<u8").astype(np.uint64)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def hashes_for(data: Path, encoder_id: str, fingerprint: str) -> Hashes | None:
    """Return what an encoder of that fingerprint learned from, as `kept_in` does."""
    if not has_bundle(data, encoder_id):
        return None
    try:
        is_that = read_card(data, encoder_id).fingerprint == fingerprint
    except LookalikeError:
        return None
    return kept_in(encoder_folder(data, encoder_id)) if is_that else None


def count_in(hashes: Hashes, ids: Iterable[str]) -> int:
    """Return how many of some ids are among those of the hashes; one that comes twice counts twice."""
    return int(np.isin(hashes_of(ids), hashes).sum())
