"""Rows of batches of images, where one bad image fails alone."""

import logging
from collections.abc import Sequence

import numpy as np

from lookalike.core.errors import EncoderUnavailable, RowRefused
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder, Image

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 100

_FAILED = N_("the encoder failed on it ({kind}: {message})")
_WRONG_SHAPE = N_("the encoder gave {found} for {count} images")


class RowMaker:
    """Encodes with one encoder.

    One that fails on 100 images in a row is itself what is wrong: EncoderUnavailable.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._failures_in_a_row = 0

    def rows(self, images: Sequence[Image]) -> list[Rows | RowRefused]:
        """Return the raw row (dims,) of each image, in order, or why there is none."""
        try:
            rows = self._encoded(images)
        except EncoderUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an encoder does on one image, the others go on
            if len(images) > 1:
                log.info("%s failed on a batch, going one by one: %s", self.encoder.id, error)
                return [row for image in images for row in self.rows([image])]
            return [self._refused(error)]
        self._failures_in_a_row = 0
        return list(rows)

    def _refused(self, error: Exception) -> RowRefused:
        self._failures_in_a_row += 1
        reason = _(_FAILED).format(kind=type(error).__name__, message=error)
        if self._failures_in_a_row >= GIVE_UP_AFTER:
            raise EncoderUnavailable(encoder=self.encoder.id, reason=reason) from error
        return RowRefused(field=self.encoder.field, reason=reason)

    def _encoded(self, images: Sequence[Image]) -> Rows:
        rows = self.encoder.encode_images(images)
        if rows.shape != (len(images), self.encoder.dims):
            found = "x".join(map(str, np.shape(rows)))
            raise ValueError(_(_WRONG_SHAPE).format(found=found, count=len(images)))
        return rows
