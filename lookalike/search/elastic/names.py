"""Names in the cluster: `<prefix>_<collection>` is an alias, `<prefix>_<collection>_000001` its index.

Neither a prefix nor a collection holds `_`, so no name is the beginning of another's. A staged
rebuild is written under `<collection>~<number>`, an alias of its own until the swap.
"""

import re

from lookalike.core.errors import BadRequest, NotFound
from lookalike.core.texts import N_, _
from lookalike.search.engine import COLLECTION_NAME

_COLLECTION = re.compile(COLLECTION_NAME)
_STAGED = re.compile(rf"(?P<name>{COLLECTION_NAME})~(?P<number>\d{{6}})")
_BAD_NAME = N_("“{name}” cannot be a name: use a-z, 0-9 and -, at most 63, the first no -")


def check_new_name(name: str) -> str:
    """Return `name` where it can name a collection, else raise BadRequest."""
    if not _COLLECTION.fullmatch(name):
        raise BadRequest(field="collection", reason=_(_BAD_NAME).format(name=name))
    return name


def alias_of(prefix: str, name: str) -> str:
    """Return the alias of a collection or of a staged one; NotFound where it names neither.

    The check keeps wildcards out of every address.
    """
    if not (_COLLECTION.fullmatch(name) or _STAGED.fullmatch(name)):
        raise NotFound(kind="collection", name=name)
    return f"{prefix}_{name}"


def is_staged(name: str) -> bool:
    """Say whether `name` is that of a staged rebuild."""
    return _STAGED.fullmatch(name) is not None


def staged_name(name: str, number: int) -> str:
    """Return the name under which rebuild `number` of a collection is written."""
    return f"{name}~{number:06d}"


def base_name(name: str) -> str:
    """Return the collection that `name`, staged or not, belongs to."""
    return name.partition("~")[0]


def is_collection(name: str) -> bool:
    """Say whether `name` is that of a collection, not of a staged one and not of a token."""
    return _COLLECTION.fullmatch(name) is not None


def token_of(prefix: str, name: str) -> str:
    """Return the alias that an index carries while nobody edits its `_meta`."""
    return f"{prefix}_{base_name(name)}~idle"


def index_of(prefix: str, name: str, number: int) -> str:
    """Return the name of index `number` of a collection."""
    return f"{prefix}_{name}_{number:06d}"


def quarantine_of(prefix: str) -> str:
    """Return the alias of the one index of quarantines; its `-` keeps it apart from collections."""
    return f"{prefix}-quarantine"


def number_of(index: str) -> int | None:
    """Return the number at the end of an index's name, None where it has none of ours."""
    number = index.rpartition("_")[2]
    return int(number) if re.fullmatch(r"\d{6}", number) else None


def collection_in(address: str) -> str:
    """Return the collection, staged or not, that an alias or index of ours belongs to."""
    parts = address.split("_")
    return parts[1] if len(parts) > 1 and parts[1] else address
