"""A network in a bundle: one square of pixels in, one row out."""

from collections.abc import Sequence

import cv2
import numpy as np
from pydantic import BaseModel, Field

from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.bundle import Bundle
from lookalike.encoders.graph import RUNTIME, Graph, Port
from lookalike.encoders.square import Fit, squared

MODEL = "model.onnx"
INPUT = "images"
WORKING_SIDE = 448


class Preprocessing(BaseModel):
    """How a picture becomes the square that the network sees."""

    side: int = Field(ge=8, le=1024)
    fit: Fit


class NetworkEncoder(Encoder):
    """A model whose graph normalises pixels and rows itself; opened at first use."""

    runtime = RUNTIME

    def __init__(self, bundle: Bundle, dims: int = 0) -> None:
        """Take a bundle of kind `network`; EncoderUnavailable where its card lacks something.

        `dims`: how many numbers the model gives, 0 for as many as the card says.
        """
        cv2.setNumThreads(1)  # as `classic`: they would only fight those of the pipeline
        self._card = card = bundle.card
        self.id, self.dims, self.summary = card.id, card.dims, card.summary
        self._sees = card.seen_as(Preprocessing)
        side = self._sees.side
        self.needs_full_size = side > WORKING_SIDE
        takes = Port(INPUT, "tensor(uint8)", (side, side, 3))
        self._graph = Graph(bundle, MODEL, takes, dims or card.dims)

    @property
    def fingerprint(self) -> str:
        """Hex digest of the card: kind, dims, preprocessing and the model's bytes."""
        return self._card.fingerprint

    def encode_images(self, images: Sequence[Image]) -> Rows:
        """Return rows (n, dims) float32, 64 pictures at a time."""
        return self._graph.encode(len(images), lambda at: self._squares(images[at]))

    def _squares(self, images: Sequence[Image]) -> Image:
        return np.stack([squared(each, self._sees.side, self._sees.fit) for each in images])
