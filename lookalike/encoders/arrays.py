"""Arrays in a bundle: a file of NumPy's, read without running anything that is in it."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.problems import in_a_line
from lookalike.core.texts import N_, _
from lookalike.encoders.bundle import Bundle

MAX_BYTES = 256 * 2**20
ENCRYPTED = 1

_NOT_OPENED = N_("{file} cannot be opened: {reason}")
_LARGE = N_("it is compressed, encrypted, or holds more than {limit} MB")


def as_npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the bytes of a .npz, not compressed, the same for the same arrays."""
    written = io.BytesIO()
    np.savez(written, allow_pickle=False, **arrays)
    return written.getvalue()


def arrays_of(bundle: Bundle, file: str, *needed: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a .npz in a bundle, by name; `needed`: those that must be there.

    EncoderUnavailable where it is damaged, not that, or would expand.
    """
    raw = bundle.read(file)
    try:
        _check_members(raw)
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            return {name: found[name] for name in {*found.files, *needed}}
    except Exception as error:
        raise not_opened(bundle, file, error) from error


def _check_members(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = archive.infolist()
    is_plain = all(
        member.compress_type == zipfile.ZIP_STORED and not member.flag_bits & ENCRYPTED
        for member in members
    )
    if not is_plain or sum(member.file_size for member in members) > MAX_BYTES:
        raise ValueError(_(_LARGE).format(limit=MAX_BYTES // 2**20))


def not_opened(bundle: Bundle, file: str, error: Exception) -> EncoderUnavailable:
    """Return what to raise for a file of a bundle that a library cannot read."""
    reason = _(_NOT_OPENED).format(file=file, reason=in_a_line(error))
    return EncoderUnavailable(encoder=bundle.card.id, reason=reason)
