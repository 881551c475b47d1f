"""The pickles of CIFAR-10, read without running anything they say.

A pickle is a program. This one is looked through first: only what Python 2 wrote for a dict of
bytes, numbers, lists and one array is let by. Then it runs with stand-ins in place of numpy's
functions, which hold what they are given and do nothing.
"""

import pickle
import pickletools
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import SourceRefused
from lookalike.core.texts import N_, _

MAX_BYTES = 64 * 2**20
MAX_STEPS = 500_000
MAX_IMAGES = 50_000
PIXELS = 3 * 32 * 32

_STEPS = frozenset({
    "PROTO", "STOP", "MARK", "EMPTY_DICT", "EMPTY_LIST", "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2",
    "TUPLE3", "SETITEM", "SETITEMS", "APPEND", "APPENDS", "NONE", "NEWTRUE", "NEWFALSE", "BININT",
    "BININT1", "BININT2", "LONG1", "SHORT_BINSTRING", "BINSTRING", "BINPUT", "LONG_BINPUT", "BINGET",
    "LONG_BINGET", "GLOBAL", "REDUCE", "BUILD",
})  # fmt: skip
_PUTS = frozenset({"BINPUT", "LONG_BINPUT"})
_FOREIGN = N_("its pickle holds {found}, which no batch of CIFAR-10 has")
_BROKEN = N_("it is no pickle, or its end is missing")
_OTHER = N_("it does not hold labels from 0 to {last} and as many images of 3 x 32 x 32 bytes")


class Batch(NamedTuple):
    """`images`: (n, 32, 32, 3) uint8 RGB; `labels`: n numbers of classes."""

    images: NDArray[np.uint8]
    labels: list[int]


def read_batch(data: bytes, name: str, classes: int) -> Batch:
    """Return the images and labels of one batch; SourceRefused for any other pickle.

    The format: https://www.cs.toronto.edu/~kriz/cifar.html, a row is 1,024 red, green, blue.
    """
    _look_through(data, name)
    try:
        held = _Unpickler(BytesIO(data), encoding="bytes").load()
    except _Foreign as error:
        raise _refused(name, _FOREIGN, found=str(error)) from error
    except Exception as error:  # a damaged pickle raises what it likes
        raise _refused(name, _BROKEN) from error
    batch = _batch(held, classes)
    if batch is None:
        raise _refused(name, _OTHER, last=classes - 1)
    return batch


def _batch(held: Any, classes: int) -> Batch | None:
    """Return what a dict holds, or None where it is anything but a batch."""
    rows: Any = held.get(b"data") if type(held) is dict else None
    labels: Any = held.get(b"labels") if type(held) is dict else None
    if not isinstance(rows, _Array) or type(labels) is not list:
        return None
    if not 0 < len(labels) <= MAX_IMAGES or rows.shape != (len(labels), PIXELS):
        return None
    if not all(type(each) is int and 0 <= each < classes for each in labels):
        return None
    pixels = np.frombuffer(rows.data, np.uint8).reshape(-1, 3, 32, 32)
    return Batch(pixels.transpose(0, 2, 3, 1), labels)


def _look_through(data: bytes, name: str) -> None:
    """Refuse what could harm before anything of it runs: other steps, or memory it claims."""
    try:
        for step, (code, argument, _at) in enumerate(pickletools.genops(data)):
            if code.name not in _STEPS:
                raise _refused(name, _FOREIGN, found=code.name)
            if step > MAX_STEPS or (code.name in _PUTS and (argument or 0) > MAX_STEPS):
                raise _refused(name, _FOREIGN, found=f"{code.name} {argument}")
    except (ValueError, IndexError, UnicodeDecodeError) as error:
        raise _refused(name, _BROKEN) from error


class _Foreign(Exception):
    """Something of a pickle that is not let by; the argument names it."""


class _Array:
    """What would be an array: its shape and bytes, where they are one of uint8."""

    __slots__ = ("data", "shape")

    def __init__(self) -> None:
        self.shape: tuple[int, ...] = ()
        self.data = b""

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, shape, kind, is_fortran, data = state
        is_bytes = isinstance(kind, _Kind) and kind.name in (b"u1", b"|u1")
        if not (is_bytes and type(data) is bytes and is_fortran in (0, False)):
            raise _Foreign("array")
        if type(shape) is not tuple or len(shape) != 2 or shape[0] * shape[1] != len(data):
            raise _Foreign("array")
        self.shape, self.data = shape, data


class _Kind:
    """What would be a dtype: its name."""

    __slots__ = ("name",)

    def __init__(self, name: Any, *_rest: Any) -> None:
        self.name = name

    def __setstate__(self, _state: Any) -> None:
        """Take the byte order, which a single byte has not."""


class _Reconstruct:
    """What would be numpy's function that makes an empty array; a pickle cannot change it."""

    __slots__ = ()

    def __call__(self, *_arguments: Any) -> _Array:
        return _Array()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a stand-in for what an array is written with; nothing else is let by."""
        stand_ins = {
            ("numpy.core.multiarray", "_reconstruct"): _Reconstruct(),
            ("numpy", "ndarray"): "numpy.ndarray",
            ("numpy", "dtype"): _Kind,
        }
        if (module, name) not in stand_ins:
            raise _Foreign(f"{module}.{name}")
        return stand_ins[module, name]


def _refused(name: str, reason: str, **known: object) -> SourceRefused:
    return SourceRefused(source=name, reason=_(reason).format(**known))
