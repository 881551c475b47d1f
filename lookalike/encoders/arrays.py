"""Arrays in a bundle: a file of NumPy's, read without running anything that is in it."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.files import without_controls
from lookalike.core.texts import N_, _
from lookalike.encoders.bundle import Bundle

LINE = 300

_NOT_OPENED = N_("{file} cannot be opened: {reason}")


def arrays_of(bundle: Bundle, file: str, *names: str) -> list[NDArray[Any]]:
    """Return the arrays of some names in a .npz of a bundle.

    EncoderUnavailable where the file is damaged, or not that.
    """
    raw = bundle.read(file)
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            return [found[name] for name in names]
    except Exception as error:
        raise not_opened(bundle, file, error) from error


def not_opened(bundle: Bundle, file: str, error: Exception) -> EncoderUnavailable:
    """Return what to raise for a file of a bundle that a library cannot read."""
    reason = _(_NOT_OPENED).format(file=file, reason=in_a_line(error))
    return EncoderUnavailable(encoder=bundle.card.id, reason=reason)


def in_a_line(error: Exception) -> str:
    """Return what an error of a library says, in one line that is not too long."""
    return without_controls(" ".join(str(error).split()))[:LINE]
