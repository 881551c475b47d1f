"""From a trained model to the ONNX file that is searched with."""

import logging
import warnings

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

OPSET = 18


class Searchable(nn.Module):
    """A picture and its mirror image to one unit row: what a network in a bundle computes."""

    def __init__(self, model: nn.Module, *, mirror: bool) -> None:
        super().__init__()
        self.model, self.mirror = model, mirror

    def forward(self, images: Tensor) -> Tensor:
        """Return unit rows (n, dims) of pictures (n, side, side, 3) uint8."""
        upright = images.permute(0, 3, 1, 2).float()
        rows = self.model(upright)
        if self.mirror:
            rows = rows + self.model(upright.flip(3))
        return functional.normalize(rows)


def as_onnx(model: nn.Module, example: Tensor, *, name: str, batch: str = "count") -> bytes:
    """Return `model` as ONNX: input `name`, output `rows`, any number of rows as in `example`."""
    model = model.cpu().eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        program = torch.onnx.export(
            model,
            (example,),
            input_names=[name],
            output_names=["rows"],
            dynamic_shapes=({0: torch.export.Dim(batch)},),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    if program is None:
        raise RuntimeError("the exporter gave nothing")
    proto = program.model_proto
    onnx.checker.check_model(proto)
    return bytes(proto.SerializeToString())
