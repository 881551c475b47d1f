"""The encoders that come with Lookalike: bundles in this package, the newest of each under its name."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lookalike.encoders.card import CARD

NAMES = ("mini",)
ROOT = Path(__file__).parent

_VERSION = re.compile(rf"({'|'.join(NAMES)})-[1-9][0-9]*")


@cache
def shipped() -> dict[str, Path]:
    """Return the folder of each, by its id such as `mini-1`."""
    return {
        folder.name: folder
        for name in NAMES
        for folder in (ROOT / name).glob(f"{name}-*")
        if _VERSION.fullmatch(folder.name) and (folder / CARD).exists()
    }


def family(encoder_id: str) -> str:
    """Return the name without its version of an encoder such as `mini-1`; any other id as it is."""
    version = _VERSION.fullmatch(encoder_id)
    return version[1] if version else encoder_id


def newest(encoder_id: str, among: Iterable[str] | None = None) -> str:
    """Return the id of the newest encoder of a name such as `mini`; any other id as it is.

    `among`: the ids that there are, by default those that come with Lookalike.
    """
    if encoder_id not in NAMES:
        return encoder_id
    ids = shipped() if among is None else among
    versions = [each for each in ids if family(each) == encoder_id]
    return max(versions, key=_number, default=encoder_id)


def _number(encoder_id: str) -> int:
    return int(encoder_id.rpartition("-")[2])
