"""The encoders that come with Lookalike: bundles in this package, the newest of each under its name."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lookalike.encoders.card import CARD

NAMES = ("mini",)
ROOT = Path(__file__).parent


@cache
def shipped() -> dict[str, Path]:
    """Return the folder of each, by its id such as `mini-1`; the ids sorted by number."""
    found = {
        folder.name: folder
        for name in NAMES
        for folder in (ROOT / name).glob(f"{name}-*")
        if re.fullmatch(rf"{name}-[1-9][0-9]*", folder.name) and (folder / CARD).exists()
    }
    return dict(sorted(found.items(), key=lambda each: _number(each[0])))


def family(encoder_id: str) -> str:
    """Return the name without its version of an encoder such as `mini-1`; any other id as it is."""
    name, _dash, number = encoder_id.rpartition("-")
    return name if name in NAMES and number.isdigit() else encoder_id


def newest(encoder_id: str, among: Iterable[str] | None = None) -> str:
    """Return the id of the newest encoder of a name such as `mini`; any other id as it is.

    `among`: the ids that there are, by default those that come with Lookalike.
    """
    if encoder_id not in NAMES:
        return encoder_id
    ids = shipped() if among is None else among
    versions = [each for each in ids if family(each) == encoder_id]
    return max(versions, key=_number, default=encoder_id)


def _number(encoder_id: str) -> tuple[str, int]:
    name, _dash, number = encoder_id.rpartition("-")
    return name, int(number)
