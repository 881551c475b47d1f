"""How a training went, epoch by epoch: the curves that lie beside the card of an encoder."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from lookalike.core.errors import NotFound, SourceRefused
from lookalike.core.problems import problem_of
from lookalike.core.texts import N_, _
from lookalike.encoders.bundle import encoder_folder, has_bundle
from lookalike.encoders.card import MAX_TRAINING, TRAINING

MAX_EPOCHS = 10_000

_TOO_LONG = N_("it has more than {limit} bytes")
_NOT_RISING = N_("its epochs do not follow each other")

Loss = Annotated[FiniteFloat, Field(ge=-1e9, le=1e9)]
Share = Annotated[FiniteFloat, Field(ge=0, le=1)]
Amount = Annotated[FiniteFloat, Field(ge=0, le=1e9)]


class Epoch(BaseModel):
    """The end of one epoch, from 1; `loss`: its mean, `seconds`: since the training began.

    `validation`: how good the encoder was on the validation share, None where it was not tried.
    """

    model_config = ConfigDict(frozen=True)

    epoch: int = Field(ge=1, le=1_000_000)
    loss: Loss
    validation: Share | None = None
    learning_rate: Amount | None = None
    seconds: Amount | None = None


class _Training(BaseModel):
    curves: tuple[Epoch, ...] = Field((), max_length=MAX_EPOCHS)


def read_curves(data: Path, encoder_id: str) -> tuple[Epoch, ...]:
    """Return the epochs of the training of an encoder, in order; none where nothing is told of it.

    Raises NotFound where there is no bundle of that id, SourceRefused where its file is damaged.
    """
    if not has_bundle(data, encoder_id):
        raise NotFound(kind="encoder", name=encoder_id)
    try:
        with (encoder_folder(data, encoder_id) / TRAINING).open("rb") as file:
            raw = file.read(MAX_TRAINING + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _refused(error.strerror or str(error)) from error
    if len(raw) > MAX_TRAINING:
        raise _refused(_(_TOO_LONG).format(limit=MAX_TRAINING))
    try:
        curves = _Training.model_validate_json(raw).curves
    except ValidationError as error:
        raise _refused(problem_of(error)) from error
    if any(one.epoch >= other.epoch for one, other in pairwise(curves)):
        raise _refused(_(_NOT_RISING))
    return curves


def _refused(reason: str) -> SourceRefused:
    return SourceRefused(source=TRAINING, reason=reason)
