"""An ONNX file from anywhere, run by ONNX Runtime: what goes in and comes out is checked first."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.problems import in_a_line
from lookalike.core.processes import processors
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, row_problem
from lookalike.encoders.arrays import not_opened
from lookalike.encoders.bundle import Bundle

RUNTIME = "onnxruntime float32"
BATCH = 64
OUTPUT = "rows"
TINY = 1e-6

_TYPES = {"tensor(uint8)": np.uint8, "tensor(float)": np.float32}

_NOT_RUN = N_("{file} fails on a batch of {count}: {reason}")
_WRONG_PORT = N_("{file} takes or gives {found}, its card says {expected}")
_WRONG_SHAPE = N_("{file} gives rows of the shape {found}, not {expected}")
_BAD_ROW = N_("{file} gives a row that cannot be used: {reason}")


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output: its name, type as ONNX Runtime spells it, and shape after the batch.

    A None in the shape is any number.
    """

    name: str
    type: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        sides = ("n", *("?" if side is None else str(side) for side in self.shape))
        return f"{self.name} {self.type} ({', '.join(sides)})"

    def allows(self, found: "Port") -> bool:
        """Say whether a port of a file, with what it leaves open, can be this one."""
        return (
            (found.name, found.type) == (self.name, self.type)
            and len(found.shape) == len(self.shape)
            and all(
                None in pair or len({*pair}) == 1
                for pair in zip(found.shape, self.shape, strict=True)
            )
        )


class Graph:
    """A model of one input and one output, whose first dimension is any number of pictures.

    It is loaded from bytes at first use and may read no other file; operators that ONNX Runtime
    itself does not have are refused by it. Safe in several threads.
    """

    def __init__(self, bundle: Bundle, file: str, takes: Port, dims: int) -> None:
        """Know a file of a bundle, and what it has to take; it has to give rows (n, dims)."""
        bundle.path(file)
        self._bundle, self._file, self._takes = bundle, file, takes
        self._dims = dims
        self._opening = Lock()
        self._session: Any = None

    def encode(self, count: int, batch: Callable[[slice], NDArray[Any]]) -> Rows:
        """Return rows (count, dims) float32; `batch` gives what goes in for at most 64 of them.

        A row of zeros, which has no direction, becomes one of equal numbers at length one. Raises
        EncoderUnavailable where the file is not what the card says, or fails.
        """
        rows = np.empty((count, self._dims), np.float32)
        for start in range(0, count, BATCH):
            at = slice(start, min(start + BATCH, count))
            rows[at] = self._run(self._opened(), batch(at))
        rows[np.linalg.norm(rows, axis=1) < TINY] = self._dims**-0.5
        return rows

    def _opened(self) -> Any:
        with self._opening:
            if self._session is None:
                session = self._open()
                takes = self._checked(self._takes, session.get_inputs())
                gives = Port(OUTPUT, "tensor(float)", (self._dims,))
                self._checked(gives, session.get_outputs())
                self._probe(session, takes)
                self._session = session
        return self._session

    def _open(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = processors()
        options.log_severity_level = 4  # its errors come as exceptions as well
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.load_model_format", "ONNX")
        # Weights outside the file are looked for in this folder, in which nothing can lie.
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", os.devnull
        )
        model = self._bundle.read(self._file)
        try:
            return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise not_opened(self._bundle, self._file, error) from error

    def _checked(self, expected: Port, ports: Sequence[Any]) -> Port:
        found = _port(ports[0]) if len(ports) == 1 else None
        if found is None or not expected.allows(found):
            shown = "; ".join(f"{each.name} {each.type} {each.shape}" for each in ports)
            raise self._refused(_WRONG_PORT, found=in_a_line(shown), expected=expected)
        return found

    def _probe(self, session: Any, takes: Port) -> None:
        """Run two made-up pictures: there must be a row for each, finite and not zero."""
        shape = tuple(side or 1 for side in takes.shape)
        slope = np.arange(np.prod(shape)).reshape(shape) % 251 + 1
        batch = np.stack([slope, slope[::-1]]).astype(_TYPES[takes.type])
        for row in self._run(session, batch):
            if problem := row_problem(row, self._dims):
                raise self._refused(_BAD_ROW, reason=problem)

    def _run(self, session: Any, batch: NDArray[Any]) -> Rows:
        try:
            rows: Rows = session.run([OUTPUT], {self._takes.name: batch})[0]
        except Exception as error:
            raise self._refused(_NOT_RUN, count=len(batch), reason=in_a_line(error)) from error
        if rows.shape != (len(batch), self._dims):
            raise self._refused(_WRONG_SHAPE, found=rows.shape, expected=(len(batch), self._dims))
        return rows

    def _refused(self, text: str, **params: object) -> EncoderUnavailable:
        told = _(text).format(file=self._file, **params)
        return EncoderUnavailable(encoder=self._bundle.card.id, reason=told)


def _port(found: Any) -> Port | None:
    """Return a port of a session; None where its first dimension is not free."""
    batch, *shape = found.shape or [1]
    if isinstance(batch, int):
        return None
    sides = tuple(side if isinstance(side, int) else None for side in shape)
    return Port(found.name, found.type, sides)
