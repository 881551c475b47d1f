"""Weights that a model was pre-trained with: from a file, or as timm has or fetches them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from torch import nn

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.problems import in_a_line
from lookalike.core.texts import N_, _

PATIENCE = 10.0
"""Seconds in which the hub of weights has to answer at all; what it is asked then takes its time."""

_NO_WEIGHTS = N_(
    "its weights are not here and cannot be fetched ({reason}); on a machine with a network they are "
    "fetched once, on any other give a file of them with --weights"
)
_WRONG_WEIGHTS = N_("{file} does not hold the weights of {name} ({reason})")


def pretrained(name: str, weights: Path | None) -> nn.Module:
    """Return the model `name` of timm without its classifier; weights of a file, else of timm.

    Raises EncoderUnavailable where there are none.
    """
    import timm
    from timm.models import load_state_dict

    if weights is None:
        return _fetched(name)
    model: nn.Module = timm.create_model(name, num_classes=0)
    try:
        known = model.state_dict()
        found = load_state_dict(str(weights), use_ema=False, weights_only=True)
        model.load_state_dict({key: value for key, value in found.items() if key in known})
    except Exception as error:
        told = _(_WRONG_WEIGHTS).format(file=weights, name=name, reason=in_a_line(error))
        raise EncoderUnavailable(encoder=name, reason=told) from error
    return model


def weights_told(model: nn.Module, weights: Path | None) -> str:
    """Return the digest of a file of weights, else what timm calls those it has."""
    if weights is None:
        return str(getattr(model, "pretrained_cfg", {}).get("tag", ""))
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetched(name: str) -> nn.Module:
    """Return the model with the weights that timm has of it or fetches."""
    import timm

    of_hub = getattr(timm.models.get_pretrained_cfg(name), "hf_hub_id", None)
    away = _away() if of_hub else None
    try:
        with _only_what_is_here(away is not None):
            model: nn.Module = timm.create_model(name, pretrained=True, num_classes=0)
            return model
    except Exception as error:
        reason = _(_NO_WEIGHTS).format(reason=in_a_line(away or error))
        raise EncoderUnavailable(encoder=name, reason=reason) from error


def _away() -> Exception | None:
    """Return why the hub does not answer, None where it does."""
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=PATIENCE)
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing can be fetched
        return error
    return None


@contextmanager
def _only_what_is_here(is_so: bool) -> Iterator[None]:
    """Let the hub's library look for files on this machine alone: it would ask again for a minute."""
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = before or is_so
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before
