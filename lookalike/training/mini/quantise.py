"""A network in whole numbers of eight bits, with scales from pictures it was shown once for all."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH = 64
PERCENTILE = 99.99
"""Of all activations of a layer, this share keeps its value; what lies beyond is cut off."""


class _Reader:
    """Batches of pictures as ONNX Runtime asks for them."""

    def __init__(self, name: str, images: NDArray[np.uint8]) -> None:
        chunks = np.array_split(images, max(1, len(images) // BATCH))
        self._batches: Iterator[dict[str, NDArray[np.uint8]]] = iter([{name: x} for x in chunks])

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        return next(self._batches, None)

    def set_range(self, _start: int, _end: int) -> None:
        """Ignored: all batches fit into memory."""


def quantised(
    model: bytes, name: str, images: NDArray[np.uint8], keep: Sequence[str] = ()
) -> bytes:
    """Return an ONNX model of input `name` whose convolutions calculate in int8.

    `images`: (n, side, side, 3), what activations are scaled by, always the same, so that a row is
    the same alone and in a batch. `keep`: nodes that stay as they are. Jacob et al., Quantization and
    Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, CVPR 2018.
    """
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        first, ready, made = (Path(folder) / each for each in ("first", "ready", "made"))
        first.write_bytes(model)
        quant_pre_process(first, ready, skip_symbolic_shape=True)
        reader: Any = _Reader(name, images)
        quantize_static(
            ready,
            made,
            reader,
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "Relu"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=list(keep),
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": PERCENTILE},
        )
        return made.read_bytes()
