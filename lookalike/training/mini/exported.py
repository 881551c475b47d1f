"""The network as the file that is searched with: in whole numbers where that costs next to nothing."""

from typing import NamedTuple

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from lookalike.encoders.network import INPUT
from lookalike.training.export import Searchable, as_onnx
from lookalike.training.mini.judge import Images, Judge, resized
from lookalike.training.mini.pair import Pair
from lookalike.training.mini.quantise import quantised
from lookalike.training.mini.recipe import BundleRecipe


class Exported(NamedTuple):
    """ONNX models by what they calculate in, their figures by part, and which of them is taken."""

    models: dict[str, bytes]
    figures: dict[str, dict[str, float]]
    precision: str

    @property
    def model(self) -> bytes:
        """The one that is taken."""
        return self.models[self.precision]


def exported(pair: Pair, judge: Judge, sample: Tensor, recipe: BundleRecipe) -> Exported:
    """Return a network in both precisions; int8 is taken where its figures lose little by the recipe.

    `sample`: training pictures (n, 3, side, side) uint8 that set the scales of int8. What counts is
    the mean of the figures.
    """
    side = recipe.side
    example = torch.zeros((2, side, side, 3), dtype=torch.uint8)
    model = as_onnx(Searchable(pair.images, mirror=recipe.mirror), example, name=INPUT)
    shown = resized(sample[: recipe.pictures], side).permute(0, 2, 3, 1).contiguous().numpy()
    small = quantised(model, INPUT, shown)
    models = {"float32": model, "int8": small}
    figures = {
        precision: judge.figures(_images(each), pair.words, side)
        for precision, each in models.items()
    }
    in_float, in_int8 = (float(np.mean([*each.values()])) for each in figures.values())
    chosen = "int8" if in_int8 >= (1 - recipe.loses) * in_float else "float32"
    return Exported(models, figures, chosen)


def _images(model: bytes) -> Images:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def rows(images: Tensor) -> Tensor:
        pixels = np.ascontiguousarray(images.permute(0, 2, 3, 1).numpy())
        return torch.from_numpy(session.run(None, {INPUT: pixels})[0])

    return rows
