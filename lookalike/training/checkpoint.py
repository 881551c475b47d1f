"""Checkpoints: whole or not there, and read without running anything that is in them."""

import io
import pickle
from pathlib import Path
from typing import Any

import torch

from lookalike.core.errors import Conflict
from lookalike.core.files import writing_atomically
from lookalike.core.texts import N_, _

_BROKEN = N_("{file} cannot be read as a checkpoint; begin anew with --fresh")


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint; after a power cut there is this one or the one before."""
    buffer = io.BytesIO()  # torch's own errors would not say that a disk is full
    torch.save(state, buffer)
    with writing_atomically(path, durable=True) as file:
        file.write(buffer.getbuffer())


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """Return what was saved, None where nothing was; Conflict where the file is broken."""
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        return None
    except (RuntimeError, EOFError, ValueError, pickle.UnpicklingError) as error:
        raise Conflict(reason=_(_BROKEN).format(file=path)) from error
    return state
