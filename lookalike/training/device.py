"""Where a training runs, and how precisely it calculates."""

from contextlib import AbstractContextManager, nullcontext

import torch

from lookalike.training.plan import Precision


def device() -> torch.device:
    """Return the GPU that is there, else the processor."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def precision(wanted: Precision, where: torch.device) -> Precision:
    """Return what to calculate in: half precision where the hardware has it, for there it pays.

    On processors that only imitate bfloat16 it takes three times as long as float32.
    """
    if wanted != "auto":
        return wanted
    if where.type == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported(False) else "float32"
    has = where.type == "cpu" and (
        torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    )
    return "bfloat16" if has else "float32"


def casting(chosen: Precision, where: torch.device) -> AbstractContextManager[object]:
    """Return the context in which a model calculates."""
    if chosen == "bfloat16":
        return torch.autocast(where.type, dtype=torch.bfloat16)
    return nullcontext()
